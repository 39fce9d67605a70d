package io.diffrep.network;

import io.diffrep.engine.GraphBuilder;
import io.diffrep.engine.Value.FeatureMap;
import io.diffrep.engine.Value.Row;
import io.diffrep.image.ImageShape;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The conditional score network: a U-Net whose blocks see noise level and code as {@link
 * CodeInjection} says. Where the code is dropped, a learned null embedding stands for its
 * projection: a code of zeros is a legitimate code.
 */
final class ScoreNetwork {
  /** The last convolution; it starts near zero, so that the first prediction is near zero. */
  static final String OUTPUT = "score.out";

  private final GraphBuilder builder;
  private final NetworkSettings settings;
  private final CodeInjection injection;
  private final Blocks blocks;

  ScoreNetwork(GraphBuilder builder, NetworkSettings settings) {
    this.builder = builder;
    this.settings = settings;
    injection = settings.score().injection();
    blocks = new Blocks(builder, settings.groups());
  }

  /** Positions on the longer side of each stage's feature maps, the finest first. */
  static List<Integer> resolutions(NetworkSettings settings, ImageShape image) {
    int side = Math.max(image.height(), image.width());
    return IntStream.range(0, settings.scoreChannels().size())
        .mapToObj(stage -> side(side, stage))
        .toList();
  }

  /** What is left of a side at a stage: it is halved from one to the next, rounded up. */
  static int side(int whole, int stage) {
    return -Math.floorDiv(-whole, 1 << stage);
  }

  /** What the block of a stage on the way down is called. */
  static String downBlock(int stage, int stages) {
    return stage == stages - 1 ? "bottleneck" : "down" + stage;
  }

  /** What the block of a stage on the way up is called. */
  static String upBlock(int stage) {
    return "up" + stage;
  }

  /**
   * What the blocks are conditioned on.
   *
   * @param blocks what each block's scale and shift or bias are made of
   * @param bottleneck what the map beside the coarsest one is made of, or null where there is none
   */
  private record Embeddings(Row blocks, Row bottleneck) {}

  /** Records the whole network. */
  FeatureMap record(FeatureMap noisy, Row logRho, Row code, Row keep) {
    int stages = settings.scoreChannels().size();
    String last = stages == 1 ? downBlock(0, stages) : upBlock(0);
    FeatureMap h = features(last, noisy, logRho, code, keep);
    h = blocks.lastActivation("score.norm", h);
    return builder.convolution(OUTPUT, h, noisy.channels(), 3, 1);
  }

  /**
   * Records the network up to a block, of which it gives the output.
   *
   * @throws IllegalArgumentException if it has no such block
   */
  FeatureMap features(String last, FeatureMap noisy, Row logRho, Row code, Row keep) {
    Embeddings embeddings = embeddings(logRho, code, keep);
    List<Integer> channels = settings.scoreChannels();
    int stages = channels.size();
    Deque<FeatureMap> skips = new ArrayDeque<>();
    FeatureMap h = builder.convolution("score.in", noisy, channels.get(0), 3, 1);
    for (int i = 0; i < stages; i++) {
      boolean coarsest = i == stages - 1;
      if (coarsest && embeddings.bottleneck() != null) {
        h = builder.concat(h, map(embeddings.bottleneck(), h));
      }
      h = block("score.down" + i, h, embeddings.blocks(), channels.get(i));
      if (downBlock(i, stages).equals(last)) {
        return h;
      }
      if (!coarsest) {
        skips.push(h);
        h = blocks.down("score.halve" + i, h);
      }
    }
    for (int i = stages - 2; i >= 0; i--) {
      h = builder.upsampleConcat(h, skips.pop());
      h = block("score.up" + i, h, embeddings.blocks(), channels.get(i));
      if (upBlock(i).equals(last)) {
        return h;
      }
    }
    throw new IllegalArgumentException("the score network has no block '" + last + "'");
  }

  private FeatureMap block(String name, FeatureMap x, Row embedding, int channels) {
    FeatureMap h =
        injection.biasesBlocks()
            ? blocks.biased(name, x, embedding, channels)
            : blocks.residual(name, x, embedding, channels);
    return Math.max(h.height(), h.width()) == settings.score().attention()
        ? blocks.attention(name + ".attention", h)
        : h;
  }

  private Embeddings embeddings(Row logRho, Row code, Row keep) {
    int width = settings.embedding();
    Row noise = builder.silu(blocks.noiseFeatures("score.noise", logRho, width));
    Row projected = builder.linear("score.code", code, width);
    Row conditioned = builder.keepOrElse("score.null-code", projected, keep);
    if (injection == CodeInjection.FILM) {
      Row sum = builder.silu(builder.add(noise, conditioned));
      return new Embeddings(builder.silu(builder.linear("score.embedding", sum, width)), null);
    }
    Row level = builder.linear("score.embedding", noise, width);
    Row pair = builder.concat(level, conditioned);
    return new Embeddings(
        builder.silu(injection.biasesBlocks() ? pair : level),
        injection.feedsBottleneck() ? pair : null);
  }

  /**
   * A map of the size of that which the coarsest block reads, with twice the channels of the finest
   * stage, as in the paper's code (where it has 4x4 positions).
   */
  private FeatureMap map(Row pair, FeatureMap beside) {
    int width = settings.embedding();
    int channels = 2 * settings.scoreChannels().get(0);
    Row h = builder.silu(builder.linear("score.map0", pair, width));
    h = builder.silu(builder.linear("score.map1", h, width));
    h = builder.linear("score.map2", h, channels * beside.positions());
    return builder.unflatten(h, channels, beside.height(), beside.width());
  }
}
