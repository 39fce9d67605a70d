package io.diffrep.sde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoiseStreamTest {
  private static final int MANY = 400_000;

  private static float[] normal(long key, int length) {
    NoiseStream stream = new NoiseStream();
    stream.begin(key);
    float[] numbers = new float[length];
    stream.normal(numbers, 0, length);
    return numbers;
  }

  /** The known answers that are published with Random123 (kat_vectors, philox4x32, 10 rounds). */
  @ParameterizedTest
  @CsvSource({
    "00000000 00000000 00000000 00000000, 00000000 00000000, 6627e8d5 e169c58d bc57ac4c 9b00dbd8",
    "ffffffff ffffffff ffffffff ffffffff, ffffffff ffffffff, 408f276d 41c83b0e a20bc7c6 6d5451fd",
    "243f6a88 85a308d3 13198a2e 03707344, a4093822 299f31d0, d16cfe09 94fdcceb 5001e420 24126ea1"
  })
  void philoxGivesThePublishedAnswers(String counter, String key, String answer) {
    int[] c = words(counter);
    int[] k = words(key);
    Philox philox = new Philox();
    philox.draw(c[0], c[1], c[2], c[3], k[0], k[1]);
    assertThat(new int[] {philox.word0, philox.word1, philox.word2, philox.word3})
        .isEqualTo(words(answer));
  }

  private static int[] words(String hexadecimal) {
    return Arrays.stream(hexadecimal.split(" "))
        .mapToInt(word -> Integer.parseUnsignedInt(word, 16))
        .toArray();
  }

  /** Box and Muller's transform as it stands in books, by the library's functions. */
  @Test
  void numbersAreBoxAndMullersOfPhiloxsWords() {
    long key = 0x0123456789ABCDEFL;
    float[] numbers = normal(key, 1000);
    Philox philox = new Philox();
    for (int block = 0; block < 250; block++) {
      philox.draw(block, 0, 0, 0, 0x89ABCDEF, 0x01234567);
      int[] words = {philox.word0, philox.word1, philox.word2, philox.word3};
      for (int pair = 0; pair < 2; pair++) {
        double u = (Integer.toUnsignedLong(words[2 * pair]) + 0.5) / Math.pow(2, 32);
        double radius = Math.sqrt(-2 * Math.log(u));
        int bits = words[2 * pair + 1];
        double angle = Math.PI * ((bits < 0 ? 1 : 0) + (bits << 1) / Math.pow(2, 32));
        int at = 4 * block + 2 * pair;
        assertThat((double) numbers[at]).isCloseTo(radius * Math.cos(angle), within(1e-6));
        assertThat((double) numbers[at + 1]).isCloseTo(radius * Math.sin(angle), within(1e-6));
      }
    }
  }

  @Test
  void thePolynomialsAreThoseOfTheFunctions() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 100_000; i++) {
      double u = i < 50_000 ? random.nextDouble(1e-10, 1) : 1 - random.nextDouble(1e-10, 1e-3);
      assertThat(NoiseStream.log(u)).isCloseTo(StrictMath.log(u), within(2e-12));
      double x = random.nextDouble(-Math.PI / 2, Math.PI / 2);
      assertThat(NoiseStream.cosine(x * x)).isCloseTo(StrictMath.cos(x), within(1e-12));
      assertThat(x * NoiseStream.sineRatio(x * x)).isCloseTo(StrictMath.sin(x), within(1e-11));
    }
  }

  /** Of n draws a moment of order k deviates by sqrt(var x^k / n): five such deviations. */
  @Test
  void theMomentsAreTheNormalLaws() {
    float[] numbers = normal(7, MANY);
    double[] moments = new double[5];
    for (float number : numbers) {
      for (int k = 1; k <= 4; k++) {
        moments[k] += Math.pow(number, k) / MANY;
      }
    }
    double deviation = 5 / Math.sqrt(MANY);
    assertThat(moments[1]).isCloseTo(0, within(deviation));
    assertThat(moments[2]).isCloseTo(1, within(deviation * Math.sqrt(2)));
    assertThat(moments[3]).isCloseTo(0, within(deviation * Math.sqrt(15)));
    assertThat(moments[4]).isCloseTo(3, within(deviation * Math.sqrt(96)));
  }

  /** Kolmogorov and Smirnov's test; one in a thousand true samples would exceed 1.95. */
  @Test
  void theDistributionIsTheNormalLaws() {
    float[] numbers = normal(8, MANY);
    Arrays.sort(numbers);
    NormalDistribution law = new NormalDistribution();
    double largest = 0;
    for (int i = 0; i < MANY; i++) {
      double expected = law.cumulativeProbability(numbers[i]);
      largest =
          Math.max(largest, Math.max(expected - (double) i / MANY, (i + 1.0) / MANY - expected));
    }
    assertThat(largest * Math.sqrt(MANY)).isLessThan(1.95);
  }

  @Test
  void uniformNumbersAreUniform() {
    NoiseStream stream = new NoiseStream();
    double[] numbers = new double[MANY];
    for (int i = 0; i < MANY; i++) {
      stream.begin(i);
      numbers[i] = stream.uniform();
    }
    Arrays.sort(numbers);
    double largest = 0;
    for (int i = 0; i < MANY; i++) {
      largest = Math.max(largest, Math.abs(numbers[i] - (i + 0.5) / MANY));
    }
    assertThat(numbers[0]).isNotNegative();
    assertThat(numbers[MANY - 1]).isLessThan(1);
    assertThat(largest * Math.sqrt(MANY)).isLessThan(1.95);
  }

  /** Keys that differ by one or in one bit, and one stream shifted against itself. */
  @Test
  void neighboursAreIndependent() {
    float[] one = normal(1L << 40, MANY);
    float[][] others = {
      normal((1L << 40) + 1, MANY),
      normal(1L << 40 | 1L << 32, MANY),
      normal(1L << 40 | 1L << 63, MANY),
      shifted(one, 1),
      shifted(one, 2),
      shifted(one, 4)
    };
    for (float[] other : others) {
      assertThat(correlation(one, other)).isCloseTo(0, within(5 / Math.sqrt(MANY)));
      assertThat(correlation(squares(one), squares(other)))
          .isCloseTo(0, within(5 / Math.sqrt(MANY)));
    }
  }

  private static float[] shifted(float[] numbers, int by) {
    float[] shifted = new float[numbers.length];
    System.arraycopy(numbers, by, shifted, 0, numbers.length - by);
    System.arraycopy(numbers, 0, shifted, numbers.length - by, by);
    return shifted;
  }

  /** Standardised: a normal number's square has mean 1 and variance 2. */
  private static float[] squares(float[] numbers) {
    float[] squares = new float[numbers.length];
    for (int i = 0; i < squares.length; i++) {
      squares[i] = (float) ((numbers[i] * numbers[i] - 1) / Math.sqrt(2));
    }
    return squares;
  }

  private static double correlation(float[] one, float[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += (double) one[i] * other[i];
    }
    return sum / one.length;
  }

  @Test
  void aStreamBeginsAlikeWhateverItsLengthAndWhatWasDrawnBefore() {
    float[] longer = normal(3, 23);
    for (int length = 0; length < 23; length++) {
      assertThat(normal(3, length)).isEqualTo(Arrays.copyOf(longer, length));
    }
    NoiseStream used = new NoiseStream();
    used.begin(99);
    used.uniform();
    used.begin(3);
    float[] within = new float[30];
    used.normal(within, 5, 23);
    assertThat(Arrays.copyOfRange(within, 5, 28)).isEqualTo(longer);
    assertThat(within[28]).isZero();
  }
}
