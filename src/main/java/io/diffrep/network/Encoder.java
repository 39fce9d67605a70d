package io.diffrep.network;

import io.diffrep.engine.GraphBuilder;
import io.diffrep.engine.Value.FeatureMap;
import io.diffrep.engine.Value.Row;
import java.util.List;

/**
 * The encoder {@code E(x_0, rho)}: residual blocks with strided convolutions between, or a wide
 * residual network, conditioned on the noise level unless it is static, and the last feature map,
 * flattened or pooled, through one linear layer; one more gives a Gaussian code's log variance.
 */
final class Encoder {
  private final GraphBuilder builder;
  private final NetworkSettings settings;
  private final Blocks blocks;

  Encoder(GraphBuilder builder, NetworkSettings settings) {
    this.builder = builder;
    this.settings = settings;
    blocks = new Blocks(builder, settings.groups());
  }

  /**
   * What the encoder says of an image.
   *
   * @param code the code, or its mean
   * @param logVariance its log variance; null where codes are plain
   */
  record Output(Row code, Row logVariance) {}

  /**
   * @param logRho the noise level; ignored by a static encoder
   */
  Output record(FeatureMap image, Row logRho) {
    Row embedding =
        settings.isStatic()
            ? null
            : builder.silu(blocks.noiseFeatures("encoder.noise", logRho, settings.embedding()));
    FeatureMap h = settings.body().isWide() ? wide(image, embedding) : residual(image, embedding);
    h = blocks.lastActivation("encoder.norm", h);
    Row features =
        switch (settings.head()) {
          case FLATTEN -> builder.flatten(h);
          case POOL -> builder.meanPool(h);
          case SPATIAL -> builder.meanPool(h, settings.headCells());
        };
    return new Output(
        builder.linear("encoder.head", features, settings.codeSize()),
        settings.isGaussian()
            ? builder.linear("encoder.log-variance", features, settings.codeSize())
            : null);
  }

  private FeatureMap residual(FeatureMap image, Row embedding) {
    List<Integer> channels = settings.encoderChannels();
    FeatureMap h = builder.convolution("encoder.in", image, channels.get(0), 3, 1);
    for (int i = 0; i < channels.size(); i++) {
      h = blocks.residual("encoder.block" + i, h, embedding, channels.get(i));
      if (i < channels.size() - 1) {
        h = blocks.down("encoder.down" + i, h);
      }
    }
    return h;
  }

  /** The noise level goes through one more layer, as in the paper's code. */
  private FeatureMap wide(FeatureMap image, Row noise) {
    Row embedding =
        noise == null
            ? null
            : builder.silu(builder.linear("encoder.embedding", noise, settings.embedding()));
    return new WideResNet(builder, settings.body(), blocks).record(image, embedding);
  }
}
