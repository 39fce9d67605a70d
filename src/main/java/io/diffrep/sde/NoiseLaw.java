package io.diffrep.sde;

import java.io.Serializable;

/** The law that a training image's noise-to-signal ratio {@code rho} is drawn from. */
public sealed interface NoiseLaw extends Serializable
    permits UniformTime, UniformLevel, LogNormal, Interval, SingleLevel {
  /**
   * The inverse of the law's distribution function, the same to the bit on every processor.
   *
   * @param quantile uniform in 0 to 1
   * @return {@code rho}
   */
  double rho(double quantile);

  /** Probability of a level of at most {@code rho}. */
  double cdf(double rho);

  /**
   * Probability density at {@code rho}, per unit of {@code rho}; 0 outside the support. At a single
   * level it is infinite.
   */
  double density(double rho);

  /** The levels that are drawn. */
  NoiseSupport support();

  /** What it is, with its settings, such as {@code uniform rho, 0.01 to 50}. */
  String description();
}
