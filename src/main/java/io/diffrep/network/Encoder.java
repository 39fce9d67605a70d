package io.diffrep.network;

import io.diffrep.engine.GraphBuilder;
import io.diffrep.engine.Value.FeatureMap;
import io.diffrep.engine.Value.Row;

/**
 * The encoder {@code E(x_0, rho)}: residual blocks with strided convolutions between, conditioned
 * on the noise level, and the flattened last feature map through one linear layer.
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

  Row record(FeatureMap image, Row logRho) {
    Row embedding =
        builder.silu(blocks.noiseFeatures("encoder.noise", logRho, settings.embedding()));
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
    return builder.linear("encoder.head", builder.flatten(h), settings.codeSize());
  }
}
