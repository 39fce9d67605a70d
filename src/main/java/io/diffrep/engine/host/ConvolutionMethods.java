package io.diffrep.engine.host;

import java.util.Locale;

/**
 * The methods of a convolution's three passes.
 *
 * @param forward of the output
 * @param data of the gradient of the input
 * @param weights of the gradients of filter and bias
 */
record ConvolutionMethods(
    ConvolutionMethod forward, ConvolutionMethod data, ConvolutionMethod weights) {
  static ConvolutionMethods all(ConvolutionMethod method) {
    return new ConvolutionMethods(method, method, method);
  }

  /**
   * Reads what {@link #toString} writes.
   *
   * @throws IllegalArgumentException if the text is something else
   */
  static ConvolutionMethods parse(String text) {
    String[] names = text.toUpperCase(Locale.ROOT).split("/", -1);
    if (names.length != 3) {
      throw new IllegalArgumentException(
          "'" + text + "' names no three methods such as winograd/winograd/bfloat16");
    }
    return new ConvolutionMethods(
        ConvolutionMethod.valueOf(names[0]),
        ConvolutionMethod.valueOf(names[1]),
        ConvolutionMethod.valueOf(names[2]));
  }

  /** Such as {@code winograd/winograd/bfloat16}. */
  @Override
  public String toString() {
    return (forward + "/" + data + "/" + weights).toLowerCase(Locale.ROOT);
  }
}
