package io.diffrep.network;

import io.diffrep.engine.GraphBuilder;
import io.diffrep.engine.Value.FeatureMap;
import io.diffrep.engine.Value.Row;
import java.util.List;
import java.util.stream.IntStream;

/** The pieces that encoder and score network share. */
final class Blocks {
  /** Frequencies of the noise level's embedding, per unit of {@code log rho}. */
  private static final List<Double> FREQUENCIES =
      IntStream.range(0, 16).mapToObj(i -> 0.3 * Math.pow(2, 0.4 * i)).toList();

  /**
   * The end of the name of attention's last convolution; it starts near zero, so that the block
   * starts as if it were not there.
   */
  static final String ATTENDED = ".attended";

  private final GraphBuilder builder;
  private final int groups;

  Blocks(GraphBuilder builder, int groups) {
    this.builder = builder;
    this.groups = groups;
  }

  /** Sine features of {@code log rho}, mapped to the embedding's width; no activation yet. */
  Row noiseFeatures(String name, Row logRho, int width) {
    return builder.linear(name, builder.sineFeatures(logRho, FREQUENCIES), width);
  }

  /**
   * A residual block: norm, SiLU, 3x3; norm with scale and shift from the embedding (FiLM), SiLU,
   * 3x3; beside them the identity, or a 1x1 convolution where the channels change.
   *
   * @param embedding what modulates the block, or null: then scale and shift are the block's own
   */
  FeatureMap residual(String name, FeatureMap x, Row embedding, int channels) {
    FeatureMap h = firstHalf(name, x, channels);
    if (embedding == null) {
      h = builder.normActivation(name + ".norm2", h, groups);
    } else {
      Row film = builder.linear(name + ".film", embedding, 2 * channels);
      h = builder.filmActivation(h, film, groups);
    }
    return secondHalf(name, x, h, channels);
  }

  /**
   * The same, where the embedding gives each channel a bias behind the first convolution instead.
   */
  FeatureMap biased(String name, FeatureMap x, Row embedding, int channels) {
    FeatureMap h = bias(name, firstHalf(name, x, channels), embedding);
    h = builder.normActivation(name + ".norm2", h, groups);
    return secondHalf(name, x, h, channels);
  }

  /**
   * A block of a wide residual network: norm, SiLU, 3x3, a bias of each channel from the embedding;
   * norm, SiLU, 3x3. Beside them the identity, or a 1x1 convolution of what the first 3x3 reads.
   *
   * @param embedding what the bias is made of, or null for none
   */
  FeatureMap wide(String name, FeatureMap x, Row embedding, int channels, int stride) {
    FeatureMap activated = builder.normActivation(name + ".norm1", x, groups);
    FeatureMap h = builder.convolution(name + ".conv1", activated, channels, 3, stride);
    if (embedding != null) {
      h = bias(name, h, embedding);
    }
    h = builder.normActivation(name + ".norm2", h, groups);
    h = builder.convolution(name + ".conv2", h, channels, 3, 1);
    boolean same = stride == 1 && x.channels() == channels;
    return builder.add(
        h, same ? x : builder.convolution(name + ".skip", activated, channels, 1, stride));
  }

  private FeatureMap bias(String name, FeatureMap h, Row embedding) {
    return builder.channelBias(h, builder.linear(name + ".bias", embedding, h.channels()));
  }

  private FeatureMap firstHalf(String name, FeatureMap x, int channels) {
    FeatureMap h = builder.normActivation(name + ".norm1", x, groups);
    return builder.convolution(name + ".conv1", h, channels, 3, 1);
  }

  private FeatureMap secondHalf(String name, FeatureMap x, FeatureMap activated, int channels) {
    FeatureMap h = builder.convolution(name + ".conv2", activated, channels, 3, 1);
    FeatureMap skip =
        x.channels() == channels ? x : builder.convolution(name + ".skip", x, channels, 1, 1);
    return builder.add(h, skip);
  }

  /**
   * Self-attention with one head and a residual connection (Ho et al. 2020, arXiv 2006.11239):
   * group norm, queries, keys and values by 1x1 convolutions, and one more behind. The norm has no
   * scale and shift of its own: the convolutions behind it can do what these do.
   */
  FeatureMap attention(String name, FeatureMap x) {
    FeatureMap normed = builder.normalise(x, groups);
    FeatureMap parts = builder.convolution(name + ".parts", normed, 3 * x.channels(), 1, 1);
    FeatureMap h = builder.attention(parts);
    return builder.add(x, builder.convolution(name + ATTENDED, h, x.channels(), 1, 1));
  }

  /** Halves height and width. */
  FeatureMap down(String name, FeatureMap x) {
    return builder.convolution(name, x, x.channels(), 3, 2);
  }

  FeatureMap lastActivation(String name, FeatureMap x) {
    return builder.normActivation(name, x, groups);
  }
}
