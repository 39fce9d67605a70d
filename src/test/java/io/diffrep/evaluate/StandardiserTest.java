package io.diffrep.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.diffrep.testing.SparkSessions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;

class StandardiserTest {
  @Test
  void momentsEqualThoseOfTwoPassesWhateverThePartitions() {
    List<float[]> vectors = vectors(101, 1, 1000);
    double[] expected = twoPasses(vectors, 1);
    for (int partitions : new int[] {1, 7, 200}) {
      Moments moments = Moments.of(rdd(vectors, partitions));
      assertThat(moments.mean()[1]).isCloseTo(expected[0], within(1e-9));
      assertThat(moments.deviation()[1]).isCloseTo(expected[1], within(1e-9));
    }
  }

  @Test
  void eachDimensionComesToMeanZeroAndVarianceOne() {
    List<float[]> vectors = vectors(200, 1, 1000);
    Standardiser standardiser =
        Standardiser.of(Moments.of(rdd(vectors, 2)), Standardiser.Scale.EACH);
    List<float[]> standard = vectors.stream().map(standardiser::apply).toList();
    for (int i = 0; i < 2; i++) {
      double[] moments = twoPasses(standard, i);
      assertThat(moments[0]).isCloseTo(0, within(1e-5));
      assertThat(moments[1]).isCloseTo(1, within(1e-5));
    }
  }

  @Test
  void aCommonScaleKeepsTheRatiosAndBringsTheMeanVarianceToOne() {
    List<float[]> vectors = vectors(200, 3, 1);
    Standardiser standardiser =
        Standardiser.of(Moments.of(rdd(vectors, 2)), Standardiser.Scale.COMMON);
    List<float[]> standard = vectors.stream().map(standardiser::apply).toList();
    double first = twoPasses(standard, 0)[1];
    double second = twoPasses(standard, 1)[1];
    assertThat((first * first + second * second) / 2).isCloseTo(1, within(1e-5));
    assertThat(first / second)
        .isCloseTo(twoPasses(vectors, 0)[1] / twoPasses(vectors, 1)[1], within(1e-5));
  }

  @Test
  void aDimensionThatVariesByRoundingAloneBecomesZero() {
    List<float[]> vectors =
        List.of(
            new float[] {1, 0.1f, 5},
            new float[] {2, Math.nextUp(0.1f), 5},
            new float[] {4, 0.1f, 5});
    Standardiser standardiser =
        Standardiser.of(Moments.of(rdd(vectors, 1)), Standardiser.Scale.EACH);
    assertThat(standardiser.apply(new float[] {2, 0.3f, 7})[0]).isNotZero();
    assertThat(standardiser.apply(new float[] {2, 0.3f, 7})[1]).isZero();
    assertThat(standardiser.apply(new float[] {2, 0.3f, 7})[2]).isZero();
  }

  @Test
  void valuesThatAreNotFiniteAreNoticed() {
    List<float[]> vectors = List.of(new float[] {1}, new float[] {Float.NaN});
    assertThat(Standardiser.of(Moments.of(rdd(vectors, 1)), Standardiser.Scale.EACH).isFinite())
        .isFalse();
  }

  private static JavaRDD<float[]> rdd(List<float[]> vectors, int partitions) {
    return JavaSparkContext.fromSparkContext(SparkSessions.shared().sparkContext())
        .parallelize(vectors, partitions);
  }

  private static List<float[]> vectors(int count, double deviation, double mean) {
    Random random = new Random(5);
    List<float[]> vectors = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      vectors.add(
          new float[] {
            (float) (deviation * random.nextGaussian()),
            (float) (mean + 0.5 * random.nextGaussian())
          });
    }
    return vectors;
  }

  private static double[] twoPasses(List<float[]> vectors, int dimension) {
    double mean = vectors.stream().mapToDouble(vector -> vector[dimension]).average().orElseThrow();
    double variance =
        vectors.stream()
            .mapToDouble(vector -> (vector[dimension] - mean) * (vector[dimension] - mean))
            .average()
            .orElseThrow();
    return new double[] {mean, Math.sqrt(variance)};
  }
}
