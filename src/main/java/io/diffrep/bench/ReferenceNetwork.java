package io.diffrep.bench;

import io.diffrep.engine.Graph;
import io.diffrep.engine.GraphBuilder;
import io.diffrep.engine.Value.FeatureMap;
import io.diffrep.engine.Value.Row;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The network that engines are measured on: a static encoder with a pooled head and a FiLM U-Net of
 * base 64 on images of 32x32x3, 1.03 GFLOP forward, 1.95 million parameters. The PyTorch program in
 * src/bench/pytorch has the same, layer by layer.
 */
final class ReferenceNetwork {
  static final int SIZE = 32;
  static final int CHANNELS = 3;
  static final String IMAGE = "image";
  static final String NOISY = "noisy";
  static final String LOG_RHO = "log-rho";
  static final String CODE = "code";
  static final String PREDICTION = "prediction";

  private static final int BASE = 64;
  private static final int[] MULTIPLES = {1, 2, 2};
  private static final int EMBEDDING = 128;
  private static final int CODE_SIZE = 64;
  private static final int GROUPS = 8;
  private static final List<Double> FREQUENCIES =
      IntStream.range(0, 16).mapToObj(i -> 0.5 * Math.pow(2, 0.4 * i)).toList();

  private final GraphBuilder builder = new GraphBuilder();

  private ReferenceNetwork() {}

  /** Encoder and score network, with the prediction as output. */
  static Graph whole() {
    ReferenceNetwork network = new ReferenceNetwork();
    GraphBuilder b = network.builder;
    FeatureMap image = b.imageInput(IMAGE, CHANNELS, SIZE, SIZE);
    FeatureMap noisy = b.imageInput(NOISY, CHANNELS, SIZE, SIZE);
    Row logRho = b.rowInput(LOG_RHO, 1);
    Row code = network.encode(image);
    b.output(PREDICTION, network.score(noisy, network.embedding(logRho, code)));
    return b.build();
  }

  /** The encoder alone, with the code as output. */
  static Graph encoder() {
    ReferenceNetwork network = new ReferenceNetwork();
    GraphBuilder b = network.builder;
    b.output(CODE, network.encode(b.imageInput(IMAGE, CHANNELS, SIZE, SIZE)));
    return b.build();
  }

  private Row encode(FeatureMap image) {
    FeatureMap h = builder.convolution("encoder.in", image, BASE / 2, 3, 1);
    for (int i = 0; i < 3; i++) {
      h = block("encoder.block" + i, h, null, (BASE / 2) << i);
      if (i < 2) {
        h = builder.convolution("encoder.down" + i, h, h.channels(), 3, 2);
      }
    }
    return builder.linear("encoder.head", builder.meanPool(h), CODE_SIZE);
  }

  private Row embedding(Row logRho, Row code) {
    Row features = builder.sineFeatures(logRho, FREQUENCIES);
    Row sum =
        builder.add(
            builder.linear("score.noise", features, EMBEDDING),
            builder.linear("score.code", code, EMBEDDING));
    return builder.silu(builder.linear("score.embedding", builder.silu(sum), EMBEDDING));
  }

  private FeatureMap score(FeatureMap noisy, Row embedding) {
    Deque<FeatureMap> skips = new ArrayDeque<>();
    FeatureMap h = builder.convolution("score.in", noisy, BASE, 3, 1);
    for (int i = 0; i < MULTIPLES.length; i++) {
      h = block("score.down" + i, h, embedding, BASE * MULTIPLES[i]);
      if (i < MULTIPLES.length - 1) {
        skips.push(h);
        h = builder.convolution("score.halve" + i, h, h.channels(), 3, 2);
      }
    }
    for (int i = MULTIPLES.length - 2; i >= 0; i--) {
      h = builder.upsampleConcat(h, skips.pop());
      h = block("score.up" + i, h, embedding, BASE * MULTIPLES[i]);
    }
    h = builder.normActivation("score.norm", h, GROUPS);
    return builder.convolution("score.out", h, CHANNELS, 3, 1);
  }

  /** A residual block; without an embedding the second norm's scale and shift are learned. */
  private FeatureMap block(String name, FeatureMap x, Row embedding, int channels) {
    FeatureMap h = builder.normActivation(name + ".norm1", x, GROUPS);
    h = builder.convolution(name + ".conv1", h, channels, 3, 1);
    h =
        embedding == null
            ? builder.normActivation(name + ".norm2", h, GROUPS)
            : builder.filmActivation(
                h, builder.linear(name + ".film", embedding, 2 * channels), GROUPS);
    h = builder.convolution(name + ".conv2", h, channels, 3, 1);
    FeatureMap skip =
        x.channels() == channels ? x : builder.convolution(name + ".skip", x, channels, 1, 1);
    return builder.add(h, skip);
  }
}
