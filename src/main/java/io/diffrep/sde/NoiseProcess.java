package io.diffrep.sde;

import java.io.Serializable;

/**
 * A forward process {@code dx = f(t) x dt + g(t) dw}, {@code t} in 0 to 1, whose marginals are
 * {@code x_t = alpha(t) x_0 + sigma(t) eps}, {@code eps ~ N(0, I)} (Song et al. 2021, arXiv
 * 2011.13456). What all of the method but a solver in {@code t} needs of it is the ratio {@code rho
 * = sigma / alpha}. Formulas take {@code StrictMath}'s functions: {@code Math}'s may differ by an
 * ulp from one processor's intrinsics to another's, and noise levels are drawn with them.
 */
public sealed interface NoiseProcess extends Serializable
    permits VarianceExploding, VariancePreserving {
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

  /** The earliest time that is trained at: 0, or where 0 has no noise, a little later. */
  double earliest();

  /** The noise-to-signal ratios from {@link #earliest} to time 1. */
  default NoiseSupport range() {
    return new NoiseSupport(rho(earliest()), rho(1));
  }

  /** The drift's factor {@code f(t)}; {@code d alpha / dt = f alpha}. */
  double drift(double t);

  /** The diffusion coefficient {@code g(t)}; {@code d sigma^2 / dt = 2 f sigma^2 + g^2}. */
  double diffusion(double t);

  /** Deviation of the noise that the process ends in, {@code N(0, d^2 I)} but for the image. */
  double prior();

  /**
   * The score of a value at time {@code t} given its clean value, {@code (alpha x_0 - x_t) /
   * sigma^2}: what the marginal of one image pulls towards.
   */
  default double score(double t, double x0, double xt) {
    return Parameterisation.score(alpha(t), sigma(t), xt, x0);
  }

  /**
   * Drift of the process run backwards, {@code f x - g^2 score} (Anderson 1982): {@code dx} for
   * {@code dt}, which is negative; the noise added has the same {@code g}.
   *
   * @param x a value of the perturbed image
   * @param score the score of the marginal there
   */
  default double reverseDrift(double t, double x, double score) {
    double g = diffusion(t);
    return drift(t) * x - g * g * score;
  }

  /**
   * Drift of the probability-flow ODE, {@code f x - g^2 score / 2}: no noise is added, and the
   * marginals are the same.
   */
  default double flow(double t, double x, double score) {
    double g = diffusion(t);
    return drift(t) * x - 0.5 * g * g * score;
  }

  /** What it is, with its settings, such as {@code variance exploding, sigma 0.01 to 50}. */
  String description();
}
