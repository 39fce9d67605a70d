package io.diffrep.engine.host;

import static io.diffrep.engine.host.WinogradKernels.POINTS;
import static io.diffrep.engine.host.WinogradKernels.STEP;

/**
 * What a pass of a layer has to do, for measurements.
 *
 * @param flops multiplications and additions of a convolution or matrix product as it is defined, 0
 *     for all else
 * @param products those of the matrix products or direct convolutions that are carried out: fewer
 *     by Winograd's method, more where blocks of channels are filled up
 * @param bytes of feature maps and Winograd's matrices that are read and written, each once, by
 *     what is no product
 * @param operands of these, what is written of the matrices that products take, in single precision
 */
record Cost(long flops, long products, long bytes, long operands) {
  static final Cost NONE = new Cost(0, 0, 0, 0);

  static Cost ofBytes(long bytes) {
    return new Cost(0, 0, bytes, 0);
  }

  /** The same with products of bfloat16 numbers, whose results are in single precision. */
  Cost bfloat16() {
    long halves = operands / (Float.BYTES / Short.BYTES);
    return new Cost(flops, products, bytes - operands + halves, halves);
  }

  /** A product of matrices [rows, in] and [in, out]. */
  static Cost product(long rows, long in, long out) {
    long flops = 2 * rows * in * out;
    return new Cost(flops, flops, 0, 0);
  }

  Cost times(long count) {
    return new Cost(count * flops, count * products, count * bytes, count * operands);
  }

  Cost plus(Cost other) {
    return new Cost(
        flops + other.flops,
        products + other.products,
        bytes + other.bytes,
        operands + other.operands);
  }

  /** One of the three passes of a convolution, product by product. */
  static Cost direct(ConvolutionShape shape) {
    return new Cost(
        flops(shape, shape.x().channels(), shape.y().channels()),
        flops(shape, shape.in(), shape.out()),
        0,
        0);
  }

  private static long flops(ConvolutionShape shape, int in, int out) {
    long windows = (long) shape.y().batch() * shape.y().positions();
    return 2 * windows * shape.kernel() * shape.kernel() * in * out;
  }

  private static long tiles(MapLayout map) {
    long rows = (map.height() + STEP - 1) / STEP;
    return map.batch() * rows * ((map.width() + STEP - 1) / STEP);
  }

  /** The forward pass by Winograd's method: two maps and their transforms. */
  static Cost winograd(ConvolutionShape shape) {
    return winograd(shape, matrices(shape, shape.in()));
  }

  private static Cost winograd(ConvolutionShape shape, long operands) {
    long all = matrices(shape, shape.in() + shape.out());
    return new Cost(
        direct(shape).flops(),
        2 * POINTS * tiles(shape.y()) * shape.in() * shape.out(),
        all + shape.x().bytes() + shape.y().bytes(),
        operands);
  }

  private static long matrices(ConvolutionShape shape, int channels) {
    return POINTS * tiles(shape.y()) * channels * Float.BYTES;
  }

  /** The backward pass by Winograd's method, of which the filter's gradient is one half. */
  static Cost winogradBackward(ConvolutionShape shape, boolean toInput) {
    // Both the tiles and the gradient of their products are taken by products.
    Cost half = winograd(shape, matrices(shape, shape.in() + shape.out()));
    long tiles = matrices(shape, shape.in());
    Cost input = new Cost(half.flops(), half.products(), tiles + shape.x().bytes(), 0);
    return toInput ? half.plus(input) : half;
  }
}
