package io.diffrep.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Numbers for people: the same on every machine. */
final class Numbers {
  private Numbers() {}

  /** Up to four digits, without needless zeros. */
  static String plain(double value) {
    if (value == 0 || !Double.isFinite(value)) {
      return value == 0 ? "0" : "-";
    }
    return new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros().toPlainString();
  }

  /** With one decimal, in groups of three digits; a dash where there is no number. */
  static String oneDecimal(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%,.1f", value) : "-";
  }

  /** A whole number in groups of three digits. */
  static String grouped(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** A share in percent with one decimal. */
  static String percent(double share) {
    return oneDecimal(100 * share);
  }
}
