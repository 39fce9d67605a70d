package io.diffrep.sde;

/**
 * The variance-exploding process: {@code alpha = 1}, {@code sigma(t) = sigma_min (sigma_max /
 * sigma_min)^t} (Song et al. 2021, arXiv 2011.13456).
 *
 * @param sigmaMin deviation of the noise at {@code t = 0}
 * @param sigmaMax deviation of the noise at {@code t = 1}
 */
public record VarianceExploding(double sigmaMin, double sigmaMax) implements NoiseProcess {
  @Override
  public double alpha(double t) {
    return 1;
  }

  @Override
  public double sigma(double t) {
    return sigmaMin * Math.pow(sigmaMax / sigmaMin, t);
  }

  @Override
  public double time(double rho) {
    return Math.log(rho / sigmaMin) / Math.log(sigmaMax / sigmaMin);
  }
}
