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
 */
record Cost(long flops, long products, long bytes) {
  static final Cost NONE = new Cost(0, 0, 0);

  static Cost ofBytes(long bytes) {
    return new Cost(0, 0, bytes);
  }

  /** A product of matrices [rows, in] and [in, out]. */
  static Cost product(long rows, long in, long out) {
    long flops = 2 * rows * in * out;
    return new Cost(flops, flops, 0);
  }

  Cost times(long count) {
    return new Cost(count * flops, count * products, count * bytes);
  }

  Cost plus(Cost other) {
    return new Cost(flops + other.flops, products + other.products, bytes + other.bytes);
  }

  /** One of the three passes of a convolution, product by product. */
  static Cost direct(ConvolutionShape shape) {
    return new Cost(
        flops(shape, shape.x().channels(), shape.y().channels()),
        flops(shape, shape.in(), shape.out()),
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
    long points = POINTS * tiles(shape.y());
    return new Cost(
        direct(shape).flops(),
        2 * points * shape.in() * shape.out(),
        points * (shape.in() + shape.out()) * Float.BYTES + shape.x().bytes() + shape.y().bytes());
  }

  /** The backward pass by Winograd's method, of which the filter's gradient is one half. */
  static Cost winogradBackward(ConvolutionShape shape, boolean toInput) {
    Cost half = winograd(shape);
    long tiles = POINTS * tiles(shape.y()) * shape.in() * Float.BYTES;
    Cost input = new Cost(half.flops(), half.products(), tiles + shape.x().bytes());
    return toInput ? half.plus(input) : half;
  }
}
