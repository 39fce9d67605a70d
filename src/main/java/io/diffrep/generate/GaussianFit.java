package io.diffrep.generate;

import io.diffrep.evaluate.Covariance;
import io.diffrep.evaluate.Features;
import io.diffrep.runtime.UsageException;
import io.diffrep.sde.ImageStreams;
import io.diffrep.sde.NoiseStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * A Gaussian fitted to codes, all noise levels jointly: the mean and the covariance (with {@code n}
 * in the denominator) of the codes as one long vector. It is drawn from by the Cholesky factor of
 * the covariance; where that is singular, because there are fewer codes than dimensions or because
 * a dimension does not vary, a ridge is added to its diagonal: the least of some powers of ten
 * times the mean variance. The same to the bit for the same codes in the same order.
 */
final class GaussianFit {
  /** Of the mean variance, as a power of ten; the greatest is the mean variance itself. */
  private static final int LEAST_RIDGE = -10;

  private final int levels;
  private final int dimension;
  private final Covariance covariance;
  private final double[][] factor;
  private final double ridge;

  private GaussianFit(List<float[][]> codes) {
    levels = codes.get(0).length;
    dimension = codes.get(0)[0].length;
    codes.forEach(GaussianFit::requireNumbers);
    covariance =
        Covariance.ofPopulation(codes.stream().map(new Features.Concatenated()::of).toList());
    int size = covariance.dimension();
    double variance = IntStream.range(0, size).mapToDouble(d -> covariance.at(d, d)).sum();
    double unit = Math.max(variance / size, Double.MIN_NORMAL);
    double added = 0;
    double[][] found = factor(covariance, 0);
    for (int power = LEAST_RIDGE; found == null && power <= 0; power++) {
      added = Math.pow(10, power) * unit;
      found = factor(covariance, added);
    }
    if (found == null) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "the covariance of %,d training codes of %,d numbers has no Cholesky factor even with"
                  + " their mean variance, %.3g, added to its diagonal: no prior can be fitted to"
                  + " them; set generate.prior = standard-normal",
              codes.size(),
              size,
              unit));
    }
    factor = found;
    ridge = added;
  }

  /**
   * Fits.
   *
   * @param codes of each image {@code [level][dimension]}, all alike; at least one
   * @throws UsageException if a code is no finite number
   */
  static GaussianFit of(List<float[][]> codes) {
    return new GaussianFit(codes);
  }

  private static void requireNumbers(float[][] code) {
    for (int level = 0; level < code.length; level++) {
      for (int d = 0; d < code[level].length; d++) {
        if (!Float.isFinite(code[level][d])) {
          throw new UsageException(
              "a training code is "
                  + code[level][d]
                  + " in dimension "
                  + (d + 1)
                  + " at noise level "
                  + (level + 1)
                  + " of "
                  + code.length
                  + " from the lowest: no prior can be fitted to such codes. The model's weights are"
                  + " no numbers, or the representation table is damaged: take another model"
                  + " (--model), or encode the images again");
        }
      }
    }
  }

  /** The mean, all levels one after the other. */
  double[] mean() {
    return IntStream.range(0, covariance.dimension()).mapToDouble(covariance::mean).toArray();
  }

  /** The covariance without the ridge. */
  double covariance(int row, int column) {
    return covariance.at(row, column);
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
      float[] normal = normal(seed, index, factor.length);
      float[] vector = new float[factor.length];
      for (int i = 0; i < vector.length; i++) {
        double sum = covariance.mean(i);
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

  private float[][] rows(float[] vector) {
    float[][] rows = new float[levels][dimension];
    for (int level = 0; level < levels; level++) {
      System.arraycopy(vector, level * dimension, rows[level], 0, dimension);
    }
    return rows;
  }

  /** The lower Cholesky factor; null where a pivot is no more than rounding leaves of one. */
  private static double[][] factor(Covariance covariance, double ridge) {
    double[][] factor = new double[covariance.dimension()][];
    for (int i = 0; i < factor.length; i++) {
      factor[i] = new double[i + 1];
      for (int j = 0; j <= i; j++) {
        double sum = covariance.at(i, j) + (i == j ? ridge : 0);
        for (int k = 0; k < j; k++) {
          sum -= factor[i][k] * factor[j][k];
        }
        if (i > j) {
          factor[i][j] = sum / factor[j][j];
        } else if (sum > 1e-12 * covariance.at(i, i)) {
          factor[i][i] = Math.sqrt(sum);
        } else {
          return null;
        }
      }
    }
    return factor;
  }
}
