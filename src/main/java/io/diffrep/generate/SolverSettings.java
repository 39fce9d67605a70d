package io.diffrep.generate;

import io.diffrep.runtime.Requirements;
import java.io.Serializable;
import java.util.Optional;

/**
 * How images are made from noise.
 *
 * @param solver which way
 * @param steps steps from noise to image; at least 2
 * @param correctorSteps Langevin steps at each level of the predictor-corrector; at least 0
 * @param signalToNoise their signal-to-noise ratio; above 0
 * @param start what solvers begin with
 * @param startLevel noise level to begin at under {@link StartKind#UNIFORM_AND_GAUSSIAN}; above 0
 */
public record SolverSettings(
    SolverKind solver,
    int steps,
    int correctorSteps,
    double signalToNoise,
    StartKind start,
    double startLevel)
    implements Serializable {
  /** With fewer, the reverse SDE leaves noise in the images. */
  private static final int FEWEST_OF_PREDICTOR_CORRECTOR = 200;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a component is out of range
   */
  public SolverSettings {
    new Requirements()
        .atLeast("steps", steps, 2)
        .atLeast("correctorSteps", correctorSteps, 0)
        .positive("signalToNoise", signalToNoise)
        .positive("startLevel", startLevel)
        .enforce();
  }

  /** What a reader of images that are made so should know; empty where there is nothing. */
  Optional<String> caution() {
    return solver == SolverKind.PREDICTOR_CORRECTOR && steps < FEWEST_OF_PREDICTOR_CORRECTOR
        ? Optional.of(
            "The predictor-corrector took "
                + steps
                + " steps, which leave noise in the images: set generate.steps to "
                + FEWEST_OF_PREDICTOR_CORRECTOR
                + " or more.")
        : Optional.empty();
  }
}
