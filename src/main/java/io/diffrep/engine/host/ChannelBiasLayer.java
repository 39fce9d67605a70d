package io.diffrep.engine.host;

import io.diffrep.engine.host.Kernels.Factors;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;

/** A number for each image and channel, added at all positions. */
final class ChannelBiasLayer implements Layer {
  private final Workspace workspace;
  private final MapTensor x;
  private final RowTensor bias;
  private final MapTensor y;
  private final MapLayout layout;
  private final ByteBuffer xData;
  private final ByteBuffer yData;
  private final Factors factors;
  private final float[] means;
  private final float[] squares;
  private ByteBuffer dy;
  private Runnable toX;

  ChannelBiasLayer(Workspace workspace, MapTensor x, RowTensor bias, MapTensor y) {
    this.workspace = workspace;
    this.x = x;
    this.bias = bias;
    this.y = y;
    layout = x.layout();
    xData = x.data().bytes();
    yData = y.data().bytes();
    factors = Factors.of(layout.paddedChannels());
    Arrays.fill(factors.a(), 1);
    means = new float[layout.paddedChannels()];
    squares = new float[layout.paddedChannels()];
  }

  @Override
  public String kind() {
    return "add";
  }

  @Override
  public void forward() {
    FloatBuffer biases = bias.values();
    for (int i = 0; i < layout.batch(); i++) {
      biases.get(i * layout.channels(), factors.c(), 0, layout.channels());
      for (int b = 0; b < layout.blocks(); b++) {
        int at = layout.plane(i, b);
        workspace
            .kernels()
            .combine(xData, xData, yData, at, layout.positions(), factors, b * layout.block());
      }
    }
  }

  @Override
  public void bindBackward() {
    dy = y.gradient().bytes();
    toX = MapLayers.passOn(workspace, y, x);
  }

  @Override
  public void backward() {
    if (bias.hasGradient()) {
      for (int i = 0; i < layout.batch(); i++) {
        sumPositions(i);
      }
    }
    toX.run();
  }

  private void sumPositions(int image) {
    for (int b = 0; b < layout.blocks(); b++) {
      int channel = b * layout.block();
      workspace
          .kernels()
          .moments(
              dy, layout.plane(image, b), layout.positions(), means, channel, squares, channel);
    }
    FloatBuffer target = bias.gradients();
    int from = image * layout.channels();
    for (int c = 0; c < layout.channels(); c++) {
      target.put(from + c, target.get(from + c) + means[c] * layout.positions());
    }
  }
}
