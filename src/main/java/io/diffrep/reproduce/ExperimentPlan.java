package io.diffrep.reproduce;

import io.diffrep.model.ModelSettings;
import io.diffrep.runtime.OutOfRangeException;
import io.diffrep.runtime.UsageException;
import io.diffrep.train.TrainSettings;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What of an experiment is to be trained.
 *
 * @param <V> the experiment's variants
 * @param variants which variants are trained now where they are not finished
 * @param seeds the seeds of every variant, each once
 */
public record ExperimentPlan<V extends Variant>(List<V> variants, List<Long> seeds) {
  /**
   * Checks the lists.
   *
   * @throws UsageException if one is empty or names something twice
   */
  public ExperimentPlan {
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
   * @param train how all variants are trained
   * @param model what all models are to be
   * @throws UsageException naming the setting
   */
  public void requireTrainable(TrainSettings train, ModelSettings model) {
    for (V variant : variants) {
      require(variant, "train.averaging-warm-up", () -> variant.train(train, seeds.get(0)));
      require(variant, "noise.level", () -> variant.model(model));
      List<String> mistakes = variant.model(model).mistakes();
      if (!mistakes.isEmpty()) {
        throw new UsageException(
            "the variant " + variant + " cannot be trained: " + String.join("\n", mistakes));
      }
    }
  }

  private static void require(Variant variant, String key, Runnable settings) {
    try {
      settings.run();
    } catch (OutOfRangeException e) {
      throw new UsageException(
          "the variant "
              + variant
              + " cannot be trained ("
              + e.getMessage()
              + "): set "
              + key
              + ", or leave it at its default",
          e);
    }
  }

  /** Where a variant's model lies in the experiment's directory. */
  public static String model(Variant variant, long seed) {
    return "models/" + run(variant, seed);
  }

  /** The folder of one training, below that of what is kept of it. */
  static String run(Variant variant, long seed) {
    return variant + "/seed-" + seed;
  }
}
