package io.diffrep.image;

/** Which of the networks see a training image changed. */
public enum AugmentationKind {
  /** Neither. */
  NONE,
  /** Both, the same change: mirrored, shifted by a few pixels. */
  LIGHT,
  /**
   * The encoder alone: a crop in another size and brightness with a hole in it, while the score
   * network denoises the image as it is. Codes then hold what such views have in common.
   */
  VIEW
}
