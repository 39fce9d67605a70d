package io.diffrep.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.diffrep.runtime.UsageException;
import io.diffrep.testing.SparkSessions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.junit.jupiter.api.Test;
import scala.collection.JavaConverters;

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
    CodeDirection found = CodeDirection.means(codes, "b");
    leadsAlong(found, expected, 1e-4);
    assertThat(found.fitted()).isEqualTo(120);
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
    CodeDirection found = CodeDirection.logistic(SparkSessions.shared(), codes, "c", 0.5, 100);
    leadsAlong(found, expected, 0.03);
    assertThat(found.fitted()).isEqualTo(120);
  }

  /**
   * Of 150 codes the first 41 labelled ones, 4 numbers each. Without labels the others are the same
   * to it: they count for the deviations alone.
   */
  @Test
  void theClassifierIsFittedToTheFirstLabelledCodesAlone() {
    CodeDirection.Labelled codes = codes();
    List<String> labels = new ArrayList<>();
    int labelled = 0;
    for (String label : codes.labels()) {
      labelled += label.isEmpty() ? 0 : 1;
      labels.add(labelled <= 41 ? label : null);
    }
    LogisticProbe probe = new LogisticProbe(0.5, 100);
    CodeDirection cut =
        CodeDirection.logistic(SparkSessions.shared(), codes, "c", probe, 4 * 41 + 3);
    CodeDirection few =
        CodeDirection.logistic(
            SparkSessions.shared(),
            new CodeDirection.Labelled(codes.codes(), labels),
            "c",
            probe,
            1 << 20);
    assertThat(cut.fitted()).isEqualTo(41);
    assertThat(few.fitted()).isEqualTo(41);
    assertThat(step(cut)).containsExactly(step(few));
    assertThat(cut.deviation()).isEqualTo(few.deviation());
  }

  /** The codes that it is fitted to leave the driver once, not with every step of L-BFGS. */
  @Test
  void theClassifiersCodesAreSentOnce() throws Exception {
    SparkContext context = SparkSessions.shared().sparkContext();
    List<Boolean> fromDriver = Collections.synchronizedList(new ArrayList<>());
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onStageCompleted(SparkListenerStageCompleted completed) {
            fromDriver.add(
                JavaConverters.seqAsJavaList(completed.stageInfo().rddInfos()).stream()
                    .anyMatch(rdd -> rdd.name().equals("ParallelCollectionRDD")));
          }
        };
    context.addSparkListener(listener);
    try {
      CodeDirection.logistic(SparkSessions.shared(), codes(), "c", 0.5, 100);
      context.listenerBus().waitUntilEmpty();
    } finally {
      context.removeSparkListener(listener);
    }
    assertThat(fromDriver).hasSizeGreaterThan(5).containsOnlyOnce(true);
  }

  /** The class that stands last in the alphabet is not among the first codes. */
  @Test
  void aClassThatIsNotAmongTheCodesThatAreTakenIsRefused() {
    CodeDirection.Labelled codes = codes();
    List<String> labels = new ArrayList<>(codes.labels());
    for (int i = 0; i < 100; i++) {
      labels.set(i, labels.get(i).replace("c", "b"));
    }
    CodeDirection.Labelled late = new CodeDirection.Labelled(codes.codes(), labels);
    LogisticProbe probe = new LogisticProbe(0.5, 100);
    assertThatThrownBy(
            () -> CodeDirection.logistic(SparkSessions.shared(), late, "c", probe, 4 * 60))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("class 'c'")
        .hasMessageContaining("the 60 labelled training codes")
        .hasMessageContaining("[a, b]")
        .hasMessageContaining("generate.levels")
        .hasMessageContaining("encode.noise-levels");
    assertThat(CodeDirection.logistic(SparkSessions.shared(), late, "b", probe, 4 * 60).fitted())
        .isEqualTo(60);
  }

  @Test
  void labelledCodesAreItsOwn() {
    List<float[][]> codes = new ArrayList<>(List.of(ZERO, new float[][] {{1, 0}, {0, 0}}));
    List<String> labels = new ArrayList<>(List.of("a", "b"));
    CodeDirection.Labelled labelled = new CodeDirection.Labelled(codes, labels);
    labels.set(1, "a");
    codes.clear();
    assertThat(CodeDirection.means(labelled, "b").fitted()).isEqualTo(2);
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
