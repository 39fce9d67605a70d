package io.diffrep.engine.host;

/**
 * What the layers of one kind took of the measured passes.
 *
 * @param kind the kind, and whether it is the backward pass
 * @param nanoseconds in all
 * @param library of these, within oneDNN's primitives
 * @param flops multiplications and additions of convolutions and matrix products as they are
 *     defined; 0 for what is none
 * @param products those that were carried out
 * @param bytes read and written by what is no product, each map once; 0 where nobody counts them
 */
public record MeasuredWork(
    String kind, long nanoseconds, long library, long flops, long products, long bytes) {
  MeasuredWork plus(MeasuredWork other) {
    return new MeasuredWork(
        kind,
        nanoseconds + other.nanoseconds,
        library + other.library,
        flops + other.flops,
        products + other.products,
        bytes + other.bytes);
  }
}
