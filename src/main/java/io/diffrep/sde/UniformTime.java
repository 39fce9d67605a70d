package io.diffrep.sde;

/**
 * Uniform time from the process's earliest to 1; the process gives {@code rho}. In the
 * variance-exploding process that is log-uniform {@code rho}, the paper's law for fine detail.
 *
 * @param process maps time to {@code rho}
 */
public record UniformTime(NoiseProcess process) implements NoiseLaw {
  @Override
  public double rho(double quantile) {
    double earliest = process.earliest();
    return process.rho(earliest + quantile * (1 - earliest));
  }

  @Override
  public double cdf(double rho) {
    double earliest = process.earliest();
    return Math.min(1, Math.max(0, (process.time(rho) - earliest) / (1 - earliest)));
  }

  /**
   * {@code dt / drho = 2 rho alpha^2 / g^2}, since {@code d(sigma^2 / alpha^2) = g^2 / alpha^2}.
   */
  @Override
  public double density(double rho) {
    if (!support().contains(rho)) {
      return 0;
    }
    double t = process.time(rho);
    double ratio = process.alpha(t) / process.diffusion(t);
    return 2 * rho * ratio * ratio / (1 - process.earliest());
  }

  @Override
  public NoiseSupport support() {
    return process.range();
  }

  @Override
  public String description() {
    return "uniform time, rho " + support();
  }
}
