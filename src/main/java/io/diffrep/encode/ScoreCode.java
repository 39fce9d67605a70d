package io.diffrep.encode;

import io.diffrep.sde.ObjectiveSettings;

/** Which code the score network is given while its features are taken. */
public enum ScoreCode {
  /** None, where the model has learned to do without; else the image's own. */
  AUTO,
  /** The code that the encoder gives the image at that noise level. */
  OWN,
  /** None: the features are of the noisy image alone, as DDAE's (Xiang et al. 2023). */
  DROPPED;

  /** Whether codes are given to a model that was trained so. */
  boolean isGiven(ObjectiveSettings objective) {
    return this == OWN || (this == AUTO && objective.dropCode() == 0);
  }
}
