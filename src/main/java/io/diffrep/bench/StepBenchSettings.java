package io.diffrep.bench;

import io.diffrep.engine.EngineSettings;
import io.diffrep.runtime.Requirements;

/**
 * What steps are measured, and how many.
 *
 * @param work training steps or the encoder's forward passes
 * @param engine engine and precision
 * @param batch images per step, at least 1
 * @param steps measured steps after the warm-up, at least 9: the median counts
 */
public record StepBenchSettings(Work work, EngineSettings engine, int batch, int steps) {
  /** Fewer steps give no median that is worth quoting. */
  private static final int LEAST_STEPS = 9;

  /** What a step does. */
  public enum Work {
    /** Forward, mean squared error, backward, Adam, over encoder and score network. */
    TRAIN,
    /** The encoder forward. */
    ENCODE_FORWARD
  }

  /** Checks the ranges. */
  public StepBenchSettings {
    new Requirements().atLeast("batch", batch, 1).atLeast("steps", steps, LEAST_STEPS).enforce();
  }
}
