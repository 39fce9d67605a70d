package io.diffrep.evaluate;

import java.io.Serializable;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.mllib.linalg.Matrix;
import org.apache.spark.mllib.linalg.Vector;
import org.apache.spark.mllib.linalg.Vectors;
import org.apache.spark.mllib.linalg.distributed.RowMatrix;
import org.apache.spark.storage.StorageLevel;

/**
 * The directions in which vectors vary most: the right singular vectors of the centred vectors, by
 * MLlib's {@link RowMatrix#computeSVD}. MLlib's own PCA forms and decomposes the covariance matrix,
 * whose cost grows with the cube of the dimension; the few leading components that a baseline needs
 * come from products of the data with vectors.
 */
final class PrincipalComponents implements Serializable {
  private static final long serialVersionUID = 1L;

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
   * @param count how many components, at most the vectors' length. Directions beyond the vectors'
   *     rank are zero
   */
  static PrincipalComponents fit(JavaRDD<float[]> vectors, int count) {
    double[] mean = Moments.of(vectors).mean();
    JavaRDD<Vector> centred =
        vectors.map(vector -> centred(vector, mean)).persist(StorageLevel.MEMORY_AND_DISK());
    Matrix directions = new RowMatrix(centred.rdd()).computeSVD(count, false, RANK_TOLERANCE).V();
    centred.unpersist(false);
    float[][] components = new float[count][mean.length];
    for (int component = 0; component < directions.numCols(); component++) {
      for (int i = 0; i < mean.length; i++) {
        components[component][i] = (float) directions.apply(i, component);
      }
    }
    return new PrincipalComponents(mean, components);
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
