package io.diffrep.sde;

import java.io.Serializable;

/**
 * A forward process {@code x_t = alpha(t) x_0 + sigma(t) eps}, {@code eps ~ N(0, I)}, {@code t} in
 * 0 to 1.
 */
public sealed interface NoiseProcess extends Serializable permits VarianceExploding {
  /** How much of the image is left at time {@code t}. */
  double alpha(double t);

  /** Deviation of the noise at time {@code t}. */
  double sigma(double t);

  /** Noise-to-signal ratio at time {@code t}; rises with {@code t}. */
  default double rho(double t) {
    return sigma(t) / alpha(t);
  }

  /** The time at which the noise-to-signal ratio is {@code rho}. */
  double time(double rho);
}
