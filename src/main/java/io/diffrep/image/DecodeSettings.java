package io.diffrep.image;

import io.diffrep.runtime.Requirements;
import java.io.Serializable;

/**
 * What {@link ImageDecoder} accepts and makes of it.
 *
 * @param channels channels of the decoded image
 * @param maxPixels most pixels (width times height) of an image, at least 1; an image that has more
 *     is refused by its header, before memory for its pixels is taken
 * @param maxBytes most bytes of an encoded image, at least 1; a larger file is not read
 */
public record DecodeSettings(Channels channels, long maxPixels, long maxBytes)
    implements Serializable {
  /** The most pixels that a Java array of RGB bytes holds. */
  private static final long MOST_PIXELS = Integer.MAX_VALUE / 4;

  /** The most bytes that a Java array holds, with some room for its header. */
  private static final long MOST_BYTES = Integer.MAX_VALUE - 16;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a component is out of range
   */
  public DecodeSettings {
    Requirements requirements =
        new Requirements().atLeast("maxPixels", maxPixels, 1).atLeast("maxBytes", maxBytes, 1);
    if (maxPixels > MOST_PIXELS) {
      requirements.refuse("maxPixels", maxPixels, "must be at most " + MOST_PIXELS);
    }
    if (maxBytes > MOST_BYTES) {
      requirements.refuse("maxBytes", maxBytes, "must be at most " + MOST_BYTES);
    }
    requirements.enforce();
  }
}
