package io.diffrep.engine.nd4j;

import io.diffrep.engine.HostFloats;
import io.diffrep.engine.Operation.UpsampleConcat;
import io.diffrep.engine.Value.FeatureMap;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Doubling plane by plane on the heap; the skip's channels are copied as they are. */
final class FusedUpsampleStep implements Step {
  private final FeatureMap lowShape;
  private final FeatureMap outShape;
  private final int skipSize;
  private final int batch;
  private final Cell low;
  private final Cell skip;
  private final Cell y;
  private final float[] lowPlane;
  private final float[] outPlane;

  FusedUpsampleStep(UpsampleConcat operation, Cell low, Cell skip, Cell y) {
    lowShape = operation.low();
    outShape = operation.output();
    skipSize = operation.skip().size();
    batch = (int) y.shape()[0];
    this.low = low;
    this.skip = skip;
    this.y = y;
    lowPlane = new float[lowShape.positions()];
    outPlane = new float[outShape.positions()];
  }

  @Override
  public void forward() {
    FloatBuffer lowData = HostFloats.of(low.data());
    FloatBuffer skipData = HostFloats.of(skip.data());
    FloatBuffer out = HostFloats.of(y.data());
    for (int i = 0; i < batch; i++) {
      for (int c = 0; c < lowShape.channels(); c++) {
        lowData.get(lowPlane(i, c), lowPlane);
        repeat();
        out.put(outPlane(i, c), outPlane);
      }
      out.put(outPlane(i, lowShape.channels()), skipData, i * skipSize, skipSize);
    }
  }

  private int lowPlane(int image, int channel) {
    return (image * lowShape.channels() + channel) * lowPlane.length;
  }

  private int outPlane(int image, int channel) {
    return (image * outShape.channels() + channel) * outPlane.length;
  }

  private void repeat() {
    int width = outShape.width();
    for (int r = 0; r < outShape.height(); r++) {
      int to = r * width;
      if (r % 2 == 1) {
        System.arraycopy(outPlane, to - width, outPlane, to, width);
        continue;
      }
      int from = r / 2 * lowShape.width();
      for (int k = 0; k < width / 2; k++) {
        float value = lowPlane[from + k];
        outPlane[to + 2 * k] = value;
        outPlane[to + 2 * k + 1] = value;
      }
      if (width % 2 == 1) {
        outPlane[to + width - 1] = lowPlane[from + width / 2];
      }
    }
  }

  @Override
  public void backward() {
    INDArray lowShare = low.share();
    INDArray skipShare = skip.share();
    FloatBuffer lowGradient = HostFloats.of(lowShare);
    FloatBuffer skipGradient = HostFloats.of(skipShare);
    FloatBuffer given = HostFloats.of(y.gradient());
    for (int i = 0; i < batch; i++) {
      for (int c = 0; c < lowShape.channels(); c++) {
        given.get(outPlane(i, c), outPlane);
        sumRepeats();
        lowGradient.put(lowPlane(i, c), lowPlane);
      }
      skipGradient.put(i * skipSize, given, outPlane(i, lowShape.channels()), skipSize);
    }
    low.deliver(lowShare);
    skip.deliver(skipShare);
  }

  private void sumRepeats() {
    int width = outShape.width();
    Arrays.fill(lowPlane, 0);
    for (int r = 0; r < outShape.height(); r++) {
      int to = r / 2 * lowShape.width();
      int from = r * width;
      for (int k = 0; k < width / 2; k++) {
        lowPlane[to + k] += outPlane[from + 2 * k] + outPlane[from + 2 * k + 1];
      }
      if (width % 2 == 1) {
        lowPlane[to + width / 2] += outPlane[from + width - 1];
      }
    }
  }
}
