package io.diffrep.engine.host;

import io.diffrep.engine.host.MapTensor.Contribution;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/** The mean of each channel over its positions. */
final class MeanPoolLayer implements Layer {
  private final Workspace workspace;
  private final MapTensor x;
  private final RowTensor y;
  private final MapLayout layout;
  private final NativeBuffer xData;
  private final FloatBuffer means;
  private final float[] mean;
  private final float[] squares;
  private Contribution contribution;

  MeanPoolLayer(Workspace workspace, MapTensor x, RowTensor y) {
    this.workspace = workspace;
    this.x = x;
    this.y = y;
    layout = x.layout();
    xData = x.data();
    means = y.values();
    mean = new float[layout.paddedChannels()];
    squares = new float[layout.paddedChannels()];
  }

  @Override
  public String kind() {
    return "mean pool";
  }

  @Override
  public void forward() {
    for (int i = 0; i < layout.batch(); i++) {
      for (int b = 0; b < layout.blocks(); b++) {
        int channel = b * layout.block();
        workspace
            .kernels()
            .moments(
                xData.bytes(),
                layout.plane(i, b),
                layout.positions(),
                mean,
                channel,
                squares,
                channel);
      }
      means.put(i * layout.channels(), mean, 0, layout.channels());
    }
  }

  @Override
  public void bindBackward() {
    contribution = x.needsGradient() ? x.contribute() : null;
  }

  @Override
  public void backward() {
    if (contribution == null) {
      return;
    }
    for (int i = 0; i < layout.batch(); i++) {
      for (int b = 0; b < layout.blocks(); b++) {
        spread(i, b);
      }
    }
  }

  /** Pooled maps are small: plain loops do. */
  private void spread(int image, int blockIndex) {
    FloatBuffer dy = y.gradients();
    ByteBuffer target = contribution.target().bytes();
    ByteBuffer before = contribution.isFirst() ? null : contribution.before().bytes();
    int stride = layout.block() * Float.BYTES;
    for (int j = 0; j < layout.block(); j++) {
      int channel = blockIndex * layout.block() + j;
      boolean padding = channel >= layout.channels();
      float share = padding ? 0 : dy.get(image * layout.channels() + channel) / layout.positions();
      int at = layout.plane(image, blockIndex) + j * Float.BYTES;
      for (int p = 0; p < layout.positions(); p++, at += stride) {
        target.putFloat(at, before == null ? share : before.getFloat(at) + share);
      }
    }
  }
}
