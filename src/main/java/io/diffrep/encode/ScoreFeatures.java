package io.diffrep.encode;

import io.diffrep.network.Architecture.Features;
import io.diffrep.runtime.Requirements;
import java.io.Serializable;

/**
 * What is taken of the score network as a representation.
 *
 * @param scoreBlock the block whose output it is, such as {@code bottleneck}
 * @param scoreCells rows and columns of the grid over whose cells means are taken; at least 1
 * @param scoreCode which code the network is given
 */
public record ScoreFeatures(String scoreBlock, int scoreCells, ScoreCode scoreCode)
    implements Serializable {
  /** The coarsest block's output, its mean over all positions, without a code. */
  public static final ScoreFeatures DEFAULT = new ScoreFeatures("bottleneck", 1, ScoreCode.AUTO);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a component is out of range
   */
  public ScoreFeatures {
    new Requirements()
        .notBlank("scoreBlock", scoreBlock)
        .atLeast("scoreCells", scoreCells, 1)
        .enforce();
  }

  /** The part of the network that computes them. */
  Features part() {
    return new Features(scoreBlock, scoreCells);
  }
}
