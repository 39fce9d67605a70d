package io.diffrep.generate;

import io.diffrep.runtime.Requirements;
import java.io.Serializable;
import java.util.List;

/**
 * What grids of images show.
 *
 * @param images images of a grid, and how many are taken where none is named; 1 to 64
 * @param draws draws of noise for one code in {@code vary}; 2 to 32
 * @param detailDraws draws of noise for each model in {@code detail}; 1 to 8
 * @param frames images from one end of an interpolation to the other, ends included; 2 to 32
 * @param distances how far {@code manipulate} goes along a direction, in deviations of the training
 *     codes along it; one or more
 * @param noiseLevels noise-to-signal ratios that {@code denoise} begins at, each above 0
 */
public record GridSettings(
    int images,
    int draws,
    int detailDraws,
    int frames,
    List<Double> distances,
    List<Double> noiseLevels)
    implements Serializable {
  /**
   * Checks the ranges. Beyond the upper ones no image could be told from another.
   *
   * @throws IllegalArgumentException if a component is out of range
   */
  public GridSettings {
    distances = List.copyOf(distances);
    noiseLevels = List.copyOf(noiseLevels);
    Requirements requirements = new Requirements().allPositive("noiseLevels", noiseLevels);
    between(requirements, "images", images, 1, 64);
    between(requirements, "draws", draws, 2, 32);
    between(requirements, "detailDraws", detailDraws, 1, 8);
    between(requirements, "frames", frames, 2, 32);
    if (distances.isEmpty() || !distances.stream().allMatch(Double::isFinite)) {
      requirements.refuse("distances", distances, "must list one or more numbers");
    }
    requirements.enforce();
  }

  private static void between(
      Requirements requirements, String component, int value, int least, int most) {
    if (value < least || value > most) {
      requirements.refuse(component, value, "must be from " + least + " to " + most);
    }
  }
}
