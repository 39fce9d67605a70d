package io.diffrep.sde;

/**
 * The image stays and the noise grows geometrically: {@code alpha = 1}, {@code sigma(t) = sigmaMin
 * (sigmaMax / sigmaMin)^t}.
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

  @Override
  public double earliest() {
    return 0;
  }

  @Override
  public NoiseSupport range() {
    return new NoiseSupport(sigmaMin, sigmaMax);
  }

  @Override
  public double drift(double t) {
    return 0;
  }

  @Override
  public double diffusion(double t) {
    return sigma(t) * Math.sqrt(2 * StrictMath.log(sigmaMax / sigmaMin));
  }

  @Override
  public double prior() {
    return sigmaMax;
  }

  @Override
  public String description() {
    return "variance exploding, sigma "
        + NoiseSupport.number(sigmaMin)
        + " to "
        + NoiseSupport.number(sigmaMax);
  }
}
