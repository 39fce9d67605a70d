package io.diffrep.reproduce;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.diffrep.evaluate.Spread;
import java.util.List;
import java.util.Locale;

/**
 * A value over the seeds.
 *
 * @param mean its mean
 * @param deviation sample standard deviation; null for one seed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Value(double mean, Double deviation) {
  static Value of(Spread spread) {
    return new Value(spread.mean(), Double.isNaN(spread.deviation()) ? null : spread.deviation());
  }

  /** Values as a mean with its deviation; null where one is missing or no number. */
  static Value over(List<Double> values) {
    if (values.stream().anyMatch(value -> value == null || value.isNaN())) {
      return null;
    }
    return of(Spread.of(values.stream().mapToDouble(Double::doubleValue).toArray()));
  }

  /** The same in another unit. */
  Value times(double factor) {
    return new Value(factor * mean, deviation == null ? null : factor * deviation);
  }

  /**
   * The mean, and the deviation behind it where there is one.
   *
   * @param mean format of the mean, such as {@code %+.2f}
   * @param deviation format of the deviation
   */
  String text(String mean, String deviation) {
    String text = String.format(Locale.ROOT, mean, this.mean);
    return this.deviation == null
        ? text
        : text + " ± " + String.format(Locale.ROOT, deviation, this.deviation);
  }
}
