package io.diffrep.sde;

/**
 * Random numbers of an image: a stream for each key of 64 bits, the same to the bit on every JVM
 * and processor. They come from {@link Philox} and are made normal by Box and Muller's transform.
 * The transform's logarithm, sine and cosine are polynomials of additions and multiplications in
 * double precision, which Java rounds alike everywhere; {@code Math.log} and its like may differ by
 * an ulp from one processor's intrinsics to another's, and {@code StrictMath}'s take several times
 * as long. For one thread; allocates nothing.
 */
public final class NoiseStream {
  private static final long SQRT_HALF = Double.doubleToRawLongBits(Math.sqrt(0.5));
  private static final double LN_2 = 0.6931471805599453;

  private final Philox philox = new Philox();
  private long key;
  private long block;

  /** Goes to the beginning of a stream. */
  public void begin(long stream) {
    key = stream;
    block = 0;
  }

  private void draw() {
    philox.draw((int) block, (int) (block >>> 32), 0, 0, (int) key, (int) (key >>> 32));
    block++;
  }

  /** The next number, uniform in 0 (which it can be) to 1 (which it cannot). */
  public double uniform() {
    draw();
    long bits = (long) philox.word0 << 32 | philox.word1 & 0xFFFFFFFFL;
    return (bits >>> 11) * 0x1p-53;
  }

  /**
   * The next numbers, normal with mean 0 and deviation 1, at most 6.8 in size. The first of a
   * longer array are those of a shorter one.
   *
   * @param to receives them
   * @param from where to begin
   * @param length how many
   */
  public void normal(float[] to, int from, int length) {
    int end = from + length;
    int i = from;
    for (; i + 4 <= end; i += 4) {
      draw();
      pair(philox.word0, philox.word1, to, i);
      pair(philox.word2, philox.word3, to, i + 2);
    }
    if (i < end) {
      float[] rest = new float[4];
      draw();
      pair(philox.word0, philox.word1, rest, 0);
      pair(philox.word2, philox.word3, rest, 2);
      System.arraycopy(rest, 0, to, i, end - i);
    }
  }

  /**
   * Two normal numbers: radius {@code sqrt(-2 ln u)}, {@code u} in the middle of one of 2^32 equal
   * parts of 0 to 1, and an angle that is one of 2^32. The angle's first bit is the sign of both
   * numbers, which leaves half a turn for the polynomials.
   */
  private static void pair(int radiusBits, int angleBits, float[] to, int at) {
    double radius = Math.sqrt(-2 * log(((radiusBits & 0xFFFFFFFFL) + 0.5) * 0x1p-32));
    double signed = radius * (1 - 2 * (angleBits >>> 31));
    double angle = (angleBits << 1) * (Math.PI * 0x1p-32);
    double square = angle * angle;
    to[at] = (float) (signed * cosine(square));
    to[at + 1] = (float) (signed * angle * sineRatio(square));
  }

  /**
   * {@code ln x = e ln 2 + 2 artanh((m - 1) / (m + 1))} for {@code x = m 2^e}, {@code m} from
   * sqrt(1/2) to sqrt(2); the series' error is below 1e-12.
   */
  static double log(double x) {
    long bits = Double.doubleToRawLongBits(x);
    long exponent = (bits - SQRT_HALF) >> 52;
    double m = Double.longBitsToDouble(bits - (exponent << 52));
    double s = (m - 1) / (m + 1);
    double q = s * s;
    double sum = 1.0 / 13;
    sum = sum * q + 1.0 / 11;
    sum = sum * q + 1.0 / 9;
    sum = sum * q + 1.0 / 7;
    sum = sum * q + 1.0 / 5;
    sum = sum * q + 1.0 / 3;
    return exponent * LN_2 + 2 * s * (sum * q + 1);
  }

  /** {@code cos x} of {@code q = x^2}, {@code x} up to a quarter turn, to 1e-12: its series. */
  static double cosine(double q) {
    double sum = 1.0 / 20922789888000L;
    sum = sum * q - 1.0 / 87178291200L;
    sum = sum * q + 1.0 / 479001600;
    sum = sum * q - 1.0 / 3628800;
    sum = sum * q + 1.0 / 40320;
    sum = sum * q - 1.0 / 720;
    sum = sum * q + 1.0 / 24;
    sum = sum * q - 1.0 / 2;
    return sum * q + 1;
  }

  /** {@code sin(x) / x} of {@code q = x^2}, {@code x} up to a quarter turn, to 1e-11. */
  static double sineRatio(double q) {
    double sum = -1.0 / 1307674368000L;
    sum = sum * q + 1.0 / 6227020800L;
    sum = sum * q - 1.0 / 39916800;
    sum = sum * q + 1.0 / 362880;
    sum = sum * q - 1.0 / 5040;
    sum = sum * q + 1.0 / 120;
    sum = sum * q - 1.0 / 6;
    return sum * q + 1;
  }
}
