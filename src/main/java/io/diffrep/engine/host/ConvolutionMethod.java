package io.diffrep.engine.host;

import static org.bytedeco.dnnl.global.dnnl.dnnl_bf16;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_direct;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_winograd;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;

/** How a convolution is computed, forward and backward. */
enum ConvolutionMethod {
  /** Product by product, in single precision. */
  DIRECT(dnnl_convolution_direct, dnnl_f32),
  /** Winograd's minimal filtering F(4x4, 3x3), in single precision: a quarter of the products. */
  WINOGRAD(dnnl_convolution_winograd, dnnl_f32),
  /** Product by product of bfloat16 numbers, summed in single precision. */
  BFLOAT16(dnnl_convolution_direct, dnnl_bf16),
  /**
   * Winograd's method with transforms in single precision and products of bfloat16 numbers, summed
   * in single precision. Its rounding errors are some five times those of BFLOAT16.
   */
  WINOGRAD_BFLOAT16(dnnl_convolution_winograd, dnnl_bf16);

  private final int algorithm;
  private final int type;

  ConvolutionMethod(int algorithm, int type) {
    this.algorithm = algorithm;
    this.type = type;
  }

  boolean isWinograd() {
    return algorithm == dnnl_convolution_winograd;
  }

  /** oneDNN's name of the algorithm. */
  int algorithm() {
    return algorithm;
  }

  /** oneDNN's name of the type of the numbers that are multiplied. */
  int type() {
    return type;
  }
}
