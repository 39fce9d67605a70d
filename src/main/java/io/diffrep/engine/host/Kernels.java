package io.diffrep.engine.host;

import java.nio.ByteBuffer;

/**
 * What is computed between convolutions, each call on one plane: one block of channels of one image
 * ({@link MapLayout}). Offsets named {@code at} are bytes into buffers of native order; {@code
 * index} and {@code channel} are where the block's channels begin in arrays of one number a
 * channel.
 */
interface Kernels {
  /**
   * Mean of each channel (at {@code index}) and sum of its squared deviations (at {@code channel}).
   */
  void moments(
      ByteBuffer x, int at, int positions, float[] mean, int index, float[] squares, int channel);

  /** {@code y = silu(scale x + shift)}. */
  void affineSilu(ByteBuffer x, ByteBuffer y, int at, int positions, Affine affine, int index);

  /**
   * {@code d = dy silu'(scale x + shift)}, where d may be dy, and for each channel the sums of d
   * and of {@code d (x - mean)}.
   */
  void affineSiluGradient(
      ByteBuffer x,
      ByteBuffer dy,
      ByteBuffer d,
      int at,
      int positions,
      Affine affine,
      int index,
      Sums sums,
      int channel);

  /** {@code g = a d + b x + c}, where g may be d. */
  void combine(
      ByteBuffer d, ByteBuffer x, ByteBuffer g, int at, int positions, Factors f, int channel);

  /** {@code g = a d + b x + c + before}, where g may be d or before. */
  void combineAndAdd(
      ByteBuffer d,
      ByteBuffer x,
      ByteBuffer before,
      ByteBuffer g,
      int at,
      int positions,
      Factors f,
      int channel);

  /** {@code y = a + b} over so many bytes, a multiple of a block; y may be a or b. */
  void add(ByteBuffer a, int aAt, ByteBuffer b, int bAt, ByteBuffer y, int yAt, int bytes);

  /** Repeats each position of x in two rows and two columns of y, cut to y's height and width. */
  void upsample(ByteBuffer x, int xAt, ByteBuffer y, int yAt, int height, int width);

  /** The same, added to y. */
  void upsampleAndAdd(ByteBuffer x, int xAt, ByteBuffer y, int yAt, int height, int width);

  /** Sums over the positions of y that {@link #upsample} takes from one position of x. */
  void sumRepeats(ByteBuffer y, int yAt, ByteBuffer x, int xAt, int height, int width);

  /** The same, added to x. */
  void sumRepeatsAndAdd(ByteBuffer y, int yAt, ByteBuffer x, int xAt, int height, int width);

  /** Softmax of so many numbers that lie together, in place. */
  void softmax(ByteBuffer x, int at, int count);

  /** {@code d = p (d - sum(p d))}, the gradient through a {@link #softmax} that gave p. */
  void softmaxGradient(ByteBuffer p, ByteBuffer d, int at, int count);

  /**
   * A map of each channel of each image.
   *
   * @param scale factor of x
   * @param shift summand
   * @param mean what x is centred by in {@link Sums}
   */
  @SuppressWarnings("ArrayRecordComponent") // Space for intermediate results, never compared.
  record Affine(float[] scale, float[] shift, float[] mean) {
    static Affine of(int size) {
      return new Affine(new float[size], new float[size], new float[size]);
    }
  }

  /**
   * Sums over the positions of each channel of an image.
   *
   * @param d of d
   * @param dx of d times the centred x
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Sums(float[] d, float[] dx) {
    static Sums of(int size) {
      return new Sums(new float[size], new float[size]);
    }
  }

  /**
   * Numbers of each channel of an image.
   *
   * @param a factor of d
   * @param b factor of x
   * @param c summand
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Factors(float[] a, float[] b, float[] c) {
    static Factors of(int size) {
      return new Factors(new float[size], new float[size], new float[size]);
    }
  }
}
