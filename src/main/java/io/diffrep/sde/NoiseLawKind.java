package io.diffrep.sde;

/** The laws that a training step can draw its noise levels from. */
public enum NoiseLawKind {
  /**
   * Time is uniform and the noise process maps it to a level; in the variance-exploding process
   * that is a level whose logarithm is uniform.
   */
  UNIFORM_TIME
}
