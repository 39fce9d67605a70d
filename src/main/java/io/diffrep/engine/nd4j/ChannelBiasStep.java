package io.diffrep.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A number for each image and channel, added at all positions. */
record ChannelBiasStep(Cell x, Cell bias, Cell y) implements Step {
  private static final int[] NO_ARGUMENTS = {};

  @Override
  public void forward() {
    INDArray each = bias.data().reshape('c', bias.shape()[0], bias.shape()[1], 1, 1);
    Native.run("add", NO_ARGUMENTS, new INDArray[] {x.data(), each}, y.data());
  }

  @Override
  public void backward() {
    try (INDArray sums = y.gradient().sum(2, 3)) {
      bias.deliverCopy(sums);
    }
    x.deliver(y.surrenderGradient());
  }
}
