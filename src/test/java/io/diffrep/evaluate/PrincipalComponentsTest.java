package io.diffrep.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.diffrep.testing.SparkSessions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.mllib.feature.PCA;
import org.apache.spark.mllib.linalg.DenseMatrix;
import org.apache.spark.mllib.linalg.Vector;
import org.apache.spark.mllib.linalg.Vectors;
import org.junit.jupiter.api.Test;

class PrincipalComponentsTest {
  /** Above 100 dimensions MLlib takes another way for few components than for many. */
  private static final int DIMENSION = 120;

  @Test
  void componentsEqualThoseOfTheCovarianceMatrix() {
    List<float[]> vectors = vectors(300, DIMENSION);
    PrincipalComponents components = PrincipalComponents.fit(rdd(vectors), 5);
    DenseMatrix expected = new PCA(5).fit(rdd(vectors).map(PrincipalComponentsTest::dense)).pc();
    float[] origin = components.project(new float[DIMENSION]);
    for (int component = 0; component < 5; component++) {
      double alignment = 0;
      for (int i = 0; i < DIMENSION; i++) {
        float[] axis = new float[DIMENSION];
        axis[i] = 1;
        double coordinate = components.project(axis)[component] - origin[component];
        alignment += coordinate * expected.apply(i, component);
      }
      assertThat(Math.abs(alignment)).isCloseTo(1, within(1e-4));
    }
  }

  @Test
  void directionsBeyondTheRankAreZero() {
    List<float[]> vectors = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      vectors.add(new float[] {i, 2 * i, 7, -i});
    }
    float[] projected = PrincipalComponents.fit(rdd(vectors), 3).project(vectors.get(0));
    // The points lie on a line with steps of sqrt(6); the mean is 4.5 steps from the first.
    assertThat(Math.abs(projected[0])).isCloseTo((float) (4.5 * Math.sqrt(6)), within(1e-4f));
    assertThat(projected[1]).isZero();
    assertThat(projected[2]).isZero();
  }

  private static List<float[]> vectors(int count, int dimension) {
    Random random = new Random(2);
    List<float[]> vectors = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      float[] vector = new float[dimension];
      double shared = random.nextGaussian();
      for (int i = 0; i < dimension; i++) {
        double deviation = i < 8 ? 10 - i : 0.5;
        vector[i] = (float) (3 + shared + deviation * random.nextGaussian());
      }
      vectors.add(vector);
    }
    return vectors;
  }

  private static JavaRDD<float[]> rdd(List<float[]> vectors) {
    return JavaSparkContext.fromSparkContext(SparkSessions.shared().sparkContext())
        .parallelize(vectors, 2);
  }

  private static Vector dense(float[] vector) {
    double[] values = new double[vector.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = vector[i];
    }
    return Vectors.dense(values);
  }
}
