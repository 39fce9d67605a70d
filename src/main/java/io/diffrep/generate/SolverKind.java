package io.diffrep.generate;

/** Which way leads from noise to images. */
public enum SolverKind {
  /** The probability-flow ODE by Heun steps: one image for each start noise and code. */
  PROBABILITY_FLOW,
  /** The reverse SDE with Langevin corrections: hundreds of steps, new noise in each. */
  PREDICTOR_CORRECTOR
}
