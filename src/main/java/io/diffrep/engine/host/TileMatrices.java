package io.diffrep.engine.host;

import static io.diffrep.engine.host.WinogradKernels.POINTS;

import java.nio.ByteBuffer;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc_t;

/**
 * Transformed tiles: for each of their 36 points a matrix {@code [tiles, channels]}. Between two
 * points lies a cache line more than the matrix: the points of a tile would else lie a power of two
 * apart, all in one set of the cache.
 *
 * @param buffer where they lie
 * @param count tiles
 * @param channels channels of each
 */
record TileMatrices(NativeBuffer buffer, int count, int channels) {
  private static final int GAP = 16;

  /** Bytes of so many tiles. */
  static long bytes(int count, int channels) {
    return (long) POINTS * (count * channels + GAP) * Float.BYTES;
  }

  ByteBuffer bytes() {
    return buffer.bytes();
  }

  /** The byte at which a channel of a tile lies in the first point's matrix. */
  int at(int tile, int channel) {
    return (tile * channels + channel) * Float.BYTES;
  }

  /** Bytes from one point to the next. */
  int pointBytes() {
    return (count * channels + GAP) * Float.BYTES;
  }

  /** Bytes from one tile to the next. */
  int tileBytes() {
    return channels * Float.BYTES;
  }

  private long pointFloats() {
    return pointBytes() / Float.BYTES;
  }

  /** Layout for oneDNN: {@code [points, tiles, channels]}. */
  dnnl_memory_desc_t layout(OneDnn dnn) {
    return dnn.strided(
        new long[] {POINTS, count, channels}, new long[] {pointFloats(), channels, 1});
  }

  /** Layout of the transposed matrices: {@code [points, channels, tiles]}. */
  dnnl_memory_desc_t transposed(OneDnn dnn) {
    return dnn.strided(
        new long[] {POINTS, channels, count}, new long[] {pointFloats(), 1, channels});
  }

  dnnl_memory memory(OneDnn dnn) {
    return dnn.memory(layout(dnn), buffer.pointer());
  }
}
