package io.diffrep.evaluate;

import java.io.Serializable;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.mllib.linalg.Matrix;
import org.apache.spark.mllib.linalg.Vector;
import org.apache.spark.mllib.linalg.Vectors;
import org.apache.spark.mllib.linalg.distributed.RowMatrix;
import org.apache.spark.storage.StorageLevel;

/**
 * The directions in which vectors vary most, by MLlib's {@link RowMatrix}. Up to {@link
 * #DENSE_DIMENSION} dimensions they are those of the covariance matrix; its cost grows with the
 * square of the dimension, and that of decomposing it with the cube, so beyond it the few leading
 * components come from products of the centred data with vectors.
 */
final class PrincipalComponents implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The largest dimension whose covariance matrix is formed. */
  static final int DENSE_DIMENSION = 1024;

  /** Singular values below this share of the largest are rounding noise. */
  private static final double RANK_TOLERANCE = 1e-6;

  private final double[] mean;
  private final float[][] components;

  private PrincipalComponents(double[] mean, float[][] components) {
    this.mean = mean;
    this.components = components;
  }

  /**
   * Fits on vectors of one length.
   *
   * @param vectors what to fit on; read several times
   * @param count how many components, at most the vectors' length. Coordinates along directions
   *     beyond the vectors' rank are zero but for rounding
   */
  static PrincipalComponents fit(JavaRDD<float[]> vectors, int count) {
    double[] mean = Moments.of(vectors).mean();
    JavaRDD<Vector> centred =
        vectors.map(vector -> centred(vector, mean)).persist(StorageLevel.MEMORY_AND_DISK());
    Matrix directions = directions(new RowMatrix(centred.rdd()), mean.length, count);
    centred.unpersist(false);
    float[][] components = new float[count][mean.length];
    for (int component = 0; component < directions.numCols(); component++) {
      for (int i = 0; i < mean.length; i++) {
        components[component][i] = (float) directions.apply(i, component);
      }
    }
    return new PrincipalComponents(mean, components);
  }

  private static Matrix directions(RowMatrix rows, int dimension, int count) {
    return dimension <= DENSE_DIMENSION
        ? rows.computePrincipalComponents(count)
        : rows.computeSVD(count, false, RANK_TOLERANCE).V();
  }

  /** The coordinates of a vector, its mean taken off, along the components. */
  float[] project(float[] vector) {
    float[] projected = new float[components.length];
    for (int component = 0; component < components.length; component++) {
      double sum = 0;
      float[] direction = components[component];
      for (int i = 0; i < vector.length; i++) {
        sum += direction[i] * (vector[i] - mean[i]);
      }
      projected[component] = (float) sum;
    }
    return projected;
  }

  private static Vector centred(float[] vector, double[] mean) {
    double[] values = new double[vector.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = vector[i] - mean[i];
    }
    return Vectors.dense(values);
  }
}
