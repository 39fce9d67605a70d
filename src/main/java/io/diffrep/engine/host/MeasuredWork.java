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
 * @param bfloat16 whether the products are of bfloat16 numbers
 */
public record MeasuredWork(
    String kind,
    long nanoseconds,
    long library,
    long flops,
    long products,
    long bytes,
    boolean bfloat16) {
  /** In the kind of layers whose products are of bfloat16 numbers. */
  private static final String BFLOAT16 = ", bfloat16";

  /** The kind of layers that do some work. */
  static String kind(String work, boolean bfloat16) {
    return bfloat16 ? work + BFLOAT16 : work;
  }

  /** A pass of a layer. */
  static MeasuredWork of(String kind, long nanoseconds, long library, Cost single) {
    boolean bfloat16 = kind.contains(BFLOAT16);
    Cost cost = bfloat16 ? single.bfloat16() : single;
    return new MeasuredWork(
        kind, nanoseconds, library, cost.flops(), cost.products(), cost.bytes(), bfloat16);
  }

  MeasuredWork plus(MeasuredWork other) {
    return new MeasuredWork(
        kind,
        nanoseconds + other.nanoseconds,
        library + other.library,
        flops + other.flops,
        products + other.products,
        bytes + other.bytes,
        bfloat16);
  }
}
