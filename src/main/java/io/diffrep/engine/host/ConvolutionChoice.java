package io.diffrep.engine.host;

import java.util.Locale;
import java.util.Map;

/** Which method computes a convolution. */
interface ConvolutionChoice {
  /**
   * The method to be asked for; where this processor has no code for it, the direct one is taken.
   *
   * @param name name of the filter among the network's parameters
   * @param shape the convolution
   */
  ConvolutionMethod method(String name, ConvolutionShape shape);

  /** Single precision: Winograd's method wherever it applies, which is faster for all sizes. */
  static ConvolutionChoice single() {
    return (name, shape) ->
        shape.allowsWinograd() ? ConvolutionMethod.WINOGRAD : ConvolutionMethod.DIRECT;
  }

  /** bfloat16 throughout. */
  static ConvolutionChoice bfloat16() {
    return (name, shape) -> ConvolutionMethod.BFLOAT16;
  }

  /** bfloat16 throughout, by Winograd's method wherever it applies. */
  static ConvolutionChoice winogradBfloat16() {
    return (name, shape) ->
        shape.allowsWinograd() ? ConvolutionMethod.WINOGRAD_BFLOAT16 : ConvolutionMethod.BFLOAT16;
  }

  /** What was chosen by name; single precision for all others. */
  static ConvolutionChoice of(Map<String, String> methods) {
    return (name, shape) ->
        methods.containsKey(name)
            ? ConvolutionMethod.valueOf(methods.get(name).toUpperCase(Locale.ROOT))
            : single().method(name, shape);
  }
}
