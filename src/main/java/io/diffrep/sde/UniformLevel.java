package io.diffrep.sde;

/**
 * Uniform {@code rho}: most of it is high noise, so that codes hold coarse content.
 *
 * @param support between which levels
 */
public record UniformLevel(NoiseSupport support) implements NoiseLaw {
  private double width() {
    return support.highest() - support.lowest();
  }

  @Override
  public double rho(double quantile) {
    return support.lowest() + quantile * width();
  }

  @Override
  public double cdf(double rho) {
    return Math.min(1, Math.max(0, (rho - support.lowest()) / width()));
  }

  @Override
  public double density(double rho) {
    return support.contains(rho) ? 1 / width() : 0;
  }

  @Override
  public String description() {
    return "uniform rho, " + support;
  }
}
