package io.diffrep.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FrechetDistanceTest {
  /** Mean at a place; variance {@code 2 a^2 / 3} and {@code 2 b^2 / 3}, nothing between. */
  private static List<float[]> cross(float x, float y, float a, float b) {
    return List.of(
        new float[] {x + a, y},
        new float[] {x - a, y},
        new float[] {x, y + b},
        new float[] {x, y - b});
  }

  @Test
  void alongTheAxesDeviationsAreCompared() {
    // |(3, 4)|^2 + (1 - 2)^2 2/3 + (5 - 1)^2 2/3
    assertThat(FrechetDistance.of(cross(0, 0, 1, 5), cross(3, 4, 2, 1)))
        .isCloseTo(25 + 2.0 / 3 + 32.0 / 3, within(1e-5));
    assertThat(FrechetDistance.of(cross(1, 2, 3, 0), cross(1, 2, 3, 0))).isCloseTo(0, within(1e-9));
  }

  private static List<float[]> drawn(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] factor = {
      {random.nextGaussian(), random.nextGaussian()}, {random.nextGaussian(), random.nextGaussian()}
    };
    List<float[]> drawn = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double x = random.nextGaussian();
      double y = random.nextGaussian();
      drawn.add(
          new float[] {
            (float) (factor[0][0] * x + factor[0][1] * y),
            (float) (factor[1][0] * x + factor[1][1] * y)
          });
    }
    return drawn;
  }

  /** Of two dimensions the root's trace is {@code sqrt(tr M + 2 sqrt(det M))}, M = C D. */
  @Test
  void inThePlaneItIsTheClosedForm() {
    for (long seed = 1; seed < 20; seed++) {
      List<float[]> one = drawn(30, seed);
      List<float[]> other = drawn(30, 100 + seed);
      double[] c = moments(one);
      double[] d = moments(other);
      double trace = c[2] * d[2] + 2 * c[3] * d[3] + c[4] * d[4];
      double determinant = (c[2] * c[4] - c[3] * c[3]) * (d[2] * d[4] - d[3] * d[3]);
      double expected =
          Math.pow(c[0] - d[0], 2)
              + Math.pow(c[1] - d[1], 2)
              + c[2]
              + c[4]
              + d[2]
              + d[4]
              - 2 * Math.sqrt(trace + 2 * Math.sqrt(determinant));
      assertThat(FrechetDistance.of(one, other)).isCloseTo(expected, within(1e-6 * (1 + expected)));
    }
  }

  /** Means, then the covariance's xx, xy, yy. */
  private static double[] moments(List<float[]> vectors) {
    double[] moments = new double[5];
    for (float[] v : vectors) {
      moments[0] += v[0] / (double) vectors.size();
      moments[1] += v[1] / (double) vectors.size();
    }
    for (float[] v : vectors) {
      double x = v[0] - moments[0];
      double y = v[1] - moments[1];
      moments[2] += x * x / (vectors.size() - 1);
      moments[3] += x * y / (vectors.size() - 1);
      moments[4] += y * y / (vectors.size() - 1);
    }
    return moments;
  }

  @Test
  void oneVectorHasNoCovarianceAndLengthsMustAgree() {
    assertThatThrownBy(() -> FrechetDistance.of(List.of(new float[2]), cross(0, 0, 1, 1)))
        .hasMessageContaining("two vectors, not 1");
    assertThatThrownBy(
            () -> FrechetDistance.of(List.of(new float[3], new float[3]), cross(0, 0, 1, 1)))
        .hasMessageContaining("3 and of 2");
  }
}
