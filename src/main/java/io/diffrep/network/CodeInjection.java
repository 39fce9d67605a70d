package io.diffrep.network;

/**
 * How the code reaches the score network. Where it is dropped, a learned null embedding stands for
 * its projection in each.
 */
public enum CodeInjection {
  /** Scale and shift of each block, from a joint embedding of noise level and code (FiLM). */
  FILM,
  /**
   * A bias of each block's channels, from the embedding of the noise level and the code's
   * projection side by side: the first of the two ways of the paper's code. There noise levels are
   * embedded by random Fourier features, and the blocks themselves change the resolution.
   */
  EVERY_BLOCK,
  /**
   * A map beside that which the coarsest block reads, made of that pair by three layers: the second
   * way. The blocks see the noise level alone, by FiLM.
   */
  BOTTLENECK,
  /** Both at once, as the paper's code has them. */
  BOTH;

  /** Whether blocks have a bias that depends on the code. */
  boolean biasesBlocks() {
    return this == EVERY_BLOCK || this == BOTH;
  }

  /** Whether the coarsest block reads a map made of the code. */
  public boolean feedsBottleneck() {
    return this == BOTTLENECK || this == BOTH;
  }
}
