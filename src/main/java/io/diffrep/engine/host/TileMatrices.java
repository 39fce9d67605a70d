package io.diffrep.engine.host;

import static io.diffrep.engine.host.WinogradKernels.POINTS;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;

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
 * @param type oneDNN's name of the type of the numbers, of single precision or bfloat16
 */
record TileMatrices(NativeBuffer buffer, int count, int channels, int type) {
  private static final int GAP = 64;

  /** Bytes of so many tiles in single precision, in which bfloat16 has room, too. */
  static long bytes(int count, int channels) {
    return (long) POINTS * (count * channels * Float.BYTES + GAP);
  }

  private int size() {
    return type == dnnl_f32 ? Float.BYTES : Short.BYTES;
  }

  ByteBuffer bytes() {
    return buffer.bytes();
  }

  /** The byte at which a channel of a tile lies in the first point's matrix. */
  int at(int tile, int channel) {
    return (tile * channels + channel) * size();
  }

  /** Bytes from one point to the next. */
  int pointBytes() {
    return count * channels * size() + GAP;
  }

  /** Bytes from one tile to the next. */
  int tileBytes() {
    return channels * size();
  }

  private long pointNumbers() {
    return pointBytes() / size();
  }

  /** Layout for oneDNN: {@code [points, tiles, channels]}. */
  dnnl_memory_desc_t layout(OneDnn dnn) {
    return dnn.strided(
        type, new long[] {POINTS, count, channels}, new long[] {pointNumbers(), channels, 1});
  }

  /** Layout of the transposed matrices: {@code [points, channels, tiles]}. */
  dnnl_memory_desc_t transposed(OneDnn dnn) {
    return dnn.strided(
        type, new long[] {POINTS, channels, count}, new long[] {pointNumbers(), 1, channels});
  }

  dnnl_memory memory(OneDnn dnn) {
    return dnn.memory(layout(dnn), buffer.pointer());
  }
}
