package io.diffrep.evaluate;

/**
 * Mean and spread of some values.
 *
 * @param mean their arithmetic mean
 * @param deviation their sample standard deviation ({@code n - 1} in the denominator); NaN for a
 *     single value, whose spread is unknown
 * @param count how many values there are, at least 1
 */
public record Spread(double mean, double deviation, int count) {

  /**
   * The spread of at least one value.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Spread of(double[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("no values to take the mean of");
    }
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    double mean = sum / values.length;
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    double deviation = values.length == 1 ? Double.NaN : Math.sqrt(squares / (values.length - 1));
    return new Spread(mean, deviation, values.length);
  }
}
