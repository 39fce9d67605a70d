package io.diffrep.evaluate;

import java.util.List;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * Mean and covariance of some vectors, with {@code n - 1} in the denominator. Sums are taken in the
 * vectors' order.
 *
 * @param mean the mean
 * @param matrix the covariance
 * @param count how many vectors
 */
record Covariance(double[] mean, RealMatrix matrix, int count) {
  /** Of the greatest variance: what is smaller is rounding. */
  private static final double NOTHING = 1e-10;

  /**
   * @param vectors two or more, of one length
   */
  static Covariance of(List<float[]> vectors) {
    if (vectors.size() < 2) {
      throw new IllegalArgumentException("a covariance needs two vectors, not " + vectors.size());
    }
    int size = vectors.get(0).length;
    double[] mean = new double[size];
    for (float[] vector : vectors) {
      for (int d = 0; d < size; d++) {
        mean[d] += vector[d];
      }
    }
    for (int d = 0; d < size; d++) {
      mean[d] /= vectors.size();
    }
    double[][] sums = new double[size][size];
    for (float[] vector : vectors) {
      for (int row = 0; row < size; row++) {
        double apart = vector[row] - mean[row];
        for (int column = 0; column <= row; column++) {
          sums[row][column] += apart * (vector[column] - mean[column]);
        }
      }
    }
    for (int row = 0; row < size; row++) {
      for (int column = 0; column <= row; column++) {
        sums[row][column] /= vectors.size() - 1;
        sums[column][row] = sums[row][column];
      }
    }
    return new Covariance(mean, new Array2DRowRealMatrix(sums, false), vectors.size());
  }

  /** The positive semidefinite square root of a symmetric matrix that is so up to rounding. */
  static RealMatrix root(RealMatrix symmetric) {
    EigenDecomposition parts = new EigenDecomposition(symmetric);
    double[] roots = parts.getRealEigenvalues();
    for (int i = 0; i < roots.length; i++) {
      roots[i] = Math.sqrt(Math.max(0, roots[i]));
    }
    return parts
        .getV()
        .multiply(MatrixUtils.createRealDiagonalMatrix(roots))
        .multiply(parts.getVT());
  }

  /**
   * What makes vectors of a covariance white: their product with it has the covariance {@code I}.
   * Directions in which nothing varies are left out.
   *
   * @return {@code [dimension, directions]}
   */
  static RealMatrix whitening(RealMatrix symmetric) {
    EigenDecomposition parts = new EigenDecomposition(symmetric);
    double[] variances = parts.getRealEigenvalues();
    double greatest = 0;
    for (double variance : variances) {
      greatest = Math.max(greatest, variance);
    }
    int kept = 0;
    for (double variance : variances) {
      kept += variance > NOTHING * greatest ? 1 : 0;
    }
    RealMatrix whitening = new Array2DRowRealMatrix(symmetric.getRowDimension(), Math.max(1, kept));
    int column = 0;
    for (int i = 0; i < variances.length; i++) {
      if (variances[i] > NOTHING * greatest) {
        whitening.setColumnVector(
            column++, parts.getEigenvector(i).mapMultiply(1 / Math.sqrt(variances[i])));
      }
    }
    return whitening;
  }
}
