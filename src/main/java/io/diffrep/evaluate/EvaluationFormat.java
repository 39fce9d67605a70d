package io.diffrep.evaluate;

import java.util.Locale;

/** How numbers are written for people: the same on every machine. */
final class EvaluationFormat {
  private EvaluationFormat() {}

  /** A number without needless zeros: 1 rather than 1.0. */
  static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e9
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  /** Accuracies in percent: {@code 73.5 ± 1.2}, or the mean alone where no spread is known. */
  static String percent(Spread spread) {
    return withDeviation(String.format(Locale.ROOT, "%.1f", 100 * spread.mean()), spread);
  }

  /** A difference of accuracies in percentage points: {@code +3.1 ± 0.4}. */
  static String points(Spread spread) {
    return withDeviation(String.format(Locale.ROOT, "%+.1f", 100 * spread.mean()), spread);
  }

  private static String withDeviation(String mean, Spread spread) {
    return spread.count() == 1
        ? mean
        : mean + String.format(Locale.ROOT, " ± %.1f", 100 * spread.deviation());
  }
}
