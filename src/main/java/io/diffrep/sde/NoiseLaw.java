package io.diffrep.sde;

import java.io.Serializable;

/** The law that a training image's noise-to-signal ratio is drawn from. */
public sealed interface NoiseLaw extends Serializable permits UniformTime {
  /**
   * The inverse of the law's distribution function.
   *
   * @param quantile uniform in 0 to 1
   * @return {@code rho}
   */
  double rho(double quantile);
}
