package io.diffrep.sde;

/**
 * A conditional score model of a batch of images, each with its code: all that a solver asks of it.
 * Codes are bound inside: where a code depends on the noise level, the implementation takes the
 * code at the {@code rho} that it is asked for. A function serves one batch, in one order.
 */
@FunctionalInterface
public interface ScoreFunction {
  /**
   * The denoised images, {@code E[x_0 | y, code]} where the model is ideal.
   *
   * @param y perturbed images {@code x_0 + rho eps}, {@code [batch][pixels]}; to be left as they
   *     are
   * @param rho noise-to-signal ratio, above 0
   * @return {@code [batch][pixels]}; the caller has done with it when it asks again, so that the
   *     arrays can be used again
   */
  double[][] denoised(double[][] y, double rho);

  /**
   * The score of {@code y}'s law, {@code (D - y) / rho^2}.
   *
   * @param y perturbed images, {@code [batch][pixels]}
   * @param rho noise-to-signal ratio, above 0
   * @return {@code [batch][pixels]}, the caller's own
   */
  default double[][] score(double[][] y, double rho) {
    double[][] denoised = denoised(y, rho);
    double[][] score = new double[y.length][];
    for (int i = 0; i < y.length; i++) {
      score[i] = new double[y[i].length];
      for (int p = 0; p < score[i].length; p++) {
        score[i][p] = (denoised[i][p] - y[i][p]) / (rho * rho);
      }
    }
    return score;
  }
}
