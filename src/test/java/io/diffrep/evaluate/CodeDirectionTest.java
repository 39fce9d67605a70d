package io.diffrep.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.diffrep.runtime.UsageException;
import io.diffrep.testing.SparkSessions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CodeDirectionTest {
  private static final float[][] ZERO = new float[2][2];

  /** Two levels of two dimensions, whose scales differ; every fifth image has no label. */
  private static CodeDirection.Labelled codes() {
    Random random = new Random(3);
    List<float[][]> codes = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      int label = i % 3;
      float[][] code = new float[2][2];
      for (int d = 0; d < 4; d++) {
        double shift = d == label ? 1.5 : 0.2 * d;
        code[d / 2][d % 2] = (float) (Math.pow(3, d) * (random.nextGaussian() + shift));
      }
      codes.add(code);
      labels.add(i % 5 == 4 ? "" : String.valueOf((char) ('a' + label)));
    }
    return new CodeDirection.Labelled(codes, labels);
  }

  private static double value(float[][] code, int d) {
    return code[d / 2][d % 2];
  }

  /** Where a distance of 1 leads from zero. */
  private static double[] step(CodeDirection direction) {
    float[][] moved = direction.move(ZERO, 1);
    double[] step = new double[4];
    Arrays.setAll(step, d -> value(moved, d));
    return step;
  }

  private static double deviationAlong(double[] direction, List<float[][]> codes) {
    double norm = Math.sqrt(Arrays.stream(direction).map(v -> v * v).sum());
    double[] along =
        codes.stream()
            .mapToDouble(
                code -> {
                  double sum = 0;
                  for (int d = 0; d < 4; d++) {
                    sum += direction[d] / norm * value(code, d);
                  }
                  return sum;
                })
            .toArray();
    double mean = Arrays.stream(along).average().orElseThrow();
    return Math.sqrt(
        Arrays.stream(along).map(v -> (v - mean) * (v - mean)).average().orElseThrow());
  }

  private static void leadsAlong(CodeDirection found, double[] expected, double tolerance) {
    List<float[][]> codes = codes().codes();
    double norm = Math.sqrt(Arrays.stream(expected).map(v -> v * v).sum());
    double unit = deviationAlong(expected, codes);
    double[] step = step(found);
    for (int d = 0; d < 4; d++) {
      assertThat(step[d] / unit).isCloseTo(expected[d] / norm, within(tolerance));
    }
    assertThat(found.deviation()).isCloseTo(unit, within(0.02 * unit));
  }

  @Test
  void theDifferenceOfMeansIsThatOfTheLabelledCodes() {
    CodeDirection.Labelled codes = codes();
    double[] expected = new double[4];
    for (int d = 0; d < 4; d++) {
      double inside = 0;
      double outside = 0;
      int members = 0;
      int others = 0;
      for (int i = 0; i < 150; i++) {
        String label = codes.labels().get(i);
        if (label.equals("b")) {
          inside += value(codes.codes().get(i), d);
          members++;
        } else if (!label.isEmpty()) {
          outside += value(codes.codes().get(i), d);
          others++;
        }
      }
      expected[d] = inside / members - outside / others;
    }
    leadsAlong(CodeDirection.means(codes, "b"), expected, 1e-4);
  }

  /** Gradient descent on standardised codes; its weight, brought back to the codes' scales. */
  @Test
  void theClassifiersDirectionIsTheWeightOfASlowSoftmax() {
    CodeDirection.Labelled codes = codes();
    double[] mean = new double[4];
    double[] deviation = new double[4];
    for (int d = 0; d < 4; d++) {
      int at = d;
      mean[d] = codes.codes().stream().mapToDouble(c -> value(c, at)).average().orElseThrow();
      deviation[d] =
          Math.sqrt(
              codes.codes().stream()
                  .mapToDouble(c -> Math.pow(value(c, at) - mean[at], 2))
                  .average()
                  .orElseThrow());
    }
    List<double[]> features = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      if (!codes.labels().get(i).isEmpty()) {
        double[] row = new double[4];
        for (int d = 0; d < 4; d++) {
          row[d] = (value(codes.codes().get(i), d) - mean[d]) / deviation[d];
        }
        features.add(row);
        labels.add(codes.labels().get(i).charAt(0) - 'a');
      }
    }
    SlowSoftmax slow =
        new SlowSoftmax(
            features.toArray(double[][]::new),
            labels.stream().mapToInt(Integer::intValue).toArray(),
            3,
            0.5);
    slow.descend(20_000, 0.02);
    double[] expected = slow.weights()[2].clone();
    for (int d = 0; d < 4; d++) {
      expected[d] *= deviation[d];
    }
    leadsAlong(
        CodeDirection.logistic(SparkSessions.shared(), codes, "c", 0.5, 100), expected, 0.03);
  }

  @Test
  void distancesAddUpAndLeaveTheCodeAtZero() {
    CodeDirection direction = CodeDirection.means(codes(), "a");
    float[][] code = {{1, 2}, {3, 4}};
    assertThat(direction.move(code, 0)).isDeepEqualTo(code);
    float[][] back = direction.move(direction.move(code, 2), -2);
    for (int d = 0; d < 4; d++) {
      assertThat(value(back, d)).isCloseTo(value(code, d), within(1e-4));
    }
  }

  @Test
  void aClassThatIsNotThereOrTheOnlyOneIsRefused() {
    assertThatThrownBy(() -> CodeDirection.means(codes(), "z"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("class 'z'")
        .hasMessageContaining("[a, b, c]");
    CodeDirection.Labelled alone =
        new CodeDirection.Labelled(List.of(ZERO, ZERO), List.of("a", "a"));
    assertThatThrownBy(() -> CodeDirection.means(alone, "a"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("[a]");
    CodeDirection.Labelled same =
        new CodeDirection.Labelled(List.of(ZERO, ZERO), List.of("a", "b"));
    assertThatThrownBy(() -> CodeDirection.means(same, "a"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("like all others");
  }
}
