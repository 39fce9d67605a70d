package io.diffrep.encode;

import io.diffrep.model.Inference;
import io.diffrep.model.Model;
import io.diffrep.runtime.Digests;
import io.diffrep.sde.NoiseStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Features of the score network at work. The noise that an image gets at a level follows from its
 * id and the level alone, so that it gets the same in whatever partition, batch and run it is
 * encoded, and whatever other levels are asked for.
 */
final class ScoreEncoder implements AutoCloseable {
  private final Inference network;

  /** Null where codes are dropped. */
  private final Inference encoder;

  private final NoiseStream stream = new NoiseStream();

  ScoreEncoder(Model model, EncodeSettings settings) {
    network = Inference.scoreFeatures(model, settings.score().part(), settings.batch());
    try {
      encoder =
          settings.score().scoreCode().isGiven(model.specification().objective())
              ? Inference.encoder(model, settings.batch())
              : null;
    } catch (RuntimeException | Error e) {
      network.close();
      throw e;
    }
  }

  /**
   * The features of a batch at one noise level.
   *
   * @param ids identities of the images
   * @param clean standardised pixels, as {@link Inference#codes} takes them
   * @return {@code [image][feature]}
   */
  float[][] features(List<String> ids, List<float[]> clean, double rho) {
    List<float[]> noised = new ArrayList<>(clean.size());
    for (int i = 0; i < clean.size(); i++) {
      noised.add(noised(ids.get(i), clean.get(i), rho));
    }
    List<float[]> codes =
        encoder == null
            ? Arrays.asList(new float[clean.size()][])
            : Arrays.asList(encoder.codes(clean, rho));
    return network.features(noised, rho, codes);
  }

  private float[] noised(String id, float[] clean, double rho) {
    float[] noised = new float[clean.length];
    stream.begin(key(id, rho));
    stream.normal(noised, 0, noised.length);
    for (int p = 0; p < noised.length; p++) {
      noised[p] = (float) (clean[p] + rho * noised[p]);
    }
    return noised;
  }

  private static long key(String id, double rho) {
    byte[] name = ("score " + id + " " + rho).getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.wrap(Digests.sha256().digest(name)).getLong();
  }

  @Override
  public void close() {
    network.close();
    if (encoder != null) {
      encoder.close();
    }
  }
}
