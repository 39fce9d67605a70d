package io.diffrep.report;

import io.diffrep.runtime.Requirements;
import java.util.List;

/**
 * What a report shows.
 *
 * @param images held-out images that are denoised and whose neighbours are looked for, 1 to 32
 * @param noiseLevels noise-to-signal ratios that they are denoised from, each above 0
 * @param neighbours nearest training images of each, 1 to 16
 * @param trainSplit split of the neighbours and of the codes' moments, where no evaluation names it
 * @param testSplit split of the held-out images, where no evaluation names it
 * @param seed seed of the noise
 */
public record ReportSettings(
    int images,
    List<Double> noiseLevels,
    int neighbours,
    String trainSplit,
    String testSplit,
    long seed) {
  /**
   * Checks the ranges. Beyond the upper ones no picture could be told from another.
   *
   * @throws IllegalArgumentException if a component is out of range
   */
  public ReportSettings {
    noiseLevels = List.copyOf(noiseLevels);
    Requirements requirements =
        new Requirements()
            .atLeast("images", images, 1)
            .allPositive("noiseLevels", noiseLevels)
            .atLeast("neighbours", neighbours, 1)
            .notBlank("trainSplit", trainSplit)
            .notBlank("testSplit", testSplit);
    if (images > 32) {
      requirements.refuse("images", images, "must be at most 32");
    }
    if (neighbours > 16) {
      requirements.refuse("neighbours", neighbours, "must be at most 16");
    }
    requirements.enforce();
  }
}
