package io.diffrep.network;

import io.diffrep.engine.GraphBuilder;
import io.diffrep.engine.Value.FeatureMap;
import io.diffrep.engine.Value.Row;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The conditional score network: a U-Net whose blocks are modulated (FiLM) by an embedding of noise
 * level and code. Where the code is dropped, a learned null embedding stands for its projection: a
 * code of zeros is a legitimate code.
 */
final class ScoreNetwork {
  /** The last convolution; it starts near zero, so that the first prediction is near zero. */
  static final String OUTPUT = "score.out";

  private final GraphBuilder builder;
  private final NetworkSettings settings;
  private final Blocks blocks;

  ScoreNetwork(GraphBuilder builder, NetworkSettings settings) {
    this.builder = builder;
    this.settings = settings;
    blocks = new Blocks(builder, settings.groups());
  }

  FeatureMap record(FeatureMap noisy, Row logRho, Row code, Row keep) {
    Row embedding = embedding(logRho, code, keep);
    List<Integer> channels = settings.scoreChannels();
    Deque<FeatureMap> skips = new ArrayDeque<>();
    FeatureMap h = builder.convolution("score.in", noisy, channels.get(0), 3, 1);
    for (int i = 0; i < channels.size(); i++) {
      h = blocks.residual("score.down" + i, h, embedding, channels.get(i));
      if (i < channels.size() - 1) {
        skips.push(h);
        h = blocks.down("score.halve" + i, h);
      }
    }
    for (int i = channels.size() - 2; i >= 0; i--) {
      h = builder.upsampleConcat(h, skips.pop());
      h = blocks.residual("score.up" + i, h, embedding, channels.get(i));
    }
    h = blocks.lastActivation("score.norm", h);
    return builder.convolution(OUTPUT, h, noisy.channels(), 3, 1);
  }

  private Row embedding(Row logRho, Row code, Row keep) {
    int width = settings.embedding();
    Row noise = builder.silu(blocks.noiseFeatures("score.noise", logRho, width));
    Row projected = builder.linear("score.code", code, width);
    Row conditioned = builder.keepOrElse("score.null-code", projected, keep);
    Row sum = builder.silu(builder.add(noise, conditioned));
    return builder.silu(builder.linear("score.embedding", sum, width));
  }
}
