package io.diffrep.sde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoiseStreamTest {
  private static final int MANY = 400_000;
  private static final int HASH = -70887941;

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

  /** The layers have one area each, the tail among it, and close at the density's top. */
  @Test
  void theLayersOfTheZigguratAreEqualAndClose() {
    double[] widths = NoiseStream.widths();
    double tail =
        Math.sqrt(2 * Math.PI) * new NormalDistribution().cumulativeProbability(-NoiseStream.TAIL);
    double lowest = NoiseStream.TAIL * Math.exp(-0.5 * NoiseStream.TAIL * NoiseStream.TAIL);
    assertThat(lowest + tail).isCloseTo(NoiseStream.AREA, within(1e-11));
    assertThat(widths[NoiseStream.LAYERS]).isZero();
    for (int layer = 1; layer < NoiseStream.LAYERS; layer++) {
      double height = Math.exp(-0.5 * widths[layer + 1] * widths[layer + 1]);
      double bottom = Math.exp(-0.5 * widths[layer] * widths[layer]);
      assertThat(widths[layer] * (height - bottom)).isCloseTo(NoiseStream.AREA, within(1e-10));
    }
  }

  /** Counts beyond some bounds, most of them where the ziggurat's rare cases are. */
  @Test
  void theTailsAreTheNormalLaws() {
    int draws = 10 * MANY;
    float[] numbers = normal(9, draws);
    NormalDistribution law = new NormalDistribution();
    for (double bound : new double[] {0.27, 1, 2, 3, NoiseStream.TAIL, 4, 4.5}) {
      int below = 0;
      int above = 0;
      for (float number : numbers) {
        below += number < -bound ? 1 : 0;
        above += number > bound ? 1 : 0;
      }
      double expected = draws * law.cumulativeProbability(-bound);
      assertThat((double) below).isCloseTo(expected, within(5 * Math.sqrt(expected)));
      assertThat((double) above).isCloseTo(expected, within(5 * Math.sqrt(expected)));
    }
  }

  /**
   * What a checkpoint's training goes on with must be what it began with, in later versions too.
   */
  @Test
  void aStreamStaysWhatItIs() {
    int hash = Arrays.hashCode(normal(0x0123456789ABCDEFL, MANY));
    assertThat(hash).isEqualTo(HASH);
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
