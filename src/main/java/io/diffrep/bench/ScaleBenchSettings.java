package io.diffrep.bench;

import io.diffrep.runtime.Requirements;
import java.util.List;

/**
 * Which trainings are measured.
 *
 * @param networks the networks, one or more
 * @param workers how many workers share a batch, in the order in which they are measured; 1 is
 *     among them
 * @param batch images per step of a worker
 * @param steps steps of each worker after the warm-up; 0 for what suits the network
 * @param turns how often each is measured, the numbers of workers in turns
 * @param gigabits network bandwidths, in gigabits per second, for which more workers are predicted
 */
public record ScaleBenchSettings(
    List<ScaleNetwork> networks,
    List<Integer> workers,
    int batch,
    int steps,
    int turns,
    List<Double> gigabits) {
  /** Checks the ranges. */
  public ScaleBenchSettings {
    networks = List.copyOf(networks);
    workers = workers.stream().distinct().toList();
    gigabits = List.copyOf(gigabits);
    Requirements requirements =
        new Requirements()
            .allPositive("workers", workers)
            .atLeast("batch", batch, 1)
            .atLeast("steps", steps, 0)
            .atLeast("turns", turns, 1)
            .allPositive("gigabits", gigabits);
    if (!workers.contains(1)) {
      requirements.refuse("workers", workers, "must have 1, which the others are held against");
    }
    requirements.enforce();
  }

  /** The most workers of a training. */
  public int mostWorkers() {
    return workers.stream().mapToInt(Integer::intValue).max().orElseThrow();
  }

  int steps(ScaleNetwork network) {
    return steps == 0 ? network.steps() : steps;
  }
}
