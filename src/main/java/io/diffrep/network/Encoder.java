package io.diffrep.network;

import io.diffrep.engine.GraphBuilder;
import io.diffrep.engine.Value.FeatureMap;
import io.diffrep.engine.Value.Row;

/**
 * The encoder {@code E(x_0, rho)}: residual blocks with strided convolutions between, conditioned
 * on the noise level unless it is static, and the last feature map, flattened or pooled, through
 * one linear layer; one more gives a Gaussian code's log variance.
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
    int stages = settings.encoderChannels().size();
    FeatureMap h =
        builder.convolution("encoder.in", image, settings.encoderChannels().get(0), 3, 1);
    for (int i = 0; i < stages; i++) {
      h = blocks.residual("encoder.block" + i, h, embedding, settings.encoderChannels().get(i));
      if (i < stages - 1) {
        h = blocks.down("encoder.down" + i, h);
      }
    }
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
}
