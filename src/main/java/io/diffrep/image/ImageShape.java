package io.diffrep.image;

import java.io.Serializable;

/**
 * The shape of an image.
 *
 * @param channels 1 (gray) or 3 (RGB)
 * @param height rows, at least 1
 * @param width columns, at least 1
 */
public record ImageShape(int channels, int height, int width) implements Serializable {
  /** Refuses shapes that no image has. */
  public ImageShape {
    if ((channels != 1 && channels != 3) || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "an image has 1 or 3 channels and at least one row and column, not "
              + channels
              + "x"
              + height
              + "x"
              + width);
    }
  }

  /** Values per image: channels times height times width. */
  public int size() {
    return Math.multiplyExact(channels, Math.multiplyExact(height, width));
  }

  /** {@code channels x height x width}, such as {@code 3x32x32}. */
  @Override
  public String toString() {
    return channels + "x" + height + "x" + width;
  }
}
