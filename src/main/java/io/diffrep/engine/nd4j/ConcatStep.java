package io.diffrep.engine.nd4j;

import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.interval;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.INDArrayIndex;

/** Two values after one another, along the channels of maps or the numbers of rows. */
record ConcatStep(Cell a, Cell b, Cell y) implements Step {
  private static INDArray part(INDArray whole, long from, long to) {
    INDArrayIndex range = interval(from, to);
    return whole.rank() == 2 ? whole.get(all(), range) : whole.get(all(), range, all(), all());
  }

  private INDArray first(INDArray whole) {
    return part(whole, 0, a.shape()[1]);
  }

  private INDArray second(INDArray whole) {
    return part(whole, a.shape()[1], y.shape()[1]);
  }

  @Override
  public void forward() {
    first(y.data()).assign(a.data());
    second(y.data()).assign(b.data());
  }

  @Override
  public void backward() {
    pass(first(y.gradient()), a);
    pass(second(y.gradient()), b);
  }

  private static void pass(INDArray gradient, Cell x) {
    INDArray share = x.share();
    share.assign(gradient);
    x.deliver(share);
  }
}
