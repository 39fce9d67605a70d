package io.diffrep.evaluate;

import io.diffrep.runtime.Requirements;
import io.diffrep.runtime.UsageException;
import java.io.Serializable;

/**
 * How codes are measured against labels and against what can be seen in the images.
 *
 * @param neighbours how many neighbours vote on an image's class
 * @param degree degree of the polynomial that attributes are regressed on the code by; codes of
 *     more than {@link #SMALL} dimensions are regressed linearly
 * @param trainSplit split that is fitted on
 * @param testSplit split that is measured on, and never fitted on
 */
public record MeasureSettings(int neighbours, int degree, String trainSplit, String testSplit)
    implements Serializable {
  /** Dimensions up to which a code has few enough powers and products: 164 cubic ones for 8. */
  public static final int SMALL = 8;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a component is out of range
   */
  public MeasureSettings {
    Requirements requirements =
        new Requirements()
            .atLeast("neighbours", neighbours, 1)
            .atLeast("degree", degree, 1)
            .notBlank("trainSplit", trainSplit)
            .notBlank("testSplit", testSplit);
    if (degree > 5) {
      requirements.refuse("degree", degree, "must be at most 5: higher powers follow single codes");
    }
    requirements.enforce();
  }

  /**
   * Refuses one split for both.
   *
   * @throws UsageException if what is fitted would be measured on the images it was fitted on
   */
  public void requireTwoSplits() {
    if (trainSplit.equals(testSplit)) {
      throw new UsageException(
          "evaluate.test-split is evaluate.train-split, '"
              + trainSplit
              + "': models and their codes are measured on images that nothing is fitted on; set it"
              + " to another split");
    }
  }

  /** The degree for codes of some dimensions. */
  int degree(int dimensions) {
    return dimensions > SMALL ? 1 : degree;
  }
}
