package io.diffrep.engine.host;

import java.nio.ByteBuffer;

/**
 * An image of a map as a matrix {@code [positions, channels]}, row-major, for products.
 *
 * @param layout the map's
 */
record PositionMatrix(MapLayout layout) {
  /** Bytes of the matrix. */
  long bytes() {
    return (long) layout.positions() * layout.channels() * Float.BYTES;
  }

  /** What is done with the channels of a block at a position. */
  private interface Move {
    /**
     * @param at their byte in the map
     * @param matrixAt their byte in the matrix
     * @param bytes how many
     */
    void channels(int at, int matrixAt, int bytes);
  }

  private void move(int image, Move move) {
    for (int b = 0; b < layout.blocks(); b++) {
      int first = b * layout.block();
      int bytes = Math.min(layout.block(), layout.channels() - first) * Float.BYTES;
      int at = layout.plane(image, b);
      int matrixAt = first * Float.BYTES;
      for (int p = 0; p < layout.positions(); p++) {
        move.channels(at, matrixAt, bytes);
        at += layout.block() * Float.BYTES;
        matrixAt += layout.channels() * Float.BYTES;
      }
    }
  }

  /** From the map to the matrix. */
  void read(int image, ByteBuffer map, ByteBuffer matrix) {
    move(image, (at, matrixAt, bytes) -> matrix.put(matrixAt, map, at, bytes));
  }

  /** From the matrix to the map; what fills up its last block stays as it is. */
  void write(int image, ByteBuffer matrix, ByteBuffer map) {
    move(image, (at, matrixAt, bytes) -> map.put(at, matrix, matrixAt, bytes));
  }

  /** The same, added to the map. */
  void add(int image, ByteBuffer matrix, ByteBuffer map) {
    move(
        image,
        (at, matrixAt, bytes) -> {
          for (int k = 0; k < bytes; k += Float.BYTES) {
            map.putFloat(at + k, map.getFloat(at + k) + matrix.getFloat(matrixAt + k));
          }
        });
  }
}
