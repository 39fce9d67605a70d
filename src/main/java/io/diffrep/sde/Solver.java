package io.diffrep.sde;

import java.io.Serializable;
import java.util.function.LongConsumer;

/** A way from noise to images along a schedule of noise levels. */
public sealed interface Solver extends Serializable permits ProbabilityFlow, PredictorCorrector {
  /** The levels, from where the noise stands to where the images do. */
  NoiseSchedule schedule();

  /** How often a run from noise to images evaluates the score function. */
  long evaluations();

  /**
   * Solves from noise to images. An image's result depends on its own noise, code and index alone,
   * not on which others stand in the batch beside it. Ends where the calling task is cancelled.
   *
   * @param function the model, with the codes of these images
   * @param y perturbed images at the schedule's highest level, {@code [batch][pixels]}; stay as
   *     they are
   * @param images the images' indices, which with the solver's seed name the noise of each; a
   *     solver that draws none does not look at them
   * @param evaluated is told the number of evaluations that are done, after each
   * @return {@code [batch][pixels]}: clean images if the schedule denoises, else those at its
   *     lowest level
   * @throws IllegalStateException if the function gives pixels that are not finite, or not as many
   *     as it was given
   */
  double[][] toImages(ScoreFunction function, double[][] y, long[] images, LongConsumer evaluated);
}
