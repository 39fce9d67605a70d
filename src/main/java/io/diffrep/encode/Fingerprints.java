package io.diffrep.encode;

import io.diffrep.model.Model;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names of encodings: rows of one fingerprint are comparable. */
final class Fingerprints {
  private Fingerprints() {}

  /** SHA-256 in hex over the model's fingerprint (pixels have none), source and noise levels. */
  static String of(Model model, Source source, EncodeSettings settings) {
    String identity =
        source == Source.PIXELS
            ? source.label()
            : model.fingerprint() + " " + source.label() + " " + settings.noiseLevels();
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(identity.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
