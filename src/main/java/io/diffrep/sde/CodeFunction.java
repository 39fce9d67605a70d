package io.diffrep.sde;

/**
 * The codes of a batch of images as a function of the noise level, {@code z(rho)}: the paper's
 * infinite-dimensional code. What takes codes takes them through this, whether the encoder is at
 * hand, a table's row with some levels, or one code for all levels.
 */
@FunctionalInterface
public interface CodeFunction {
  /**
   * The codes at a noise level.
   *
   * @param rho noise-to-signal ratio, above 0
   * @return {@code [image][dimension]}, to be left as they are
   */
  float[][] at(double rho);

  /** The same codes at every level, as a static encoder gives them. */
  static CodeFunction constant(float[][] codes) {
    return rho -> codes;
  }
}
