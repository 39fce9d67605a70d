package io.diffrep.engine.host;

import io.diffrep.engine.host.MapTensor.Contribution;
import java.nio.ByteBuffer;

/** The channels of one map followed by those of another. */
final class ConcatLayer implements Layer {
  private final MapTensor a;
  private final MapTensor b;
  private final MapTensor y;
  private final NativeBuffer aData;
  private final NativeBuffer bData;
  private final NativeBuffer yData;
  private final ChannelRange first;
  private final ChannelRange second;
  private ByteBuffer dy;
  private Contribution toA;
  private Contribution toB;

  ConcatLayer(Workspace workspace, MapTensor a, MapTensor b, MapTensor y) {
    this.a = a;
    this.b = b;
    this.y = y;
    aData = a.data();
    bData = b.data();
    yData = y.data();
    Kernels kernels = workspace.kernels();
    first = new ChannelRange(kernels, a.layout(), y.layout(), 0);
    second = new ChannelRange(kernels, b.layout(), y.layout(), a.layout().channels());
  }

  @Override
  public String kind() {
    return "concatenate";
  }

  @Override
  public void forward() {
    for (int i = 0; i < y.layout().batch(); i++) {
      first.insert(i, aData.bytes(), yData.bytes());
      second.insert(i, bData.bytes(), yData.bytes());
    }
    y.layout().clearPadding(yData.bytes());
  }

  @Override
  public void bindBackward() {
    dy = y.gradient().bytes();
    toA = a.needsGradient() ? a.contribute() : null;
    toB = b.needsGradient() ? b.contribute() : null;
  }

  @Override
  public void backward() {
    if (toA != null) {
      first.deliver(dy, toA);
    }
    if (toB != null) {
      second.deliver(dy, toB);
    }
  }
}
