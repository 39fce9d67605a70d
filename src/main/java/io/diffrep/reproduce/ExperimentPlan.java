package io.diffrep.reproduce;

import io.diffrep.runtime.OutOfRangeException;
import io.diffrep.runtime.UsageException;
import io.diffrep.train.TrainSettings;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What of the experiment is to be trained.
 *
 * @param variants which variants are trained now where they are not finished
 * @param seeds the seeds of every variant, each once
 */
public record AveragingPlan(List<AveragingVariant> variants, List<Long> seeds) {
  /**
   * Checks the lists.
   *
   * @throws UsageException if one is empty or names something twice
   */
  public AveragingPlan {
    variants = List.copyOf(variants);
    seeds = List.copyOf(seeds);
    requireDistinct("--variants", variants);
    requireDistinct("--seeds", seeds);
  }

  private static void requireDistinct(String option, List<?> values) {
    if (values.isEmpty()) {
      throw new UsageException(option + " is empty: name at least one, or leave the option out");
    }
    Set<Object> seen = new HashSet<>();
    for (Object value : values) {
      if (!seen.add(value)) {
        throw new UsageException(option + " names " + value + " twice: name each once");
      }
    }
  }

  /**
   * Refuses settings that one of the variants cannot be trained with.
   *
   * @param base the settings of all variants
   * @throws UsageException naming the setting
   */
  public void requireTrainable(TrainSettings base) {
    for (AveragingVariant variant : variants) {
      try {
        variant.train(base, seeds.get(0));
      } catch (OutOfRangeException e) {
        throw new UsageException(
            "the variant "
                + variant
                + " cannot be trained ("
                + e.getMessage()
                + "): set"
                + " train.averaging-warm-up, or leave it at its default",
            e);
      }
    }
  }

  /** Where a variant's model lies in the experiment's directory. */
  public static String model(AveragingVariant variant, long seed) {
    return "models/" + variant + "/seed-" + seed;
  }
}
