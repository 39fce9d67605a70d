package io.diffrep.sde;

import java.util.Arrays;

/**
 * Images of a mixture of Gaussians of one deviation in all directions, and what is known of them in
 * closed form.
 *
 * @param shares of the components; they sum to 1
 * @param means {@code [components][pixels]}
 * @param deviation of each component
 */
@SuppressWarnings("ArrayRecordComponent")
record MixtureLaw(double[] shares, double[][] means, double deviation) implements ScoreFunction {
  /** Components' {@code D}, weighted by how probable each is given {@code y}. */
  @Override
  public double[][] denoised(double[][] y, double rho) {
    double variance = deviation * deviation;
    double kept = variance / (variance + rho * rho);
    double[][] denoised = new double[y.length][];
    for (int i = 0; i < y.length; i++) {
      double[] probable = probable(y[i], rho);
      denoised[i] = new double[y[i].length];
      for (int p = 0; p < y[i].length; p++) {
        for (int k = 0; k < shares.length; k++) {
          denoised[i][p] += probable[k] * (means[k][p] + kept * (y[i][p] - means[k][p]));
        }
      }
    }
    return denoised;
  }

  /** The logarithm of the density of {@code y}, but for a constant. */
  double logDensity(double[] y, double rho) {
    double[] exponents = exponents(y, rho);
    double largest = Arrays.stream(exponents).max().orElseThrow();
    double sum = Arrays.stream(exponents).map(e -> Math.exp(e - largest)).sum();
    return largest + Math.log(sum);
  }

  private double[] probable(double[] y, double rho) {
    double all = logDensity(y, rho);
    return Arrays.stream(exponents(y, rho)).map(e -> Math.exp(e - all)).toArray();
  }

  private double[] exponents(double[] y, double rho) {
    double[] exponents = new double[shares.length];
    for (int k = 0; k < shares.length; k++) {
      double square = 0;
      for (int p = 0; p < y.length; p++) {
        square += (y[p] - means[k][p]) * (y[p] - means[k][p]);
      }
      exponents[k] = Math.log(shares[k]) - square / 2 / (deviation * deviation + rho * rho);
    }
    return exponents;
  }

  /** The component whose mean is nearest. */
  int nearest(double[] image) {
    int nearest = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int k = 0; k < means.length; k++) {
      double square = 0;
      for (int p = 0; p < image.length; p++) {
        square += (image[p] - means[k][p]) * (image[p] - means[k][p]);
      }
      if (square < least) {
        least = square;
        nearest = k;
      }
    }
    return nearest;
  }
}
