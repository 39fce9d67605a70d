package io.diffrep.network;

import io.diffrep.engine.Graph;
import io.diffrep.engine.GraphBuilder;
import io.diffrep.engine.Value.FeatureMap;
import io.diffrep.engine.Value.Row;
import io.diffrep.image.ImageShape;
import java.io.Serializable;

/**
 * Encoder and score network for images of one shape.
 *
 * @param settings sizes
 * @param image shape of the images
 */
public record Architecture(NetworkSettings settings, ImageShape image) implements Serializable {
  /**
   * Input of {@link Part#ENCODER}: standardised pixels, {@code [batch, channels, height, width]}.
   */
  public static final String IMAGE = "image";

  /**
   * Input of {@link Part#SCORE}: {@code y / sqrt(rho^2 + 1)}, {@code [batch, channels, height,
   * width]}.
   */
  public static final String NOISY = "noisy";

  /** Input of every part: {@code log rho}, {@code [batch, 1]}. */
  public static final String LOG_RHO = "log-rho";

  /** Input of {@link Part#SCORE}: 1 where the code is used, 0 where it is dropped. */
  public static final String KEEP = "keep";

  /** The code {@code z}: output of the encoder, input of the score network alone. */
  public static final String CODE = "code";

  /** Output of the score network: {@code F}, {@code [batch, channels, height, width]}. */
  public static final String PREDICTION = "prediction";

  /** Which of the two networks a graph holds. */
  public enum Part {
    /** Image and noise level to code. */
    ENCODER,
    /** Noisy image, noise level and a given code to prediction. */
    SCORE,
    /** Image, noisy image and noise level to code and prediction: what training runs. */
    WHOLE
  }

  /** Smallest and largest height and width that the networks are made for. */
  public static final int SMALLEST = 8;

  /** See {@link #SMALLEST}. */
  public static final int LARGEST = 128;

  /** Refuses images that are too small or too large for the networks. */
  public Architecture {
    int least = Math.min(image.height(), image.width());
    int most = Math.max(image.height(), image.width());
    if (least < SMALLEST || most > LARGEST) {
      throw new IllegalArgumentException(
          "images of "
              + image
              + ": the networks take heights and widths from "
              + SMALLEST
              + " to "
              + LARGEST
              + " pixels");
    }
  }

  /** The graph of one part. Parameters of the parts have the same names as those of the whole. */
  public Graph graph(Part part) {
    GraphBuilder builder = new GraphBuilder();
    Row logRho = builder.rowInput(LOG_RHO, 1);
    Row code;
    if (part == Part.SCORE) {
      code = builder.rowInput(CODE, settings.codeSize());
    } else {
      code = new Encoder(builder, settings).record(imageInput(builder, IMAGE), logRho);
      builder.output(CODE, code);
    }
    if (part != Part.ENCODER) {
      FeatureMap noisy = imageInput(builder, NOISY);
      Row keep = builder.rowInput(KEEP, 1);
      FeatureMap prediction = new ScoreNetwork(builder, settings).record(noisy, logRho, code, keep);
      builder.output(PREDICTION, prediction);
    }
    return builder.build();
  }

  private FeatureMap imageInput(GraphBuilder builder, String name) {
    return builder.imageInput(name, image.channels(), image.height(), image.width());
  }
}
