package io.diffrep.sde;

/**
 * The variance-exploding process: {@code alpha = 1}, {@code sigma(t) = sigma_min (sigma_max /
 * sigma_min)^t} (Song et al. 2021, arXiv 2011.13456). The same to the bit on every processor, as
 * are the {@link NoiseStream}s that its levels are drawn with.
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
    return sigmaMin * StrictMath.pow(sigmaMax / sigmaMin, t);
  }

  @Override
  public double time(double rho) {
    return StrictMath.log(rho / sigmaMin) / StrictMath.log(sigmaMax / sigmaMin);
  }
}
