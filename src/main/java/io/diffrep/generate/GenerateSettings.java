package io.diffrep.generate;

import io.diffrep.runtime.Requirements;
import java.io.Serializable;

/**
 * How images are generated.
 *
 * @param solving from noise to images
 * @param grids what grids show
 * @param levels noise levels at which images are encoded whose codes are to be changed, over the
 *     model's whole support, ends included; at least 2. A static encoder needs but one
 * @param tolerance by which share the denoising loss may grow where codes are interpolated between
 *     levels; at least 0
 * @param prior what codes are drawn from
 * @param trainingCodes codes of the train split that prior and directions are fitted to, at most;
 *     at least 2
 * @param batch images per step of the networks; at least 1, a matter of speed
 * @param trainSplit the split of those codes
 * @param split the split that images are taken from where none is named
 * @param logisticC inverse strength of the penalty of the classifier that gives a direction
 * @param maxIterations limit of its fit
 * @param seed seed of all noise and of the codes that are drawn
 */
public record GenerateSettings(
    SolverSettings solving,
    GridSettings grids,
    int levels,
    double tolerance,
    PriorKind prior,
    int trainingCodes,
    int batch,
    String trainSplit,
    String split,
    double logisticC,
    int maxIterations,
    long seed)
    implements Serializable {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a component is out of range
   */
  public GenerateSettings {
    new Requirements()
        .atLeast("levels", levels, 2)
        .notNegative("tolerance", tolerance)
        .atLeast("trainingCodes", trainingCodes, 2)
        .atLeast("batch", batch, 1)
        .notBlank("trainSplit", trainSplit)
        .notBlank("split", split)
        .positive("logisticC", logisticC)
        .atLeast("maxIterations", maxIterations, 1)
        .enforce();
  }
}
