package io.diffrep.train;

import io.diffrep.lake.StoredImage;
import java.io.Serializable;

/**
 * One image as training reads it.
 *
 * @param key the first 64 bits of its id: what its random numbers are derived from
 * @param label index of its class, or {@link #NO_CLASS}
 * @param pixels uint8, row-major {@code [height, width, channels]}
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record TrainingImage(long key, int label, byte[] pixels) implements Serializable {
  /** Where labels are not looked at, or there is none. */
  static final int NO_CLASS = -1;

  /** An image whose label is not looked at. */
  TrainingImage(long key, byte[] pixels) {
    this(key, NO_CLASS, pixels);
  }

  /** Derives the key from the hexadecimal id of the image table. */
  static TrainingImage of(StoredImage image, int label) {
    return new TrainingImage(
        Long.parseUnsignedLong(image.id().substring(0, 16), 16), label, image.image().pixels());
  }
}
