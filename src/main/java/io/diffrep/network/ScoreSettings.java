package io.diffrep.network;

import io.diffrep.runtime.Requirements;
import java.io.Serializable;

/**
 * What a score network consists of beside its sizes.
 *
 * @param injection how the code reaches it
 * @param attention positions on the longer side of the feature maps whose blocks are followed by
 *     self-attention, at most {@link #MOST_ATTENTION}; 0 for none
 */
public record ScoreSettings(CodeInjection injection, int attention) implements Serializable {
  /** FiLM and no attention: what there was before there was a choice. */
  public static final ScoreSettings DEFAULT = new ScoreSettings(CodeInjection.FILM, 0);

  /** With more, what all positions say of all others takes hundreds of megabytes an image. */
  public static final int MOST_ATTENTION = 64;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a component is out of range
   */
  public ScoreSettings {
    Requirements requirements = new Requirements().atLeast("attention", attention, 0);
    if (attention > MOST_ATTENTION) {
      requirements.refuse("attention", attention, "must be at most " + MOST_ATTENTION);
    }
    requirements.enforce();
  }
}
