package io.diffrep.engine.nd4j;

import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.interval;

import io.diffrep.engine.Operation.UpsampleConcat;
import io.diffrep.engine.Value.FeatureMap;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Doubling and concatenation of ND4J's operations. */
final class OperationUpsampleStep implements Step {
  private static final int[] DOUBLED_CHANNELS_FIRST = {2, 2, 1};
  private static final int[] CHANNELS_FIRST = {1};

  private final FeatureMap lowMap;
  private final FeatureMap out;
  private final Cell low;
  private final Cell skip;
  private final Cell y;

  OperationUpsampleStep(UpsampleConcat operation, Cell low, Cell skip, Cell y) {
    lowMap = operation.low();
    out = operation.output();
    this.low = low;
    this.skip = skip;
    this.y = y;
  }

  private INDArray doubled() {
    return Nd4j.createUninitialized(
        DataType.FLOAT,
        new long[] {low.shape()[0], lowMap.channels(), 2L * lowMap.height(), 2L * lowMap.width()},
        'c');
  }

  private INDArray cut(INDArray doubled) {
    return doubled.get(all(), all(), interval(0, out.height()), interval(0, out.width()));
  }

  private INDArray ofLow(INDArray array) {
    return array.get(all(), interval(0, lowMap.channels()), all(), all());
  }

  private INDArray ofSkip(INDArray array) {
    return array.get(all(), interval(lowMap.channels(), out.channels()), all(), all());
  }

  @Override
  public void forward() {
    try (INDArray doubled = doubled()) {
      Native.run("upsampling2d", DOUBLED_CHANNELS_FIRST, new INDArray[] {low.data()}, doubled);
      ofLow(y.data()).assign(cut(doubled));
    }
    ofSkip(y.data()).assign(skip.data());
  }

  @Override
  public void backward() {
    INDArray lowShare = low.share();
    try (INDArray doubled = doubled()) {
      doubled.assign(0);
      cut(doubled).assign(ofLow(y.gradient()));
      Native.run("upsampling2d_bp", CHANNELS_FIRST, new INDArray[] {low.data(), doubled}, lowShare);
    }
    low.deliver(lowShare);
    INDArray skipShare = skip.share();
    skipShare.assign(ofSkip(y.gradient()));
    skip.deliver(skipShare);
  }
}
