package io.diffrep.engine.host;

import java.util.Map;

/** Which methods compute a convolution. */
interface ConvolutionChoice {
  /**
   * The methods to be asked for; where this processor has no code for one, the direct one is taken.
   *
   * @param name name of the filter among the network's parameters
   * @param shape the convolution
   */
  ConvolutionMethods methods(String name, ConvolutionShape shape);

  /** Single precision: Winograd's method wherever it applies. */
  static ConvolutionChoice single() {
    return (name, shape) -> ConvolutionMethods.all(fastInSinglePrecision(shape));
  }

  /** What was chosen by name; single precision for all others. */
  static ConvolutionChoice of(Map<String, String> methods) {
    return (name, shape) ->
        methods.containsKey(name)
            ? ConvolutionMethods.parse(methods.get(name))
            : single().methods(name, shape);
  }

  /** The method that is the faster one in single precision whatever the sizes. */
  static ConvolutionMethod fastInSinglePrecision(ConvolutionShape shape) {
    return shape.allowsWinograd() ? ConvolutionMethod.WINOGRAD : ConvolutionMethod.DIRECT;
  }
}
