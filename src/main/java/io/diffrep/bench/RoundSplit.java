package io.diffrep.bench;

import io.diffrep.train.RoundReport;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * What a round of a training takes with the interval that it chose, in seconds: medians over its
 * rounds after the warm-up, of which the last, or all of a short training, may have fewer steps.
 *
 * @param steps steps of each worker: the interval
 * @param images images of the round over all workers
 * @param broadcast sending out the weights, setting up the slowest worker
 * @param fit the slowest worker's batches: the steps, each as long as the median one
 * @param aggregate adding up the results
 * @param other scheduling, reading, bringing results back, taking them over
 */
public record RoundSplit(
    int steps, long images, double broadcast, double fit, double aggregate, double other) {
  /**
   * The medians.
   *
   * @param rounds those after the warm-up, one or more
   * @param interval steps between two averagings
   * @param batch images per step over all workers
   */
  static RoundSplit of(List<RoundReport> rounds, int interval, int batch) {
    return new RoundSplit(
        interval,
        (long) interval * batch,
        median(rounds, RoundReport::broadcastSeconds),
        interval * median(rounds, RoundReport::stepSeconds),
        median(rounds, RoundReport::aggregateSeconds),
        median(rounds, RoundReport::otherSeconds));
  }

  private static double median(List<RoundReport> rounds, ToDoubleFunction<RoundReport> seconds) {
    return median(rounds.stream().mapToDouble(seconds));
  }

  /** The median of one or more numbers. */
  static double median(DoubleStream numbers) {
    double[] sorted = numbers.sorted().toArray();
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  /** The whole round. */
  public double seconds() {
    return fit + overhead();
  }

  /** What is not the slowest worker's batches. */
  public double overhead() {
    return broadcast + aggregate + other;
  }

  /** The overhead's share of the round. */
  public double overheadShare() {
    return overhead() / seconds();
  }

  /** Images per second. */
  public double imagesPerSecond() {
    return images / seconds();
  }
}
