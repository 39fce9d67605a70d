package io.diffrep.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.diffrep.runtime.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GaussianFitTest {
  /** Two levels of two dimensions; the second level hangs on the first. */
  private static List<float[][]> codes(int count) {
    Random random = new Random(4);
    List<float[][]> codes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double a = random.nextGaussian();
      double b = random.nextGaussian();
      double c = random.nextGaussian();
      codes.add(
          new float[][] {
            {(float) (3 + 2 * a), (float) (-1 + 0.5 * b)},
            {(float) (1 + a + 0.1 * c), (float) (b - a + 0.3 * random.nextGaussian())}
          });
    }
    return codes;
  }

  @Test
  void meanAndCovarianceAreThoseOfTheCodesJointly() {
    List<float[][]> codes = codes(50);
    GaussianFit fit = GaussianFit.of(codes);
    for (int i = 0; i < 4; i++) {
      double mean = mean(codes, i);
      assertThat(fit.mean()[i]).isCloseTo(mean, within(1e-9));
      for (int j = 0; j < 4; j++) {
        double product = 0;
        for (float[][] code : codes) {
          product += (value(code, i) - mean) * (value(code, j) - mean(codes, j)) / 50;
        }
        assertThat(fit.covariance(i, j)).isCloseTo(product, within(1e-9));
      }
    }
    assertThat(fit.ridge()).isZero();
  }

  /** Six deviations of the moments of 20,000 draws. */
  @Test
  void drawsHaveTheMomentsOfTheCodesAcrossLevels() {
    List<float[][]> codes = codes(400);
    GaussianFit fit = GaussianFit.of(codes);
    int count = 20_000;
    List<float[][]> draws = fit.draw(5, Materials.indices(count));
    for (int i = 0; i < 4; i++) {
      double deviation = Math.sqrt(fit.covariance(i, i));
      double mean = mean(draws, i);
      assertThat(mean).isCloseTo(fit.mean()[i], within(6 * deviation / Math.sqrt(count)));
      for (int j = 0; j < 4; j++) {
        double other = mean(draws, j);
        double product = 0;
        for (float[][] draw : draws) {
          product += (value(draw, i) - mean) * (value(draw, j) - other) / count;
        }
        double scale = deviation * Math.sqrt(fit.covariance(j, j));
        assertThat(product)
            .isCloseTo(fit.covariance(i, j), within(6 * scale * Math.sqrt(2.0 / count)));
      }
    }
  }

  /** The second level is twice the first one, the last dimension does not vary. */
  @Test
  void aSingularCovarianceHasARidgeAndKeepsItsRelations() {
    Random random = new Random(7);
    List<float[][]> codes = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      float a = (float) random.nextGaussian();
      codes.add(new float[][] {{a, 5}, {2 * a, 5}});
    }
    GaussianFit fit = GaussianFit.of(codes);
    assertThat(fit.ridge()).isPositive().isLessThan(1e-6);
    for (float[][] draw : fit.draw(3, Materials.indices(20))) {
      assertThat(draw[1][0]).isCloseTo(2 * draw[0][0], within(0.01f));
      assertThat(draw[0][1]).isCloseTo(5, within(0.01f));
    }
  }

  @Test
  void codesThatAreAllAlikeAreDrawnAsTheyAre() {
    float[][] code = {{1, -2}};
    GaussianFit fit = GaussianFit.of(List.of(code, code, code));
    assertThat(fit.draw(1, new long[] {0}).get(0)[0]).containsExactly(1, -2);
  }

  @Test
  void codesThatAreNoNumbersAreRefusedWithTheirPlace() {
    for (float wrong : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
      List<float[][]> codes = codes(20);
      codes.get(13)[1][0] = wrong;
      assertThatThrownBy(() -> GaussianFit.of(codes))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("is " + wrong)
          .hasMessageContaining("dimension 1 at noise level 2 of 2")
          .hasMessageContaining("--model");
    }
  }

  /** Scales so far apart that rounding of the widest dwarfs the others. */
  @Test
  void aRidgeIsFoundForAnyFiniteCodes() {
    Random random = new Random(2);
    List<float[][]> codes = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      float[] code = new float[40];
      for (int d = 0; d < 40; d++) {
        code[d] = (float) (random.nextGaussian() * Math.pow(10, d - 20));
      }
      codes.add(new float[][] {code});
    }
    GaussianFit fit = GaussianFit.of(codes);
    double mean = 0;
    for (int d = 0; d < 40; d++) {
      mean += fit.covariance(d, d) / 40;
    }
    assertThat(fit.ridge()).isPositive().isLessThanOrEqualTo(mean);
    for (float value : fit.draw(1, new long[] {0}).get(0)[0]) {
      assertThat(value).isFinite();
    }
  }

  @Test
  void aDrawIsTheSameWhateverIsDrawnBesideItAndAnotherUnderAnotherSeed() {
    GaussianFit fit = GaussianFit.of(codes(40));
    float[][] draw = fit.draw(1, new long[] {0, 1, 2}).get(2);
    assertThat(fit.draw(1, new long[] {2}).get(0)).isDeepEqualTo(draw);
    assertThat(fit.draw(2, new long[] {2}).get(0)[0]).isNotEqualTo(draw[0]);
  }

  /** Means 1 and 3, deviations 2 and 1 at the first level, 0 at the second. */
  @Test
  void momentsAreGivenByLevel() {
    List<float[][]> codes =
        List.of(new float[][] {{3, 4}, {-7, 0}}, new float[][] {{-1, 2}, {-7, 0}});
    assertThat(CodeMoments.of(codes, List.of(0.5, 2.0)))
        .containsExactly(
            new CodeMoments("rho 0.5", 3, 1, Math.sqrt(2.5), 2),
            new CodeMoments("rho 2", 7, 0, 0, 0));
  }

  private static double mean(List<float[][]> codes, int i) {
    return codes.stream().mapToDouble(code -> value(code, i)).average().orElseThrow();
  }

  private static double value(float[][] code, int i) {
    return code[i / 2][i % 2];
  }
}
