package io.diffrep.reproduce;

import io.diffrep.model.ModelSettings;
import io.diffrep.train.TrainSettings;

/**
 * One of the trainings that an experiment compares: how it differs from the settings of all. Its
 * text is its name on the command line and in paths.
 */
public sealed interface Variant permits AveragingVariant, DetailVariant, GenerationVariant {
  /** In words, for tables and charts. */
  String title();

  /**
   * What its model is to be.
   *
   * @throws io.diffrep.runtime.OutOfRangeException if the base does not allow the variant
   */
  ModelSettings model(ModelSettings base);

  /**
   * How it is trained.
   *
   * @param seed seed of initialisation, order and noise
   * @throws io.diffrep.runtime.OutOfRangeException if the base does not allow the variant
   */
  TrainSettings train(TrainSettings base, long seed);
}
