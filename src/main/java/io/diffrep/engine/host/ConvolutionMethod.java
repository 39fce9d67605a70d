package io.diffrep.engine.host;

/** How a convolution is computed. */
enum ConvolutionMethod {
  /** Product by product, in single precision. */
  DIRECT,
  /** Winograd's minimal filtering F(4x4, 3x3), in single precision: a quarter of the products. */
  WINOGRAD,
  /** Product by product of bfloat16 numbers, summed in single precision. */
  BFLOAT16
}
