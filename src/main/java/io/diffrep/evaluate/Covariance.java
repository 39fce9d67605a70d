package io.diffrep.evaluate;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * Mean and covariance of some vectors. Every sum is taken in the vectors' order, whatever number of
 * threads take part: the same to the bit for the same vectors in the same order.
 */
public final class Covariance {
  /** Of the greatest variance: what is smaller is rounding. */
  private static final double NOTHING = 1e-10;

  /** Rows that are summed in one pass over the vectors. */
  private static final int BLOCK = 8;

  private final double[] mean;

  /** The lower triangle: at 17 levels of 512 numbers already 300 MB. */
  private final double[][] lower;

  private Covariance(List<float[]> vectors, int divisor) {
    mean = mean(vectors);
    lower = lower(vectors, mean, divisor);
  }

  /**
   * With {@code n - 1} in the denominator.
   *
   * @param vectors two or more, of one length
   */
  public static Covariance ofSample(List<float[]> vectors) {
    if (vectors.size() < 2) {
      throw new IllegalArgumentException("a covariance needs two vectors, not " + vectors.size());
    }
    return new Covariance(vectors, vectors.size() - 1);
  }

  /**
   * With {@code n} in the denominator.
   *
   * @param vectors one or more, of one length
   */
  public static Covariance ofPopulation(List<float[]> vectors) {
    return new Covariance(vectors, vectors.size());
  }

  /** How many dimensions there are. */
  public int dimension() {
    return mean.length;
  }

  /** The mean of a dimension. */
  public double mean(int dimension) {
    return mean[dimension];
  }

  /** The covariance of two dimensions. */
  public double at(int row, int column) {
    return row >= column ? lower[row][column] : lower[column][row];
  }

  /** The whole matrix, made anew. */
  RealMatrix matrix() {
    double[][] matrix = new double[mean.length][mean.length];
    for (int row = 0; row < mean.length; row++) {
      for (int column = 0; column < mean.length; column++) {
        matrix[row][column] = at(row, column);
      }
    }
    return new Array2DRowRealMatrix(matrix, false);
  }

  private static double[] mean(List<float[]> vectors) {
    double[] mean = new double[vectors.get(0).length];
    for (float[] vector : vectors) {
      for (int d = 0; d < mean.length; d++) {
        mean[d] += vector[d];
      }
    }
    for (int d = 0; d < mean.length; d++) {
      mean[d] /= vectors.size();
    }
    return mean;
  }

  /** Blocks of rows are summed side by side. */
  private static double[][] lower(List<float[]> vectors, double[] mean, int divisor) {
    double[][] lower = new double[mean.length][];
    IntStream.range(0, (mean.length + BLOCK - 1) / BLOCK)
        .parallel()
        .forEach(
            block -> {
              int from = block * BLOCK;
              int to = Math.min(from + BLOCK, mean.length);
              for (int row = from; row < to; row++) {
                lower[row] = new double[row + 1];
              }
              for (float[] vector : vectors) {
                for (int row = from; row < to; row++) {
                  add(lower[row], vector, mean, vector[row] - mean[row]);
                }
              }
              for (int row = from; row < to; row++) {
                for (int column = 0; column <= row; column++) {
                  lower[row][column] /= divisor;
                }
              }
            });
    return lower;
  }

  private static void add(double[] sums, float[] vector, double[] mean, double apart) {
    for (int column = 0; column < sums.length; column++) {
      sums[column] += apart * (vector[column] - mean[column]);
    }
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
