package io.diffrep.engine.host;

import io.diffrep.engine.host.MapTensor.Contribution;
import java.nio.ByteBuffer;

/** The upsampled channels of one map followed by those of another. */
final class UpsampleConcatLayer implements Layer {
  private final Workspace workspace;
  private final MapTensor low;
  private final MapTensor skip;
  private final MapTensor y;
  private final MapLayout layout;
  private final NativeBuffer lowData;
  private final NativeBuffer skipData;
  private final NativeBuffer yData;
  private final ChannelRange skipped;
  private ByteBuffer dy;
  private Contribution toLow;
  private Contribution toSkip;

  UpsampleConcatLayer(Workspace workspace, MapTensor low, MapTensor skip, MapTensor y) {
    this.workspace = workspace;
    this.low = low;
    this.skip = skip;
    this.y = y;
    layout = y.layout();
    lowData = low.data();
    skipData = skip.data();
    yData = y.data();
    skipped = new ChannelRange(workspace.kernels(), skip.layout(), layout, low.layout().channels());
  }

  @Override
  public String kind() {
    return "upsample and concatenate";
  }

  @Override
  public void forward() {
    for (int i = 0; i < layout.batch(); i++) {
      for (int b = 0; b < low.layout().blocks(); b++) {
        workspace
            .kernels()
            .upsample(
                lowData.bytes(),
                low.layout().plane(i, b),
                yData.bytes(),
                layout.plane(i, b),
                layout.height(),
                layout.width());
      }
      skipped.insert(i, skipData.bytes(), yData.bytes());
    }
    layout.clearPadding(yData.bytes());
  }

  @Override
  public void bindBackward() {
    dy = y.gradient().bytes();
    toLow = low.needsGradient() ? low.contribute() : null;
    toSkip = skip.needsGradient() ? skip.contribute() : null;
  }

  @Override
  public void backward() {
    if (toLow != null) {
      toLow.copyBefore(low.layout());
      for (int i = 0; i < layout.batch(); i++) {
        sumToLow(i);
      }
      low.layout().clearPadding(toLow.target().bytes());
    }
    if (toSkip != null) {
      skipped.deliver(dy, toSkip);
    }
  }

  private void sumToLow(int i) {
    Kernels kernels = workspace.kernels();
    ByteBuffer target = toLow.target().bytes();
    for (int b = 0; b < low.layout().blocks(); b++) {
      int from = layout.plane(i, b);
      int to = low.layout().plane(i, b);
      if (toLow.isFirst()) {
        kernels.sumRepeats(dy, from, target, to, layout.height(), layout.width());
      } else {
        kernels.sumRepeatsAndAdd(dy, from, target, to, layout.height(), layout.width());
      }
    }
  }
}
