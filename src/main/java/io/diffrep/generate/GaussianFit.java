package io.diffrep.generate;

import io.diffrep.sde.ImageStreams;
import io.diffrep.sde.NoiseStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A Gaussian fitted to codes, all noise levels jointly: the mean and the covariance (with {@code n}
 * in the denominator) of the codes as one long vector. It is drawn from by the Cholesky factor of
 * the covariance; where that is singular, because there are fewer codes than dimensions or because
 * a dimension does not vary, a ridge is added to its diagonal: the least of some powers of ten
 * times the mean variance. The same to the bit for the same codes in the same order.
 */
final class GaussianFit {
  private static final double LEAST_RIDGE = 1e-10;

  /** Rows of the covariance that are summed in one pass over the codes. */
  private static final int BLOCK = 8;

  private final int levels;
  private final int dimension;
  private final double[] mean;
  private final double[][] covariance;
  private final double[][] factor;
  private final double ridge;

  private GaussianFit(List<float[][]> codes) {
    levels = codes.get(0).length;
    dimension = codes.get(0)[0].length;
    float[][] vectors = codes.stream().map(this::vector).toArray(float[][]::new);
    mean = mean(vectors);
    covariance = covariance(vectors, mean);
    double variance = IntStream.range(0, mean.length).mapToDouble(d -> covariance[d][d]).sum();
    double unit = Math.max(variance / mean.length, Double.MIN_NORMAL);
    double added = 0;
    double[][] found = factor(covariance, 0);
    for (double next = LEAST_RIDGE; found == null; next *= 10) {
      added = next * unit;
      found = factor(covariance, added);
    }
    factor = found;
    ridge = added;
  }

  /**
   * Fits.
   *
   * @param codes of each image {@code [level][dimension]}, all alike; at least one
   */
  static GaussianFit of(List<float[][]> codes) {
    return new GaussianFit(codes);
  }

  /** The mean, all levels one after the other; a copy. */
  double[] mean() {
    return mean.clone();
  }

  /** The lower triangle of the covariance, without the ridge. */
  double covariance(int row, int column) {
    return row >= column ? covariance[row][column] : covariance[column][row];
  }

  /** What was added to the diagonal. */
  double ridge() {
    return ridge;
  }

  /**
   * Draws codes.
   *
   * @param seed of everything that is drawn
   * @param indices which draws; each is the same whatever others are drawn beside it
   * @return of each {@code [level][dimension]}
   */
  List<float[][]> draw(long seed, long[] indices) {
    List<float[][]> draws = new ArrayList<>();
    for (long index : indices) {
      float[] normal = normal(seed, index, mean.length);
      float[] vector = new float[mean.length];
      for (int i = 0; i < vector.length; i++) {
        double sum = mean[i];
        for (int j = 0; j <= i; j++) {
          sum += factor[i][j] * normal[j];
        }
        vector[i] = (float) sum;
      }
      draws.add(rows(vector));
    }
    return draws;
  }

  /** Independent normal numbers, the same for the same seed and index. */
  static float[] normal(long seed, long index, int length) {
    NoiseStream stream = ImageStreams.code(seed, index);
    float[] normal = new float[length];
    stream.normal(normal, 0, length);
    return normal;
  }

  private float[] vector(float[][] codes) {
    float[] vector = new float[levels * dimension];
    for (int level = 0; level < levels; level++) {
      System.arraycopy(codes[level], 0, vector, level * dimension, dimension);
    }
    return vector;
  }

  private float[][] rows(float[] vector) {
    float[][] rows = new float[levels][dimension];
    for (int level = 0; level < levels; level++) {
      System.arraycopy(vector, level * dimension, rows[level], 0, dimension);
    }
    return rows;
  }

  private static double[] mean(float[][] vectors) {
    double[] mean = new double[vectors[0].length];
    for (float[] vector : vectors) {
      for (int d = 0; d < mean.length; d++) {
        mean[d] += vector[d];
      }
    }
    for (int d = 0; d < mean.length; d++) {
      mean[d] /= vectors.length;
    }
    return mean;
  }

  /** The lower triangle. Blocks of rows are summed side by side, each in the order of the codes. */
  private static double[][] covariance(float[][] vectors, double[] mean) {
    double[][] covariance = new double[mean.length][];
    IntStream.range(0, (mean.length + BLOCK - 1) / BLOCK)
        .parallel()
        .forEach(
            block -> {
              int from = block * BLOCK;
              int to = Math.min(from + BLOCK, mean.length);
              for (int row = from; row < to; row++) {
                covariance[row] = new double[row + 1];
              }
              for (float[] vector : vectors) {
                for (int row = from; row < to; row++) {
                  add(covariance[row], vector, mean, vector[row] - mean[row]);
                }
              }
              for (int row = from; row < to; row++) {
                for (int column = 0; column <= row; column++) {
                  covariance[row][column] /= vectors.length;
                }
              }
            });
    return covariance;
  }

  private static void add(double[] sums, float[] vector, double[] mean, double apart) {
    for (int column = 0; column < sums.length; column++) {
      sums[column] += apart * (vector[column] - mean[column]);
    }
  }

  /** The lower Cholesky factor; null where a pivot is no more than rounding leaves of one. */
  private static double[][] factor(double[][] covariance, double ridge) {
    double[][] factor = new double[covariance.length][];
    for (int i = 0; i < factor.length; i++) {
      factor[i] = new double[i + 1];
      for (int j = 0; j <= i; j++) {
        double sum = covariance[i][j] + (i == j ? ridge : 0);
        for (int k = 0; k < j; k++) {
          sum -= factor[i][k] * factor[j][k];
        }
        if (i > j) {
          factor[i][j] = sum / factor[j][j];
        } else if (sum > 1e-12 * covariance[i][i]) {
          factor[i][i] = Math.sqrt(sum);
        } else {
          return null;
        }
      }
    }
    return factor;
  }
}
