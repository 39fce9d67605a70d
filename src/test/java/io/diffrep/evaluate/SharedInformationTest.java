package io.diffrep.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SharedInformationTest {
  private static final int IMAGES = 40_000;
  private static final double[] CORRELATIONS = {0.9, 0.4};

  /**
   * Codes of three levels: the second's numbers are correlated with the first's as given, mixed by
   * a matrix; the third's are independent of both.
   */
  private static List<float[][]> codes() {
    SplittableRandom random = new SplittableRandom(3);
    List<float[][]> codes = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      float[][] code = new float[3][2];
      double[] second = new double[2];
      for (int d = 0; d < 2; d++) {
        double first = random.nextGaussian();
        double r = CORRELATIONS[d];
        second[d] = r * first + Math.sqrt(1 - r * r) * random.nextGaussian();
        code[0][d] = (float) (5 * first + 2);
        code[2][d] = (float) random.nextGaussian();
      }
      code[1][0] = (float) (3 * second[0] + second[1]);
      code[1][1] = (float) (second[0] - 2 * second[1] + 7);
      codes.add(code);
    }
    return codes;
  }

  @Test
  void gaussiansShareWhatTheirCorrelationsSay() {
    SharedInformation shared = SharedInformation.of(List.of(0.1, 1.0, 10.0), codes());
    double bits = 0;
    double squares = 0;
    for (double r : CORRELATIONS) {
      bits -= 0.5 * Math.log(1 - r * r) / Math.log(2);
      squares += r * r / 2;
    }
    assertThat(shared.bits().get(0).get(1)).isCloseTo(bits, within(0.02));
    assertThat(shared.bits().get(1).get(0)).isEqualTo(shared.bits().get(0).get(1));
    assertThat(shared.correlation().get(0).get(1)).isCloseTo(squares, within(0.01));
    assertThat(shared.bits().get(0).get(2)).isCloseTo(0, within(1e-3));
    assertThat(shared.correlation().get(2).get(1)).isCloseTo(0, within(1e-3));
    assertThat(shared.bits().get(1).get(1)).isNaN();
    assertThat(shared.correlation().get(1).get(1)).isEqualTo(1);
    assertThat(shared.images()).isEqualTo(IMAGES);
  }

  /**
   * A level that repeats another follows from it; a dimension that does not vary counts nothing.
   */
  @Test
  void copiesFollowFromOneAnotherAndDeadDimensionsCountNothing() {
    List<float[][]> copies = new ArrayList<>();
    for (float[][] code : codes().subList(0, 2000)) {
      copies.add(
          new float[][] {{code[0][0], code[0][1], 4}, {code[0][1] + code[0][0], -code[0][1], 4}});
    }
    SharedInformation shared = SharedInformation.of(List.of(0.1, 1.0), copies);
    assertThat(shared.correlation().get(0).get(1)).isCloseTo(1, within(1e-6));
    assertThat(shared.bits().get(0).get(1)).isGreaterThan(20);
  }
}
