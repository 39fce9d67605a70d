package io.diffrep.train;

import io.diffrep.runtime.Requirements;
import java.io.Serializable;

/**
 * How replicas are averaged.
 *
 * @param workers how many replicas are trained and averaged; 0 for one per task slot
 * @param averagingInterval steps of each worker between two averagings; 0 to have it chosen by a
 *     timing of the warm-up's rounds
 * @param averagingWarmUp how many rounds, from the first on, have one step each
 * @param overheadShare share of a round's time that averaging may cost, where the interval is
 *     chosen
 * @param aggregationDepth levels of the tree in which many workers' results are added; 1: all on
 *     the driver
 */
public record AveragingSettings(
    int workers,
    int averagingInterval,
    int averagingWarmUp,
    double overheadShare,
    int aggregationDepth)
    implements Serializable {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a component is out of range
   */
  public AveragingSettings {
    Requirements requirements =
        new Requirements()
            .atLeast("workers", workers, 0)
            .atLeast("averagingInterval", averagingInterval, 0)
            .atLeast("averagingWarmUp", averagingWarmUp, 0)
            .share("overheadShare", overheadShare)
            .atLeast("aggregationDepth", aggregationDepth, 1);
    if (averagingInterval == 0
        && averagingWarmUp >= 0
        && averagingWarmUp < AveragingInterval.LEAST_WARM_UP) {
      requirements.refuse(
          "averagingWarmUp",
          averagingWarmUp,
          "must be at least "
              + AveragingInterval.LEAST_WARM_UP
              + " where train.averaging-interval is 0, which is chosen by timing these rounds");
    }
    requirements.enforce();
  }
}
