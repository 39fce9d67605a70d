package io.diffrep.network;

import io.diffrep.engine.Graph;
import io.diffrep.engine.GraphBuilder;
import io.diffrep.engine.Value.FeatureMap;
import io.diffrep.engine.Value.Row;
import io.diffrep.image.ImageShape;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Encoder and score network, or what else stands beside the encoder, for images of one shape.
 *
 * @param settings sizes
 * @param image shape of the images
 * @param companion what is trained beside the encoder
 */
public record Architecture(NetworkSettings settings, ImageShape image, Companion companion)
    implements Serializable {
  /**
   * Input of {@link Part#ENCODER}: standardised pixels, {@code [batch, channels, height, width]}.
   */
  public static final String IMAGE = "image";

  /**
   * Input of {@link Part#SCORE}: {@code y / sqrt(rho^2 + 1)}, {@code [batch, channels, height,
   * width]}.
   */
  public static final String NOISY = "noisy";

  /** Input of every part but a static encoder: {@code log rho}, {@code [batch, 1]}. */
  public static final String LOG_RHO = "log-rho";

  /** Input of {@link Part#SCORE}: 1 where the code is used, 0 where it is dropped. */
  public static final String KEEP = "keep";

  /**
   * The code {@code z}, or a Gaussian code's mean: output of the encoder, input of the score
   * network alone.
   */
  public static final String CODE = "code";

  /** Output of a Gaussian encoder: the codes' log variances. */
  public static final String LOG_VARIANCE = "log-variance";

  /** Input of {@link Part#WHOLE} where codes are Gaussian: what they are drawn with. */
  public static final String CODE_NOISE = "code-noise";

  /** Output of the score network: {@code F}, {@code [batch, channels, height, width]}. */
  public static final String PREDICTION = "prediction";

  /** Output of a projection: what a contrastive loss compares. */
  public static final String PROJECTED = "projected";

  /** Output of a classifier: a number for each class. */
  public static final String LOGITS = "logits";

  /** Output of {@link Features}: a row an image, channels, then rows of cells, then columns. */
  public static final String FEATURES = "features";

  /** Which of the networks a graph holds. */
  public sealed interface Part {
    /** Image and noise level to code. */
    Part ENCODER = Network.ENCODER;

    /** Noisy image, noise level and a given code to prediction. */
    Part SCORE = Network.SCORE;

    /** Encoder and companion, from image to code and what the loss reads: what training runs. */
    Part WHOLE = Network.WHOLE;
  }

  /** The parts that every model has once. */
  public enum Network implements Part {
    /** See {@link Part#ENCODER}. */
    ENCODER,
    /** See {@link Part#SCORE}. */
    SCORE,
    /** See {@link Part#WHOLE}. */
    WHOLE
  }

  /**
   * The score network up to the output of one of its blocks, pooled: inputs as {@link Part#SCORE}.
   *
   * @param block one of {@link #scoreBlocks}
   * @param cells rows and columns of the grid over whose cells the means are taken; at most the
   *     positions on the shorter side of the block's feature map
   */
  public record Features(String block, int cells) implements Part {}

  /** Smallest and largest height and width that the networks are made for. */
  public static final int SMALLEST = 8;

  /** See {@link #SMALLEST}. */
  public static final int LARGEST = 128;

  /**
   * Refuses images that are too small or too large for the networks, a head's grid that is finer
   * than what it divides, and attention where no feature map has that size.
   */
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
    int last = -Math.floorDiv(-least, 1 << settings.encoderHalvings());
    if (settings.head() == EncoderHead.SPATIAL && settings.headCells() > last) {
      throw new IllegalArgumentException(
          "network.head-cells is "
              + settings.headCells()
              + ", and of images of "
              + image
              + " the encoder's last feature map has "
              + last
              + " positions on its shorter side: set it to at most that");
    }
    int attention = settings.score().attention();
    List<Integer> sides = ScoreNetwork.resolutions(settings, image);
    boolean attends = companion.equals(Companion.SCORE_NETWORK) && attention != 0;
    if (attends && !sides.contains(attention)) {
      throw new IllegalArgumentException(
          "network.attention is "
              + attention
              + ", and of images of "
              + image
              + " the score network's feature maps have "
              + sides
              + " positions on their longer side: set it to one of these, at most "
              + ScoreSettings.MOST_ATTENTION
              + ", or to 0 for none");
    }
  }

  /**
   * The score network's blocks in the order in which they are computed: {@code down0} and on,
   * {@code bottleneck}, and up to {@code up0}.
   */
  public static List<String> scoreBlocks(NetworkSettings settings) {
    int stages = settings.scoreChannels().size();
    List<String> blocks = new ArrayList<>();
    for (int i = 0; i < stages; i++) {
      blocks.add(ScoreNetwork.downBlock(i, stages));
    }
    for (int i = stages - 2; i >= 0; i--) {
      blocks.add(ScoreNetwork.upBlock(i));
    }
    return blocks;
  }

  /**
   * Positions on the shorter side of a block's feature map.
   *
   * @param block one of {@link #scoreBlocks}
   */
  public static int scorePositions(NetworkSettings settings, ImageShape image, String block) {
    int stages = settings.scoreChannels().size();
    int number = scoreBlocks(settings).indexOf(block);
    // Down to the coarsest stage, and up again behind it.
    int halvings = number < stages ? number : 2 * (stages - 1) - number;
    return ScoreNetwork.side(Math.min(image.height(), image.width()), halvings);
  }

  /** Encoder and score network. */
  public Architecture(NetworkSettings settings, ImageShape image) {
    this(settings, image, Companion.SCORE_NETWORK);
  }

  /** Whether a score network stands beside the encoder. */
  public boolean hasScoreNetwork() {
    return companion.equals(Companion.SCORE_NETWORK);
  }

  /** Rows of each image in a batch of training: a projection compares two views of it. */
  public int rowsPerImage() {
    return companion.equals(Companion.PROJECTION) ? 2 : 1;
  }

  /**
   * The graph of one part. Parameters of the parts have the same names as those of the whole.
   *
   * @throws IllegalArgumentException if the score network is asked for and there is none, or for
   *     features of a block that it does not have
   */
  public Graph graph(Part part) {
    if (!hasScoreNetwork()) {
      return besideNoScoreNetwork(part);
    }
    GraphBuilder builder = new GraphBuilder();
    boolean seesLevel = part != Part.ENCODER || !settings.isStatic();
    Row logRho = seesLevel ? builder.rowInput(LOG_RHO, 1) : null;
    Row code =
        part == Part.ENCODER || part == Part.WHOLE
            ? encoder(builder, logRho, part == Part.WHOLE)
            : builder.rowInput(CODE, settings.codeSize());
    if (part != Part.ENCODER) {
      score(builder, part, logRho, code);
    }
    return builder.build();
  }

  private void score(GraphBuilder builder, Part part, Row logRho, Row code) {
    FeatureMap noisy = imageInput(builder, NOISY);
    Row keep = builder.rowInput(KEEP, 1);
    ScoreNetwork network = new ScoreNetwork(builder, settings);
    if (part instanceof Features features) {
      FeatureMap block = network.features(features.block(), noisy, logRho, code, keep);
      builder.output(FEATURES, builder.meanPool(block, features.cells()));
    } else {
      builder.output(PREDICTION, network.record(noisy, logRho, code, keep));
    }
  }

  private Graph besideNoScoreNetwork(Part part) {
    if (part != Part.ENCODER && part != Part.WHOLE) {
      throw new IllegalArgumentException("there is no score network beside the encoder");
    }
    GraphBuilder builder = new GraphBuilder();
    Row logRho = settings.isStatic() ? null : builder.rowInput(LOG_RHO, 1);
    Row code = encoder(builder, logRho, part == Part.WHOLE);
    if (part == Part.WHOLE) {
      builder.output(outputs().get(0), companion(builder, code));
    }
    return builder.build();
  }

  private Row companion(GraphBuilder builder, Row code) {
    if (companion.kind() == Companion.Kind.CLASSIFIER) {
      return builder.linear("classifier", code, companion.classes().size());
    }
    int width = settings.embedding();
    Row hidden = builder.silu(builder.linear("projection.hidden", code, width));
    return builder.linear("projection.out", hidden, width);
  }

  /** Records the encoder; where codes are drawn, what it gives is a draw. */
  private Row encoder(GraphBuilder builder, Row logRho, boolean draws) {
    Encoder.Output output =
        new Encoder(builder, settings).record(imageInput(builder, IMAGE), logRho);
    builder.output(CODE, output.code());
    if (output.logVariance() == null) {
      return output.code();
    }
    builder.output(LOG_VARIANCE, output.logVariance());
    return draws
        ? builder.gaussianDraw(
            output.code(), output.logVariance(), builder.rowInput(CODE_NOISE, settings.codeSize()))
        : output.code();
  }

  /** Inputs of {@link Part#WHOLE}, in the order in which DL4J's graph has them. */
  public List<String> inputs() {
    List<String> inputs = new ArrayList<>(List.of(IMAGE));
    if (hasScoreNetwork()) {
      inputs.addAll(List.of(NOISY, LOG_RHO, KEEP));
    } else if (!settings.isStatic()) {
      inputs.add(LOG_RHO);
    }
    if (settings.isGaussian()) {
      inputs.add(CODE_NOISE);
    }
    return inputs;
  }

  /** Outputs of {@link Part#WHOLE} that the loss reads, in the order in which it does. */
  List<String> outputs() {
    List<String> outputs = new ArrayList<>();
    outputs.add(
        switch (companion.kind()) {
          case SCORE_NETWORK -> PREDICTION;
          case PROJECTION -> PROJECTED;
          case CLASSIFIER -> LOGITS;
        });
    outputs.add(CODE);
    if (settings.isGaussian()) {
      outputs.add(LOG_VARIANCE);
    }
    return outputs;
  }

  private FeatureMap imageInput(GraphBuilder builder, String name) {
    return builder.imageInput(name, image.channels(), image.height(), image.width());
  }
}
