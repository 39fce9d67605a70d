package io.diffrep.generate;

import java.util.List;

/**
 * Images with their codes.
 *
 * @param pictures the images, whose pixels may not be at hand
 * @param codes the codes of each
 */
record CodedImages(List<Picture> pictures, Codes codes) {
  /** Copies the list. */
  CodedImages {
    pictures = List.copyOf(pictures);
  }

  /** Whether the pixels of all are at hand. */
  boolean shown() {
    return pictures.stream().allMatch(picture -> picture.pixels().isPresent());
  }
}
