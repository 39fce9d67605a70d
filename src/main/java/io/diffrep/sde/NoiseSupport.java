package io.diffrep.sde;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;

/**
 * The noise levels that a law draws: what a model knows of. Outside it a network was never trained.
 *
 * @param lowest lowest noise-to-signal ratio {@code rho}, above 0
 * @param highest highest, finite, at least {@code lowest}
 */
public record NoiseSupport(double lowest, double highest) implements Serializable {
  /** Levels are computed, and kept in single precision in tables: an end is met up to this. */
  private static final double TOLERANCE = 1e-6;

  /**
   * Checks the ends.
   *
   * @throws IllegalArgumentException if they are no range of ratios
   */
  public NoiseSupport {
    if (!(lowest > 0 && highest >= lowest && Double.isFinite(highest))) {
      throw new IllegalArgumentException(
          "noise levels from " + lowest + " to " + highest + " are no range");
    }
  }

  /** Whether a level lies inside; the ends do, as far as single precision tells. */
  public boolean contains(double rho) {
    return rho >= lowest * (1 - TOLERANCE) && rho <= highest * (1 + TOLERANCE);
  }

  /** Whether it has but one level. */
  public boolean single() {
    return lowest == highest;
  }

  /** The levels that lie inside, in their order. */
  public List<Double> inside(List<Double> levels) {
    return levels.stream().filter(this::contains).toList();
  }

  /** The levels that lie outside, in their order. */
  public List<Double> outside(List<Double> levels) {
    return levels.stream().filter(rho -> !contains(rho)).toList();
  }

  /** The middle on a logarithmic scale; of a single level, that level. */
  public double middle() {
    return single() ? lowest : Math.sqrt(lowest * highest);
  }

  /** Such as {@code 0.01 to 50}, or {@code 1 alone}. */
  @Override
  public String toString() {
    return single() ? number(lowest) + " alone" : number(lowest) + " to " + number(highest);
  }

  /** Up to four digits, without needless zeros. */
  static String number(double value) {
    return new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros().toPlainString();
  }
}
