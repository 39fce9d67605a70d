package io.diffrep.engine.host;

import io.diffrep.engine.host.MapTensor.Contribution;
import java.nio.ByteBuffer;

/**
 * The upsampled channels of one map followed by those of another. Whole planes are copied where the
 * first map's channels fill its blocks; else the second map's channels are moved one by one, since
 * they lie in other places of their blocks.
 */
final class UpsampleConcatLayer implements Layer {
  private final Workspace workspace;
  private final MapTensor low;
  private final MapTensor skip;
  private final MapTensor y;
  private final MapLayout layout;
  private final NativeBuffer lowData;
  private final NativeBuffer skipData;
  private final NativeBuffer yData;
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
  }

  @Override
  public String kind() {
    return "upsample and concatenate";
  }

  private boolean aligned() {
    return low.layout().channels() % layout.block() == 0;
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
      if (aligned()) {
        int to = layout.plane(i, low.layout().blocks());
        int bytes = skip.layout().imageBytes();
        yData.bytes().put(to, skipData.bytes(), skip.layout().plane(i, 0), bytes);
      } else {
        moveChannels(i, skipData.bytes(), yData.bytes(), Move.FORWARD);
      }
    }
    if (!aligned()) {
      clearPadding(layout, yData.bytes());
    }
  }

  private enum Move {
    FORWARD,
    BACKWARD,
    BACKWARD_AND_ADD
  }

  private void moveChannels(int image, ByteBuffer part, ByteBuffer whole, Move move) {
    MapLayout from = skip.layout();
    int block = layout.block();
    int stride = block * Float.BYTES;
    for (int c = 0; c < from.channels(); c++) {
      int other = low.layout().channels() + c;
      int at = from.plane(image, c / block) + c % block * Float.BYTES;
      int wholeAt = layout.plane(image, other / block) + other % block * Float.BYTES;
      for (int p = 0; p < layout.positions(); p++, at += stride, wholeAt += stride) {
        switch (move) {
          case FORWARD -> whole.putFloat(wholeAt, part.getFloat(at));
          case BACKWARD -> part.putFloat(at, whole.getFloat(wholeAt));
          case BACKWARD_AND_ADD -> part.putFloat(at, part.getFloat(at) + whole.getFloat(wholeAt));
        }
      }
    }
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
      if (!aligned()) {
        clearPadding(low.layout(), toLow.target().bytes());
      }
    }
    if (toSkip != null) {
      toSkip.copyBefore(skip.layout());
      for (int i = 0; i < layout.batch(); i++) {
        copyToSkip(i);
      }
      if (!aligned()) {
        clearPadding(skip.layout(), toSkip.target().bytes());
      }
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

  /**
   * What fills up the last block must be zero: it is multiplied by zeros of filters, which makes no
   * zero of what happened to lie there.
   */
  private static void clearPadding(MapLayout layout, ByteBuffer map) {
    int used = layout.channels() % layout.block();
    if (used == 0) {
      return;
    }
    for (int i = 0; i < layout.batch(); i++) {
      int at = layout.plane(i, layout.blocks() - 1);
      for (int p = 0; p < layout.positions(); p++) {
        for (int j = used; j < layout.block(); j++) {
          map.putFloat(at + (p * layout.block() + j) * Float.BYTES, 0);
        }
      }
    }
  }

  private void copyToSkip(int i) {
    ByteBuffer target = toSkip.target().bytes();
    if (!aligned()) {
      moveChannels(i, target, dy, toSkip.isFirst() ? Move.BACKWARD : Move.BACKWARD_AND_ADD);
      return;
    }
    int from = layout.plane(i, low.layout().blocks());
    int to = skip.layout().plane(i, 0);
    int bytes = skip.layout().imageBytes();
    if (toSkip.isFirst()) {
      target.put(to, dy, from, bytes);
    } else {
      workspace.kernels().add(dy, from, target, to, target, to, bytes);
    }
  }
}
