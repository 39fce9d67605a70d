package io.diffrep.engine;

import io.diffrep.engine.Value.FeatureMap;
import io.diffrep.engine.Value.Row;
import java.util.List;

/** An encoder and a U-Net of one level with every operation, on odd sizes. */
final class SmallNet {
  private SmallNet() {}

  /** Records the net; the code is an output beside the prediction that is returned. */
  static Value record(GraphBuilder b) {
    Row level = b.sineFeatures(b.rowInput("level", 1), List.of(0.5, 2.0));
    Row code = encoder(b, b.imageInput("clean", 2, 9, 7), level);
    b.output("code", code);
    Row known = b.keepOrElse("u.no-code", code, b.rowInput("keep", 1));
    Row condition = b.add(b.linear("u.level", level, 6), b.linear("u.code", known, 6));
    return unet(b, b.imageInput("noisy", 2, 9, 7), b.silu(condition));
  }

  private static Row encoder(GraphBuilder b, FeatureMap image, Row level) {
    FeatureMap first = b.convolution("e.in", image, 6, 3, 1);
    FeatureMap block = block(b, "e.block", first, level);
    FeatureMap half = b.convolution("e.down", block, 6, 3, 2);
    return b.linear("e.code", b.flatten(b.normActivation("e.out", half, 2)), 5);
  }

  private static FeatureMap unet(GraphBuilder b, FeatureMap image, Row condition) {
    FeatureMap top = block(b, "u.top", b.convolution("u.in", image, 6, 3, 1), condition);
    FeatureMap bottom = block(b, "u.bottom", b.convolution("u.down", top, 6, 3, 2), condition);
    FeatureMap joined = b.upsampleConcat(bottom, top);
    FeatureMap merged = b.convolution("u.merge", b.normActivation("u.norm", joined, 4), 6, 3, 1);
    FeatureMap last = b.add(merged, b.convolution("u.shortcut", joined, 6, 1, 1));
    return b.convolution("u.out", b.normActivation("u.last", last, 3), 2, 3, 1);
  }

  private static FeatureMap block(GraphBuilder b, String name, FeatureMap x, Row condition) {
    FeatureMap h = b.convolution(name + ".first", b.normActivation(name + ".n", x, 3), 6, 3, 1);
    Row film = b.linear(name + ".film", condition, 12);
    return b.add(x, b.convolution(name + ".second", b.filmActivation(h, film, 2), 6, 3, 1));
  }
}
