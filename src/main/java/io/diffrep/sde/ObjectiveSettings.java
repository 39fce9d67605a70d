package io.diffrep.sde;

import io.diffrep.runtime.Requirements;
import java.io.Serializable;
import java.util.Set;
import java.util.TreeSet;

/**
 * The training objective. What the chosen kind does not read has no effect ({@link
 * #withoutEffect}).
 *
 * @param kind what is learned
 * @param parameterisation what the score network's output stands for
 * @param weighting how much each noise level counts
 * @param codePenalty weight of the code's L1 norm, or of a Gaussian code's divergence, beside the
 *     loss summed over pixels; at least 0
 * @param dropCode share of the training images whose code the score network is not shown; from 0 to
 *     1
 * @param temperature what similarities are divided by under the contrastive objective; above 0
 * @param labels how many labelled images the supervised objective sees; 0 for all that there are
 */
public record ObjectiveSettings(
    ObjectiveKind kind,
    Parameterisation parameterisation,
    Weighting weighting,
    double codePenalty,
    double dropCode,
    double temperature,
    int labels)
    implements Serializable {
  /** SimCLR's for small images. */
  private static final double TEMPERATURE = 0.5;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a component is out of range
   */
  public ObjectiveSettings {
    new Requirements()
        .notNegative("codePenalty", codePenalty)
        .share("dropCode", dropCode)
        .positive("temperature", temperature)
        .atLeast("labels", labels, 0)
        .enforce();
  }

  /** The method's own objective. */
  public static ObjectiveSettings scoreMatching(
      Parameterisation parameterisation, Weighting weighting, double codePenalty, double dropCode) {
    return new ObjectiveSettings(
        ObjectiveKind.SCORE_MATCHING,
        parameterisation,
        weighting,
        codePenalty,
        dropCode,
        TEMPERATURE,
        0);
  }

  /** The same for another purpose. */
  public ObjectiveSettings with(ObjectiveKind other) {
    return new ObjectiveSettings(
        other, parameterisation, weighting, codePenalty, dropCode, temperature, labels);
  }

  /** Whether a score model is learned, which knows of noise. */
  public boolean isScoreMatching() {
    return kind == ObjectiveKind.SCORE_MATCHING;
  }

  /** The components that the chosen kind does not read. */
  public Set<String> withoutEffect() {
    Set<String> unread = new TreeSet<>();
    if (!isScoreMatching()) {
      unread.addAll(Set.of("parameterisation", "weighting", "dropCode"));
    }
    if (kind != ObjectiveKind.CONTRASTIVE) {
      unread.add("temperature");
    }
    if (kind != ObjectiveKind.SUPERVISED) {
      unread.add("labels");
    }
    return unread;
  }
}
