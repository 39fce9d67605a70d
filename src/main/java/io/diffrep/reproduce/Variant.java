package io.diffrep.reproduce;

import io.diffrep.engine.EngineSettings;
import io.diffrep.sde.NoiseSettings;
import io.diffrep.sde.ObjectiveSettings;
import io.diffrep.train.TrainSettings;

/**
 * One of the trainings that an experiment compares: how it differs from the settings of all. Its
 * text is its name on the command line and in paths.
 */
public sealed interface Variant permits AveragingVariant, DetailVariant {
  /** In words, for tables and charts. */
  String title();

  /** What computes it. */
  default EngineSettings engine(EngineSettings base) {
    return base;
  }

  /**
   * Its noise.
   *
   * @throws io.diffrep.runtime.OutOfRangeException if the base does not allow the variant
   */
  default NoiseSettings noise(NoiseSettings base) {
    return base;
  }

  /** Its objective. */
  default ObjectiveSettings objective(ObjectiveSettings base) {
    return base;
  }

  /**
   * How it is trained.
   *
   * @param seed seed of initialisation, order and noise
   * @throws io.diffrep.runtime.OutOfRangeException if the base does not allow the variant
   */
  default TrainSettings train(TrainSettings base, long seed) {
    return base.with(base.averaging(), seed);
  }
}
