package io.diffrep.bench;

import io.diffrep.train.RoundReport;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * What a round of a training takes, in seconds: medians over rounds of equally many steps.
 *
 * @param steps steps of each worker
 * @param images images of the round over all workers
 * @param broadcast sending out the weights, setting up the slowest worker
 * @param fit the slowest worker's batches
 * @param aggregate adding up the results
 * @param other scheduling, reading, bringing results back, taking them over
 */
public record RoundSplit(
    int steps, long images, double broadcast, double fit, double aggregate, double other) {
  /**
   * The medians of the rounds that have as many steps as the first of them.
   *
   * @param rounds those after the warm-up, one or more
   * @param batch images per step over all workers
   */
  static RoundSplit of(List<RoundReport> rounds, int batch) {
    int steps = rounds.get(0).steps();
    List<RoundReport> whole = rounds.stream().filter(round -> round.steps() == steps).toList();
    return new RoundSplit(
        steps,
        (long) steps * batch,
        median(whole, RoundReport::broadcastSeconds),
        median(whole, RoundReport::fitSeconds),
        median(whole, RoundReport::aggregateSeconds),
        median(whole, RoundReport::otherSeconds));
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
