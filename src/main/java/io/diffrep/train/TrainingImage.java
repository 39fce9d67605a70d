package io.diffrep.train;

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
  static TrainingImage of(String id, byte[] pixels) {
    return new TrainingImage(Long.parseUnsignedLong(id.substring(0, 16), 16), pixels);
  }
}
