package io.diffrep.evaluate;

import io.diffrep.runtime.Requirements;
import java.io.Serializable;
import java.util.List;

/**
 * How the denoising losses with an image's own code, another image's code and no code are measured.
 *
 * @param images how many images they are measured on
 * @param noiseLevels the noise-to-signal ratios {@code rho} at which, each above 0
 * @param split the split of the image table that the images come from
 */
public record LossSettings(int images, List<Double> noiseLevels, String split)
    implements Serializable {
  /**
   * Checks the ranges. Two images are the least: one needs another's code.
   *
   * @throws IllegalArgumentException if a component is out of range
   */
  public LossSettings {
    noiseLevels = List.copyOf(noiseLevels);
    new Requirements()
        .atLeast("images", images, 2)
        .allPositive("noiseLevels", noiseLevels)
        .notBlank("split", split)
        .enforce();
  }
}
