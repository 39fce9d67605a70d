package io.diffrep.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Group norm alone. */
record NormaliseStep(Cell x, Cell y, GroupNorm norm) implements Step {
  @Override
  public void forward() {
    norm.forward(y.data()).close();
  }

  @Override
  public void backward() {
    INDArray normalised = x.share();
    INDArray space = x.share();
    INDArray d = y.surrenderGradient();
    try (INDArray inverse = norm.forward(normalised)) {
      norm.backward(normalised, d, space, inverse);
    }
    x.discard(normalised);
    x.discard(space);
    x.deliver(d);
  }
}
