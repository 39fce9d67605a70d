package io.diffrep.train;

import io.diffrep.lake.StoredImage;
import java.io.Serializable;

/**
 * One image as training reads it.
 *
 * @param key the first 64 bits of its id: what its random numbers are derived from
 * @param pixels uint8, row-major {@code [height, width, channels]}
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record TrainingImage(long key, byte[] pixels) implements Serializable {
  /** Derives the key from the hexadecimal id of the image table. */
  static TrainingImage of(StoredImage image) {
    return new TrainingImage(
        Long.parseUnsignedLong(image.id().substring(0, 16), 16), image.image().pixels());
  }
}
