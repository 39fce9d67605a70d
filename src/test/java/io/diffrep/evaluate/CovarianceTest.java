package io.diffrep.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CovarianceTest {
  /** More dimensions than are summed in one pass. */
  private static final int DIMENSIONS = 21;

  private static List<float[]> vectors(int count) {
    Random random = new Random(count);
    List<float[]> vectors = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] vector = new float[DIMENSIONS];
      for (int d = 0; d < DIMENSIONS; d++) {
        vector[d] = (float) (d + random.nextGaussian() + (d > 0 ? 0.7 * vector[d - 1] : 0));
      }
      vectors.add(vector);
    }
    return vectors;
  }

  private static double slowMean(List<float[]> vectors, int d) {
    double sum = 0;
    for (float[] vector : vectors) {
      sum += vector[d];
    }
    return sum / vectors.size();
  }

  private static double slow(List<float[]> vectors, int i, int j, int divisor) {
    double sum = 0;
    for (float[] vector : vectors) {
      sum += (vector[i] - slowMean(vectors, i)) * (vector[j] - slowMean(vectors, j));
    }
    return sum / divisor;
  }

  /** To the bit: sums are taken in the vectors' order. */
  @Test
  void itIsTheSumInTheOrderOfTheVectors() {
    List<float[]> vectors = vectors(40);
    Covariance sample = Covariance.ofSample(vectors);
    Covariance population = Covariance.ofPopulation(vectors);
    assertThat(sample.dimension()).isEqualTo(DIMENSIONS);
    for (int i = 0; i < DIMENSIONS; i++) {
      assertThat(sample.mean(i)).isEqualTo(slowMean(vectors, i));
      for (int j = 0; j < DIMENSIONS; j++) {
        assertThat(sample.at(i, j)).isEqualTo(slow(vectors, i, j, 39));
        assertThat(sample.matrix().getEntry(i, j)).isEqualTo(sample.at(i, j));
        assertThat(population.at(i, j)).isEqualTo(slow(vectors, i, j, 40));
      }
    }
  }

  @Test
  void oneVectorHasNoSampleCovariance() {
    assertThatThrownBy(() -> Covariance.ofSample(vectors(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two vectors, not 1");
    assertThat(Covariance.ofPopulation(vectors(1)).at(3, 3)).isZero();
  }
}
