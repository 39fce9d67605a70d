package io.diffrep.engine.nd4j;

import io.diffrep.engine.Operation.Convolution;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Convolution by ND4J's native operation, which uses oneDNN where the backend has it. */
final class ConvolutionStep implements Step {
  private final Cell x;
  private final boolean needsInputGradient;
  private final Cell y;
  private final INDArray weight;
  private final INDArray bias;
  private final INDArray weightGradient;
  private final INDArray biasGradient;
  private final int[] arguments;

  ConvolutionStep(
      Convolution operation, Cell x, boolean needsInputGradient, Cell y, Weights weights) {
    this.x = x;
    this.needsInputGradient = needsInputGradient;
    this.y = y;
    weight = weights.value(operation.weight());
    bias = weights.value(operation.bias());
    weightGradient = weights.gradient(operation.weight());
    biasGradient = weights.gradient(operation.bias());
    int k = operation.kernel();
    int s = operation.stride();
    int explicitPadding = 0;
    int channelsFirst = 0;
    int weightsInputOutputLast = 0;
    arguments =
        new int[] {
          k, k, s, s, k / 2, k / 2, 1, 1, explicitPadding, channelsFirst, weightsInputOutputLast
        };
  }

  @Override
  public void forward() {
    Native.run("conv2d", arguments, new INDArray[] {x.data(), weight, bias}, y.data());
  }

  @Override
  public void backward() {
    INDArray share = x.share();
    Native.run(
        "conv2d_bp",
        arguments,
        new INDArray[] {x.data(), weight, bias, y.gradient()},
        share,
        weightGradient,
        biasGradient);
    if (needsInputGradient) {
      x.deliver(share);
    } else {
      x.discard(share);
    }
  }
}
