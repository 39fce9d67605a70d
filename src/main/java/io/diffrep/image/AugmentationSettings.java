package io.diffrep.image;

import io.diffrep.runtime.Requirements;
import java.io.Serializable;
import java.util.Set;
import java.util.TreeSet;

/**
 * How training images are changed by chance. What the chosen kind does not read has no effect
 * ({@link #withoutEffect}).
 *
 * @param kind which of the networks see them changed
 * @param mirror whether half of them are mirrored left to right
 * @param shift most pixels that a light augmentation moves an image in each direction; at least 0
 * @param crop least share of the image's area that a view shows; above 0, at most 1
 * @param brightness most that a view's brightness is changed by, as a share; from 0 to 1
 * @param cutOut side of the square that is cut out of a view, as a share of the image's shorter
 *     side; from 0 to 1
 * @param mixup how far the encoder's images are mixed with others, the parameter of the Beta law of
 *     the share; from 0, not at all, to 1, shares that are uniform
 */
public record AugmentationSettings(
    AugmentationKind kind,
    boolean mirror,
    int shift,
    double crop,
    double brightness,
    double cutOut,
    double mixup)
    implements Serializable {
  /** What holds where nothing is set. */
  public static final AugmentationSettings NONE =
      new AugmentationSettings(AugmentationKind.NONE, true, 2, 0.5, 0.4, 0.3, 0);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a component is out of range
   */
  public AugmentationSettings {
    Requirements requirements =
        new Requirements()
            .atLeast("shift", shift, 0)
            .positive("crop", crop)
            .share("crop", Math.max(0, crop))
            .share("brightness", brightness)
            .share("cutOut", cutOut)
            .share("mixup", mixup);
    requirements.enforce();
  }

  /** The components that the chosen kind does not read. */
  public Set<String> withoutEffect() {
    Set<String> unread = new TreeSet<>();
    if (kind == AugmentationKind.NONE) {
      unread.add("mirror");
    }
    if (kind != AugmentationKind.LIGHT) {
      unread.add("shift");
    }
    if (kind != AugmentationKind.VIEW) {
      unread.addAll(Set.of("crop", "brightness", "cutOut"));
    }
    return unread;
  }
}
