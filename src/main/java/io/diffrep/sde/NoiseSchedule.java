package io.diffrep.sde;

import io.diffrep.runtime.Requirements;
import java.io.Serializable;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * The noise levels that a solver walks, from the highest down. A schedule that {@link #denoising()
 * denoises} ends with 0: the last step goes from the lowest level to the clean image. The same to
 * the bit on every processor.
 */
public final class NoiseSchedule implements Serializable {
  private static final long serialVersionUID = 1;

  /**
   * Karras et al. 2022, arXiv 2206.00364, section 3: 3 evens the steps' errors out, 5 to 10 sample
   * better.
   */
  private static final double EXPONENT = 7;

  private final double[] levels;

  private NoiseSchedule(double[] levels) {
    this.levels = levels;
  }

  /**
   * Given levels.
   *
   * @param levels at least two values of {@code rho}, each below the one before; the last may be 0,
   *     the others are above
   * @throws IllegalArgumentException otherwise
   */
  public static NoiseSchedule of(double... levels) {
    boolean falling = levels.length >= 2 && Double.isFinite(levels[0]);
    for (int i = 1; i < levels.length; i++) {
      falling &= levels[i] < levels[i - 1];
    }
    if (!falling || levels[levels.length - 1] < 0) {
      new Requirements()
          .refuse(
              "levels",
              Arrays.toString(levels),
              "must be two or more numbers, each below the one before, none below 0")
          .enforce();
    }
    return new NoiseSchedule(levels.clone());
  }

  /**
   * Equal steps of {@code rho^(1/7)} (Karras et al. 2022, arXiv 2206.00364, eq. 5), which lie
   * closer the lower the level.
   *
   * @param highest {@code rho} to begin at
   * @param lowest {@code rho} to end at, above 0
   * @param count how many levels, both ends included; at least 2
   * @throws IllegalArgumentException if a value is out of range
   */
  public static NoiseSchedule edm(double highest, double lowest, int count) {
    check(highest, lowest, count);
    double from = StrictMath.pow(highest, 1 / EXPONENT);
    double to = StrictMath.pow(lowest, 1 / EXPONENT);
    return between(
        highest, lowest, count, share -> StrictMath.pow(from + share * (to - from), EXPONENT));
  }

  /**
   * Equal ratios, which is the uniform time of the variance-exploding process.
   *
   * @param highest {@code rho} to begin at
   * @param lowest {@code rho} to end at, above 0
   * @param count how many levels, both ends included; at least 2
   * @throws IllegalArgumentException if a value is out of range
   */
  public static NoiseSchedule logUniform(double highest, double lowest, int count) {
    check(highest, lowest, count);
    return between(
        highest, lowest, count, share -> highest * StrictMath.pow(lowest / highest, share));
  }

  /**
   * Equal steps of a process's time.
   *
   * @param process maps time to {@code rho}
   * @param highest {@code rho} to begin at; a level that the process has
   * @param lowest {@code rho} to end at, above 0; a level that the process has
   * @param count how many levels, both ends included; at least 2
   * @throws IllegalArgumentException if a value is out of range
   */
  public static NoiseSchedule uniformTime(
      NoiseProcess process, double highest, double lowest, int count) {
    check(highest, lowest, count);
    for (double end : new double[] {highest, lowest}) {
      if (!process.range().contains(end)) {
        throw new IllegalArgumentException(
            "noise level " + end + " lies outside the process's range, " + process.range());
      }
    }
    double from = process.time(highest);
    double to = process.time(lowest);
    return between(highest, lowest, count, share -> process.rho(from + share * (to - from)));
  }

  private static void check(double highest, double lowest, int count) {
    Requirements requirements =
        new Requirements()
            .positive("highest", highest)
            .positive("lowest", lowest)
            .atLeast("count", count, 2);
    if (highest <= lowest) {
      requirements.refuse("highest", highest, "must be above the lowest level, which is " + lowest);
    }
    requirements.enforce();
  }

  /** The ends are as given, without the rounding of the way there and back. */
  private static NoiseSchedule between(
      double highest, double lowest, int count, DoubleUnaryOperator level) {
    double[] levels = new double[count];
    levels[0] = highest;
    for (int i = 1; i < count - 1; i++) {
      levels[i] = level.applyAsDouble((double) i / (count - 1));
    }
    levels[count - 1] = lowest;
    return of(levels);
  }

  /** The same with a last step to the clean image; itself where it has one. */
  public NoiseSchedule denoising() {
    if (denoises()) {
      return this;
    }
    return new NoiseSchedule(Arrays.copyOf(levels, levels.length + 1));
  }

  /** Whether the last step goes to the clean image. */
  public boolean denoises() {
    return levels[levels.length - 1] == 0;
  }

  /** Number of steps, the last one to the clean image included. */
  public int steps() {
    return levels.length - 1;
  }

  /**
   * A level.
   *
   * @param step how many steps lie before it, 0 to {@link #steps()}
   * @return {@code rho}; 0 at the end of a schedule that denoises
   */
  public double rho(int step) {
    return levels[step];
  }

  /** The level to begin at. */
  public double highest() {
    return levels[0];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NoiseSchedule schedule && Arrays.equals(levels, schedule.levels);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(levels);
  }

  @Override
  public String toString() {
    return Arrays.toString(levels);
  }
}
