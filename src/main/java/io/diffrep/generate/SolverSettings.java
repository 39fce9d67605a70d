package io.diffrep.generate;

import io.diffrep.runtime.Requirements;
import java.io.Serializable;

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
}
