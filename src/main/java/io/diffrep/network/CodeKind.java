package io.diffrep.network;

/** What the encoder says of a code. */
public enum CodeKind {
  /** The code itself, held small by its L1 norm (DRL). */
  PLAIN,
  /**
   * Mean and log variance of a Gaussian, held near {@code N(0, I)} by its divergence (VDRL):
   * training draws the code, everything else takes the mean.
   */
  GAUSSIAN
}
