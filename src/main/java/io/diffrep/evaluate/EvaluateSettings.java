package io.diffrep.evaluate;

import io.diffrep.runtime.Requirements;
import java.io.Serializable;
import java.util.List;

/**
 * How representations are evaluated. Nothing here may be chosen by looking at results on the test
 * split.
 *
 * @param budgets how many labels a probe may see, each at least 2; kept sorted and without
 *     repetition. A budget beyond the labels that exist is left out with a note
 * @param allLabels whether one probe is also fitted on every label of the train split
 * @param draws how many times the labels of each budget are drawn, at least 1
 * @param seed seed of the draws: the same seed and images give the same labels to every input
 * @param trainSplit split whose rows, with or without labels, may be fitted on
 * @param testSplit split that is only ever predicted. The train split itself serves to choose
 *     settings by: then each draw is tested on the labelled images that lend it no label
 * @param pcaDimension components of the PCA baseline; 0 takes the size of the encoder's code
 * @param logisticC inverse strength of the L2 penalty, above 0, in scikit-learn's meaning: the
 *     penalty {@code |w|^2 / 2} stands beside {@code C} times the SUM of the losses
 * @param maxIterations limit of L-BFGS iterations of a fit, at least 1
 */
public record EvaluateSettings(
    List<Integer> budgets,
    boolean allLabels,
    int draws,
    long seed,
    String trainSplit,
    String testSplit,
    int pcaDimension,
    double logisticC,
    int maxIterations)
    implements Serializable {

  /**
   * Sorts the budgets and checks the ranges.
   *
   * @throws IllegalArgumentException if a component is out of range
   */
  public EvaluateSettings {
    budgets = budgets.stream().distinct().sorted().toList();
    Requirements requirements =
        new Requirements()
            .atLeast("draws", draws, 1)
            .notBlank("trainSplit", trainSplit)
            .notBlank("testSplit", testSplit)
            .atLeast("pcaDimension", pcaDimension, 0)
            .positive("logisticC", logisticC)
            .atLeast("maxIterations", maxIterations, 1);
    if (budgets.isEmpty() && !allLabels) {
      requirements.refuse("budgets", budgets, "must name a budget unless all labels are used");
    }
    if (!budgets.isEmpty() && budgets.get(0) < 2) {
      requirements.refuse("budgets", budgets, "must be at least 2 each, to tell classes apart");
    }
    if (trainSplit.equals(testSplit) && allLabels) {
      requirements.refuse(
          "testSplit", testSplit, "leaves nothing to test on where all labels are fitted on");
    }
    requirements.enforce();
  }

  /** Whether the train split is tested on itself. */
  boolean validates() {
    return trainSplit.equals(testSplit);
  }
}
