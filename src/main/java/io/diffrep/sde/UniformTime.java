package io.diffrep.sde;

/**
 * Uniform time; the process gives {@code rho}. In the variance-exploding process that is
 * log-uniform {@code rho}, the paper's law for fine detail.
 *
 * @param process maps time to {@code rho}
 */
public record UniformTime(NoiseProcess process) implements NoiseLaw {
  @Override
  public double rho(double quantile) {
    return process.rho(quantile);
  }
}
