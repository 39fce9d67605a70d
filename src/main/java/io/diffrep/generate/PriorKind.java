package io.diffrep.generate;

/** What codes are drawn from where none is given. */
public enum PriorKind {
  /** A Gaussian fitted to training codes, all noise levels jointly. */
  FITTED,
  /**
   * {@code N(0, I)}, what Gaussian codes are held near; one draw is the code at every noise level.
   */
  STANDARD_NORMAL
}
