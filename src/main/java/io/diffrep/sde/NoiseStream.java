package io.diffrep.sde;

/**
 * Random numbers of an image: a stream for each key of 64 bits, the same to the bit on every JVM
 * and processor. They come from {@link Philox} and are made normal by the ziggurat method
 * (Marsaglia and Tsang 2000, in Doornik's form of 2005), whose usual case is one multiplication.
 * Its tables and its rare other cases take {@code StrictMath}'s functions: {@code Math}'s may
 * differ by an ulp from one processor's intrinsics to another's, and what the library's own
 * Gaussian numbers are made of, from one Java to another. For one thread; allocates nothing.
 */
public final class NoiseStream {
  /** Layers of equal area under the normal density; the lowest has the tail. */
  static final int LAYERS = 128;

  /** Where the tail begins. */
  static final double TAIL = 3.442619855899;

  /** A layer's area, under the density that is 1 at 0. */
  static final double AREA = 9.91256303526217e-3;

  private static final int LAYER_BITS = 7;

  /** Widths of the layers; the lowest is as wide as its area over its height. */
  private static final double[] WIDTH = widths();

  /** A word's upper bits, as a signed number, times this lie in the layer's width. */
  private static final float[] SCALE = new float[LAYERS];

  /** Below it a word's upper bits lie under the density without a look. */
  private static final int[] LIMIT = new int[LAYERS];

  static {
    double range = 1 << (Integer.SIZE - 1 - LAYER_BITS);
    for (int layer = 0; layer < LAYERS; layer++) {
      SCALE[layer] = (float) (WIDTH[layer] / range);
      LIMIT[layer] = (int) (WIDTH[layer + 1] / WIDTH[layer] * range);
    }
  }

  private final Philox philox = new Philox();
  private long key;
  private long block;

  /** From the lowest layer up; one more, of no width, on top. */
  static double[] widths() {
    double[] widths = new double[LAYERS + 1];
    double density = StrictMath.exp(-0.5 * TAIL * TAIL);
    widths[0] = AREA / density;
    widths[1] = TAIL;
    for (int layer = 2; layer < LAYERS; layer++) {
      density += AREA / widths[layer - 1];
      widths[layer] = Math.sqrt(-2 * StrictMath.log(density));
    }
    return widths;
  }

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
   * The next number of the Beta law with both parameters alike, in 0 to 1 (Johnk 1964).
   *
   * @param parameter above 0, at most 1, where the numbers are uniform
   */
  public double beta(double parameter) {
    while (true) {
      double first = StrictMath.log(1 - uniform()) / parameter;
      double second = StrictMath.log(1 - uniform()) / parameter;
      // In logarithms: powers of a small parameter's reciprocal may both be 0.
      double greater = Math.max(first, second);
      double sum = StrictMath.exp(first - greater) + StrictMath.exp(second - greater);
      if (greater + StrictMath.log(sum) <= 0) {
        return StrictMath.exp(first - greater) / sum;
      }
    }
  }

  /**
   * The next numbers, normal with mean 0 and deviation 1. The first of a longer array are those of
   * a shorter one.
   *
   * @param to receives them
   * @param from where to begin
   * @param length how many
   */
  public void normal(float[] to, int from, int length) {
    int end = from + length;
    for (int i = from; i < end; i += 4) {
      draw();
      int word1 = philox.word1;
      int word2 = philox.word2;
      int word3 = philox.word3;
      to[i] = number(philox.word0);
      if (i + 4 <= end) {
        to[i + 1] = number(word1);
        to[i + 2] = number(word2);
        to[i + 3] = number(word3);
      } else {
        if (i + 1 < end) {
          to[i + 1] = number(word1);
        }
        if (i + 2 < end) {
          to[i + 2] = number(word2);
        }
      }
    }
  }

  /** A word's lower bits are the layer, the others the place in it. */
  private float number(int word) {
    int layer = word & LAYERS - 1;
    int place = word >> LAYER_BITS;
    return Math.abs(place) < LIMIT[layer] ? place * SCALE[layer] : atTheEdge(layer, place);
  }

  /** One word in eighty comes here: where the density runs through the layer, and in the tail. */
  private float atTheEdge(int layer, int place) {
    draw();
    if (layer == 0) {
      return place < 0 ? -tail() : tail();
    }
    double x = place * (double) SCALE[layer];
    double low = density(WIDTH[layer]);
    double high = density(WIDTH[layer + 1]);
    boolean under = low + unit(philox.word0) * (high - low) < density(x);
    return under ? (float) x : number(philox.word1);
  }

  private static double density(double x) {
    return StrictMath.exp(-0.5 * x * x);
  }

  /** Marsaglia's way beyond where the tail begins, from words that are drawn. */
  private float tail() {
    while (true) {
      double x = -StrictMath.log(unit(philox.word0)) / TAIL;
      if (-2 * StrictMath.log(unit(philox.word1)) >= x * x) {
        return (float) (TAIL + x);
      }
      draw();
    }
  }

  /** In the middle of one of 2^32 equal parts of 0 to 1. */
  private static double unit(int word) {
    return ((word & 0xFFFFFFFFL) + 0.5) * 0x1p-32;
  }
}
