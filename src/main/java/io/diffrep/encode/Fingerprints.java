package io.diffrep.encode;

import io.diffrep.model.Model;
import io.diffrep.runtime.Digests;
import java.nio.charset.StandardCharsets;

/** Names of encodings: rows of one fingerprint are comparable. */
public final class Fingerprints {
  private Fingerprints() {}

  /** SHA-256 in hex over the model's fingerprint (pixels have none), source and noise levels. */
  public static String of(Model model, Source source, EncodeSettings settings) {
    String identity =
        source == Source.PIXELS
            ? source.label()
            : model.fingerprint()
                + " "
                + source.label()
                + " "
                + settings.storedLevels(model.architecture().settings());
    return Digests.hex(Digests.sha256().digest(identity.getBytes(StandardCharsets.UTF_8)));
  }
}
