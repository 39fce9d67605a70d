package io.diffrep.sde;

import io.diffrep.runtime.Requirements;
import java.io.Serializable;

/**
 * The training objective.
 *
 * @param parameterisation what the score network's output stands for
 * @param weighting how much each noise level counts
 * @param codePenalty weight of the code's L1 norm, or of a Gaussian code's divergence, beside the
 *     loss summed over pixels; at least 0
 * @param dropCode share of the training images whose code the score network is not shown; from 0 to
 *     1
 */
public record ObjectiveSettings(
    Parameterisation parameterisation, Weighting weighting, double codePenalty, double dropCode)
    implements Serializable {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a component is out of range
   */
  public ObjectiveSettings {
    new Requirements()
        .notNegative("codePenalty", codePenalty)
        .share("dropCode", dropCode)
        .enforce();
  }
}
