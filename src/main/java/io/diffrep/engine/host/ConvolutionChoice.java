package io.diffrep.engine.host;

/** Which method computes a convolution. */
interface ConvolutionChoice {
  /**
   * The method to be asked for; where this processor has no code for it, the direct one is taken.
   *
   * @param name name of the filter among the network's parameters
   * @param shape the convolution
   */
  ConvolutionMethod method(String name, ConvolutionShape shape);

  /** Single precision: Winograd's method wherever it applies. */
  static ConvolutionChoice single() {
    return (name, shape) ->
        shape.allowsWinograd() ? ConvolutionMethod.WINOGRAD : ConvolutionMethod.DIRECT;
  }
}
