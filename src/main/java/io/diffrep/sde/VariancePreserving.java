package io.diffrep.sde;

/**
 * The image fades as the noise grows, so that data of unit variance keep it (Song et al. 2021,
 * arXiv 2011.13456, appendix B): {@code beta(t) = betaMin + t (betaMax - betaMin)}, {@code alpha(t)
 * = exp(-B(t) / 2)}, {@code sigma(t)^2 = 1 - alpha(t)^2}, where {@code B(t)} is the integral of
 * {@code beta} from 0 to {@code t}. Hence {@code rho^2 = exp(B) - 1}.
 *
 * @param betaMin rate of the fading at {@code t = 0}, above 0
 * @param betaMax rate at {@code t = 1}, at least {@code betaMin}
 */
public record VariancePreserving(double betaMin, double betaMax) implements NoiseProcess {
  /** At 0 there is no noise, and the score has no bound; the reference code begins here, too. */
  private static final double EARLIEST = 1e-5;

  private double beta(double t) {
    return betaMin + t * (betaMax - betaMin);
  }

  private double integral(double t) {
    return t * (betaMin + 0.5 * t * (betaMax - betaMin));
  }

  @Override
  public double alpha(double t) {
    return StrictMath.exp(-0.5 * integral(t));
  }

  @Override
  public double sigma(double t) {
    return Math.sqrt(-StrictMath.expm1(-integral(t)));
  }

  /** Directly: {@code sigma / alpha} would round twice more. */
  @Override
  public double rho(double t) {
    return Math.sqrt(StrictMath.expm1(integral(t)));
  }

  /**
   * The root of {@code B(t) = log(1 + rho^2)} that is positive, in the form without cancellation.
   */
  @Override
  public double time(double rho) {
    double integral = StrictMath.log1p(rho * rho);
    return 2
        * integral
        / (betaMin + Math.sqrt(betaMin * betaMin + 2 * (betaMax - betaMin) * integral));
  }

  @Override
  public double earliest() {
    return EARLIEST;
  }

  @Override
  public double drift(double t) {
    return -0.5 * beta(t);
  }

  @Override
  public double diffusion(double t) {
    return Math.sqrt(beta(t));
  }

  @Override
  public double prior() {
    return 1;
  }

  @Override
  public String description() {
    return "variance preserving, beta "
        + NoiseSupport.number(betaMin)
        + " to "
        + NoiseSupport.number(betaMax)
        + " (rho "
        + range()
        + ")";
  }
}
