package io.diffrep.engine.host;

import io.diffrep.engine.Operation.Convolution;
import org.bytedeco.javacpp.Pointer;

/**
 * Where a convolution's filter and bias lie among a plan's parameters, and their gradients among
 * the gradients, which are null at inference.
 *
 * @param value the filter, {@code [kernel, kernel, in, out]}
 * @param bias the bias, or null
 * @param gradient the filter's gradient
 * @param biasGradient the bias's gradient, or null
 */
record ConvolutionFilter(Pointer value, Pointer bias, Pointer gradient, Pointer biasGradient) {
  static ConvolutionFilter whole(
      ParameterVector parameters, Convolution operation, boolean training) {
    return new ConvolutionFilter(
        parameters.value(operation.weight(), 0),
        parameters.value(operation.bias(), 0),
        training ? parameters.gradient(operation.weight(), 0) : null,
        training ? parameters.gradient(operation.bias(), 0) : null);
  }

  /** The rows of a 1x1 filter from one input channel on, without the bias. */
  static ConvolutionFilter from(
      int channel, ParameterVector parameters, Convolution operation, boolean training) {
    int at = channel * operation.output().channels();
    return new ConvolutionFilter(
        parameters.value(operation.weight(), at),
        null,
        training ? parameters.gradient(operation.weight(), at) : null,
        null);
  }

  /** The same rows with a bias. */
  ConvolutionFilter withBias(Pointer added, Pointer addedGradient) {
    return new ConvolutionFilter(value, added, gradient, addedGradient);
  }
}
