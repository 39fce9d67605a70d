package io.diffrep.sde;

/** The standard normal distribution, the same to the bit on every processor. */
final class NormalDistribution {
  /** Beyond it the tail's continued fraction takes fewer steps than the series near 0. */
  private static final double TAIL = 3;

  /** Enough for all digits from {@link #TAIL} on. */
  private static final int FRACTIONS = 60;

  private static final double ROOT_OF_TWO_PI = Math.sqrt(2 * Math.PI);

  private NormalDistribution() {}

  static double density(double z) {
    return StrictMath.exp(-0.5 * z * z) / ROOT_OF_TWO_PI;
  }

  /**
   * The probability of at most {@code z}. Near 0 by the series {@code 1/2 + density (z + z^3 / 3 +
   * z^5 / (3 5) + ...)} (Marsaglia 2004), in the tails by Laplace's continued fraction {@code
   * density / (z + 1 / (z + 2 / (z + ...)))}.
   */
  static double cdf(double z) {
    if (Math.abs(z) > TAIL) {
      double upper = tail(Math.abs(z));
      return z < 0 ? upper : 1 - upper;
    }
    double term = z;
    double sum = z;
    double before = 0;
    for (int odd = 3; sum != before; odd += 2) {
      before = sum;
      term *= z * z / odd;
      sum += term;
    }
    return 0.5 + density(z) * sum;
  }

  private static double tail(double z) {
    double fraction = z;
    for (int i = FRACTIONS; i > 0; i--) {
      fraction = z + i / fraction;
    }
    return density(z) / fraction;
  }

  /**
   * Where the distribution function takes a value: Newton's steps, halved where one would leave
   * what is known to hold the root.
   *
   * @param probability the value
   * @param least below or at the result
   * @param most above or at it
   */
  static double inverse(double probability, double least, double most) {
    double low = least;
    double high = most;
    double z = Math.min(high, Math.max(low, 0));
    while (true) {
      double error = cdf(z) - probability;
      if (error == 0) {
        return z;
      }
      if (error > 0) {
        high = z;
      } else {
        low = z;
      }
      double next = z - error / density(z);
      if (!(next > low && next < high)) {
        next = low + 0.5 * (high - low);
      }
      if (Math.abs(next - z) <= 1e-14 * (1 + Math.abs(z)) || next == low || next == high) {
        return next;
      }
      z = next;
    }
  }
}
