package io.diffrep.sde;

import java.util.function.IntToDoubleFunction;

/**
 * Images of the law {@code N(m, S)} and what is known of them in closed form. {@code S} has given
 * eigenvalues; its eigenvectors are the columns of the reflection {@code I - 2 u u^T}, so that no
 * axis is one.
 */
final class GaussianLaw implements ScoreFunction {
  private final double[] mean;
  private final double[] eigenvalues;

  GaussianLaw(double[] mean, double[] eigenvalues) {
    this.mean = mean;
    this.eigenvalues = eigenvalues;
  }

  /** {@code D = m + S (S + rho^2 I)^-1 (y - m)}. */
  @Override
  public double[][] denoised(double[][] y, double rho) {
    return scaled(y, k -> eigenvalues[k] / (eigenvalues[k] + rho * rho));
  }

  /**
   * Where the flow carries points: along each eigenvector the distance to the mean grows as the
   * marginal's deviation, {@code sqrt(lambda + rho^2)}.
   */
  double[][] transported(double[][] y, double from, double to) {
    return scaled(y, k -> Math.sqrt((eigenvalues[k] + to * to) / (eigenvalues[k] + from * from)));
  }

  /** {@code y - m} along the eigenvectors. */
  double[] along(double[] y) {
    double[] centred = new double[mean.length];
    for (int k = 0; k < mean.length; k++) {
      centred[k] = y[k] - mean[k];
    }
    return reflected(centred);
  }

  /** Multiplies the distance to the mean by a factor for each eigenvector. */
  private double[][] scaled(double[][] y, IntToDoubleFunction factor) {
    double[][] scaled = new double[y.length][];
    for (int i = 0; i < y.length; i++) {
      double[] along = along(y[i]);
      for (int k = 0; k < along.length; k++) {
        along[k] *= factor.applyAsDouble(k);
      }
      scaled[i] = reflected(along);
      for (int k = 0; k < along.length; k++) {
        scaled[i][k] += mean[k];
      }
    }
    return scaled;
  }

  /** {@code (I - 2 u u^T) v} with {@code u} of equal components, which is its own inverse. */
  private static double[] reflected(double[] vector) {
    double sum = 0;
    for (double value : vector) {
      sum += value;
    }
    double[] reflected = vector.clone();
    for (int k = 0; k < reflected.length; k++) {
      reflected[k] -= 2 * sum / reflected.length;
    }
    return reflected;
  }

  /** An entry of {@code S}. */
  double covariance(int row, int column) {
    int n = mean.length;
    double entry = 0;
    for (int k = 0; k < n; k++) {
      double left = (row == k ? 1 : 0) - 2.0 / n;
      double right = (column == k ? 1 : 0) - 2.0 / n;
      entry += left * eigenvalues[k] * right;
    }
    return entry;
  }
}
