package io.diffrep.network;

import io.diffrep.engine.GraphBuilder;
import io.diffrep.engine.Value.FeatureMap;
import io.diffrep.engine.Value.Row;

/**
 * A wide residual network up to its last feature map (Zagoruyko and Komodakis 2016, arXiv
 * 1605.07146), as the paper's code has it: each block's channels have a bias from the noise level.
 * Group norm stands in place of batch norm, whose running statistics do not survive the averaging
 * of replicas, and SiLU in place of the rectifier.
 */
final class WideResNet {
  private final GraphBuilder builder;
  private final EncoderBody body;
  private final Blocks blocks;

  WideResNet(GraphBuilder builder, EncoderBody body, Blocks blocks) {
    this.builder = builder;
    this.body = body;
    this.blocks = blocks;
  }

  /**
   * The last feature map, before its norm.
   *
   * @param embedding of the noise level, or null
   */
  FeatureMap record(FeatureMap image, Row embedding) {
    int first = EncoderBody.FIRST_CHANNELS;
    FeatureMap h = builder.convolution("encoder.in", image, first, 3, 1);
    for (int stage = 0; stage < EncoderBody.WIDE_STAGES; stage++) {
      int channels = (first << stage) * body.widen();
      for (int i = 0; i < body.blocks(); i++) {
        int stride = stage > 0 && i == 0 ? 2 : 1;
        String name = "encoder.stage" + stage + ".block" + i;
        h = blocks.wide(name, h, embedding, channels, stride);
      }
    }
    return h;
  }
}
