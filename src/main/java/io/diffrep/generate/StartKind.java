package io.diffrep.generate;

/** What solvers begin with. */
public enum StartKind {
  /** Gaussian noise of the highest level that the model knows. */
  GAUSSIAN,
  /** The paper's smaller start noise: uniform over the pixels' range, plus Gaussian noise. */
  UNIFORM_AND_GAUSSIAN
}
