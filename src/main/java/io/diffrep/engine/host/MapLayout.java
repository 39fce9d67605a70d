package io.diffrep.engine.host;

import static org.bytedeco.dnnl.global.dnnl.dnnl_abcd;
import static org.bytedeco.dnnl.global.dnnl.dnnl_nChw16c;
import static org.bytedeco.dnnl.global.dnnl.dnnl_nChw8c;

import io.diffrep.engine.Value.FeatureMap;
import java.nio.ByteBuffer;
import org.bytedeco.dnnl.dnnl_memory_desc_t;

/**
 * Where the numbers of feature maps lie: {@code [batch][channel block][row][column][channel in
 * block]}, oneDNN's nChw16c or nChw8c. Channels that fill up the last block hold zeros.
 *
 * @param batch images
 * @param channels channels of an image
 * @param height rows
 * @param width columns
 * @param block channels that lie together, 8 or 16
 */
record MapLayout(int batch, int channels, int height, int width, int block) {
  static MapLayout of(FeatureMap map, int batch, int block) {
    return new MapLayout(batch, map.channels(), map.height(), map.width(), block);
  }

  MapLayout withChannels(int others) {
    return new MapLayout(batch, others, height, width, block);
  }

  /** oneDNN's name of the layout. */
  int tag() {
    return block == 16 ? dnnl_nChw16c : dnnl_nChw8c;
  }

  /** The layout for oneDNN. */
  dnnl_memory_desc_t blocked(OneDnn dnn) {
    return dnn.floats(tag(), batch, channels, height, width);
  }

  /** The plain layout of the same maps for oneDNN, {@code [batch, channels, height, width]}. */
  dnnl_memory_desc_t plain(OneDnn dnn) {
    return dnn.floats(dnnl_abcd, batch, channels, height, width);
  }

  /** Positions of a channel. */
  int positions() {
    return height * width;
  }

  /** Blocks of channels, the last perhaps not full. */
  int blocks() {
    return (channels + block - 1) / block;
  }

  /** Channels, those included that fill up the last block. */
  int paddedChannels() {
    return blocks() * block;
  }

  /** Bytes of one block of channels of one image. */
  int planeBytes() {
    return positions() * block * Float.BYTES;
  }

  /** Bytes of one image. */
  int imageBytes() {
    return blocks() * planeBytes();
  }

  /** Bytes of the batch. */
  long bytes() {
    return (long) batch * imageBytes();
  }

  /** The byte at which a block of channels begins. */
  int plane(int image, int blockIndex) {
    return image * imageBytes() + blockIndex * planeBytes();
  }

  /** Bytes of the batch in the plain layout {@code [batch, channels, height, width]}. */
  long plainBytes() {
    return (long) batch * channels * positions() * Float.BYTES;
  }

  /**
   * Writes zeros where channels fill up the last block: it is multiplied by zeros of filters, which
   * makes no zero of what happened to lie there.
   */
  void clearPadding(ByteBuffer map) {
    int used = channels % block;
    if (used == 0) {
      return;
    }
    for (int i = 0; i < batch; i++) {
      int at = plane(i, blocks() - 1);
      for (int p = 0; p < positions(); p++) {
        for (int j = used; j < block; j++) {
          map.putFloat(at + (p * block + j) * Float.BYTES, 0);
        }
      }
    }
  }
}
