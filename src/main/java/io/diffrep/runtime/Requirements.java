package io.diffrep.runtime;

import java.util.ArrayList;
import java.util.List;

/**
 * The range checks of a settings record: each component is held against its range, and {@link
 * #enforce} reports all that fail at once, so that nobody has to mend a configuration one mistake
 * at a time. Not a number fails every check.
 */
public final class Requirements {
  private final List<OutOfRangeException.Violation> violations = new ArrayList<>();

  /** A whole number of at least {@code least}. */
  public Requirements atLeast(String component, long value, long least) {
    return value >= least ? this : refuse(component, value, "must be at least " + least);
  }

  /** A finite number above zero. */
  public Requirements positive(String component, double value) {
    return isPositive(value) ? this : refuse(component, value, "must be a number above 0");
  }

  /** A finite number of at least zero. */
  public Requirements notNegative(String component, double value) {
    return value >= 0 && Double.isFinite(value)
        ? this
        : refuse(component, value, "must be a number of at least 0");
  }

  /** A share from 0 to 1, both allowed. */
  public Requirements share(String component, double value) {
    return value >= 0 && value <= 1 ? this : refuse(component, value, "must be from 0 to 1");
  }

  /** A list with at least one member, all finite and above zero. */
  public Requirements allPositive(String component, List<? extends Number> values) {
    return !values.isEmpty() && values.stream().allMatch(v -> isPositive(v.doubleValue()))
        ? this
        : refuse(component, values, "must list one or more numbers above 0");
  }

  /** A text that is not blank. */
  public Requirements notBlank(String component, String value) {
    return value.isBlank() ? refuse(component, "\"\"", "must not be empty") : this;
  }

  /** Records that a component fails a rule of its own, such as one that ties two components. */
  public Requirements refuse(String component, Object value, String rule) {
    violations.add(new OutOfRangeException.Violation(component, value + " " + rule));
    return this;
  }

  /**
   * Ends the checks.
   *
   * @throws OutOfRangeException if any failed, with all that did
   */
  public void enforce() {
    if (!violations.isEmpty()) {
      throw new OutOfRangeException(violations);
    }
  }

  private static boolean isPositive(double value) {
    return value > 0 && Double.isFinite(value);
  }
}
