package io.diffrep.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** {@code mean + exp(logVariance / 2) noise}. */
record GaussianDrawStep(Cell mean, Cell logVariance, Cell noise, Cell y) implements Step {
  /** {@code exp(logVariance / 2) noise}. */
  private INDArray deviation() {
    INDArray deviation = logVariance.data().mul(0.5);
    Transforms.exp(deviation, false);
    return deviation.muli(noise.data());
  }

  @Override
  public void forward() {
    try (INDArray deviation = deviation()) {
      y.data().assign(deviation).addi(mean.data());
    }
  }

  @Override
  public void backward() {
    mean.deliverCopy(y.gradient());
    INDArray share = logVariance.share();
    try (INDArray deviation = deviation()) {
      share.assign(deviation).muli(0.5).muli(y.gradient());
    }
    logVariance.deliver(share);
  }
}
