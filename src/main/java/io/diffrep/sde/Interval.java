package io.diffrep.sde;

/**
 * Log-uniform {@code rho} between two levels: the codes of a part of the noise levels alone.
 *
 * @param support between which levels
 */
public record Interval(NoiseSupport support) implements NoiseLaw {
  private double ratio() {
    return support.highest() / support.lowest();
  }

  @Override
  public double rho(double quantile) {
    return support.lowest() * StrictMath.pow(ratio(), quantile);
  }

  @Override
  public double cdf(double rho) {
    double share = StrictMath.log(rho / support.lowest()) / StrictMath.log(ratio());
    return Math.min(1, Math.max(0, share));
  }

  @Override
  public double density(double rho) {
    return support.contains(rho) ? 1 / (rho * StrictMath.log(ratio())) : 0;
  }

  @Override
  public String description() {
    return "log-uniform rho, " + support;
  }
}
