package io.diffrep.lake;

import io.diffrep.image.ImageShape;

/**
 * A row of the image table, without what only says where the image came from.
 *
 * @param id its id
 * @param shape its shape
 * @param pixels uint8, row-major {@code [height, width, channels]}
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record StoredImage(String id, ImageShape shape, byte[] pixels) {
  /** Refuses pixels that do not fill the shape. */
  public StoredImage {
    if (pixels.length != shape.size()) {
      throw new IllegalArgumentException(
          "image " + id + " of shape " + shape + " has " + pixels.length + " bytes of pixels");
    }
  }
}
