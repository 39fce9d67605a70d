package io.diffrep.train;

import io.diffrep.runtime.Requirements;
import java.io.Serializable;

/**
 * When a training is stopped that leads nowhere.
 *
 * @param explosionFactor how many times the lowest loss so far a round's loss may be; 0 for any
 * @param stallMinutes how long no batch may be finished anywhere; 0 for ever
 */
public record GuardSettings(double explosionFactor, double stallMinutes) implements Serializable {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a component is out of range
   */
  public GuardSettings {
    Requirements requirements =
        new Requirements()
            .notNegative("explosionFactor", explosionFactor)
            .notNegative("stallMinutes", stallMinutes);
    if (explosionFactor > 0 && explosionFactor <= 1) {
      requirements.refuse("explosionFactor", explosionFactor, "must be above 1, or 0 for no limit");
    }
    requirements.enforce();
  }
}
