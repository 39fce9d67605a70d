package io.diffrep.train;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * The choice of the averaging interval by what a step and an averaging took in the warm-up's
 * rounds, of one step each.
 *
 * @param steps the interval
 * @param stepSeconds what a step takes the slowest worker
 * @param overheadSeconds what a round takes beside its steps
 */
public record AveragingInterval(int steps, double stepSeconds, double overheadSeconds) {
  /** What is chosen from: finer would feign an exactness that timings do not have. */
  static final List<Integer> LADDER = List.of(1, 2, 5, 10, 20, 50, 100);

  /** The first rounds tell of just-in-time compilation and of plans that are built. */
  private static final int IGNORED = 3;

  /** The shortest warm-up that leaves something to measure. */
  static final int LEAST_WARM_UP = IGNORED + 2;

  /**
   * The smallest interval of the ladder whose overhead is within its share of a round's time, or
   * the largest.
   *
   * @param warmUp the rounds so far, more than the first few
   * @param share the share, from 0 to 1
   */
  static AveragingInterval choose(List<RoundReport> warmUp, double share) {
    List<RoundReport> measured = warmUp.subList(IGNORED, warmUp.size());
    double step = median(measured, RoundReport::stepSeconds);
    double overhead = median(measured, RoundReport::overheadSeconds);
    return of(step, overhead, share);
  }

  /**
   * The same for one step and one averaging.
   *
   * @param stepSeconds what a step takes the slowest worker
   * @param overheadSeconds what a round takes beside its steps
   * @param share the overhead's share of a round's time, from 0 to 1
   */
  public static AveragingInterval of(double stepSeconds, double overheadSeconds, double share) {
    int steps =
        LADDER.stream()
            .filter(
                interval -> overheadSeconds <= share * (overheadSeconds + interval * stepSeconds))
            .findFirst()
            .orElse(LADDER.get(LADDER.size() - 1));
    return new AveragingInterval(steps, stepSeconds, overheadSeconds);
  }

  private static double median(List<RoundReport> rounds, ToDoubleFunction<RoundReport> seconds) {
    List<Double> sorted =
        rounds.stream().map(seconds::applyAsDouble).sorted(Comparator.naturalOrder()).toList();
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }

  /** One line for a console. */
  String line() {
    return String.format(
        Locale.ROOT,
        "replicas are averaged every %d steps from now on (train.averaging-interval): a step takes"
            + " %.3g s, an averaging %.3g s, %.1f %% of a round",
        steps,
        stepSeconds,
        overheadSeconds,
        100 * overheadSeconds / (overheadSeconds + steps * stepSeconds));
  }
}
