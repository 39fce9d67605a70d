package io.diffrep.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.diffrep.testing.SparkSessions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrincipalComponentsTest {
  private static final float[] SPREADS = {9, 7, 5, 3, 2};
  private static final float MEAN = 4;

  @ParameterizedTest
  @ValueSource(ints = {20, PrincipalComponents.DENSE_DIMENSION + 6})
  void componentsAreTheAxesAlongWhichTheVectorsLieByFallingSpread(int dimension) {
    PrincipalComponents components = PrincipalComponents.fit(rdd(alongAxes(dimension)), 3);
    float[] origin = components.project(point(dimension, 0, 0));
    for (int axis = 0; axis < SPREADS.length; axis++) {
      float[] projected = components.project(point(dimension, axis, 1));
      for (int component = 0; component < 3; component++) {
        assertThat(origin[component]).isCloseTo(0, within(1e-4f));
        assertThat(Math.abs(projected[component]))
            .isCloseTo(component == axis ? 1 : 0, within(1e-4f));
      }
    }
  }

  @Test
  void coordinatesBeyondTheRankAreZero() {
    List<float[]> vectors = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      vectors.add(new float[] {i, 2 * i, 7, -i});
    }
    float[] projected = PrincipalComponents.fit(rdd(vectors), 3).project(vectors.get(0));
    // The points lie on a line with steps of sqrt(6); the mean is 4.5 steps from the first.
    assertThat(Math.abs(projected[0])).isCloseTo((float) (4.5 * Math.sqrt(6)), within(1e-4f));
    assertThat(projected[1]).isCloseTo(0, within(1e-5f));
    assertThat(projected[2]).isCloseTo(0, within(1e-5f));
  }

  /** Two points on either side of the mean along each axis: their covariance is diagonal. */
  private static List<float[]> alongAxes(int dimension) {
    List<float[]> vectors = new ArrayList<>();
    for (int axis = SPREADS.length - 1; axis >= 0; axis--) {
      vectors.add(point(dimension, axis, SPREADS[axis]));
      vectors.add(point(dimension, axis, -SPREADS[axis]));
    }
    return vectors;
  }

  private static float[] point(int dimension, int axis, float distance) {
    float[] vector = new float[dimension];
    Arrays.fill(vector, MEAN);
    vector[axis] += distance;
    return vector;
  }

  private static JavaRDD<float[]> rdd(List<float[]> vectors) {
    return JavaSparkContext.fromSparkContext(SparkSessions.shared().sparkContext())
        .parallelize(vectors, 2);
  }
}
