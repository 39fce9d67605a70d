package io.diffrep.engine.host;

import io.diffrep.engine.host.MapTensor.Contribution;
import java.nio.ByteBuffer;

/**
 * A map whose channels stand among those of a larger one of the same size. They are moved as whole
 * planes where they begin at a block, else one by one, since they lie in other places of their
 * blocks.
 */
final class ChannelRange {
  private final Kernels kernels;
  private final MapLayout part;
  private final MapLayout whole;
  private final int first;
  private final boolean aligned;

  /**
   * @param first the channel of the whole that is the part's first
   */
  ChannelRange(Kernels kernels, MapLayout part, MapLayout whole, int first) {
    this.kernels = kernels;
    this.part = part;
    this.whole = whole;
    this.first = first;
    aligned = first % whole.block() == 0;
  }

  /**
   * Copies the part of an image in. What fills up its last block may overwrite channels behind it:
   * they are to be written later.
   */
  void insert(int image, ByteBuffer from, ByteBuffer to) {
    if (aligned) {
      to.put(wholeAt(image), from, part.plane(image, 0), part.imageBytes());
    } else {
      move(image, (at, wholeAt) -> to.putFloat(wholeAt, from.getFloat(at)));
    }
  }

  private int wholeAt(int image) {
    return whole.plane(image, first / whole.block());
  }

  /** Hands the gradient of the part on, of all images. */
  void deliver(ByteBuffer dWhole, Contribution contribution) {
    ByteBuffer target = contribution.target().bytes();
    contribution.copyBefore(part);
    for (int i = 0; i < part.batch(); i++) {
      if (contribution.isFirst()) {
        extract(i, dWhole, target);
      } else {
        extractAndAdd(i, dWhole, target);
      }
    }
    part.clearPadding(target);
  }

  private void extract(int image, ByteBuffer from, ByteBuffer to) {
    if (aligned) {
      to.put(part.plane(image, 0), from, wholeAt(image), part.imageBytes());
    } else {
      move(image, (at, wholeAt) -> to.putFloat(at, from.getFloat(wholeAt)));
    }
  }

  private void extractAndAdd(int image, ByteBuffer from, ByteBuffer to) {
    int at = part.plane(image, 0);
    if (aligned) {
      kernels.add(from, wholeAt(image), to, at, to, at, part.imageBytes());
    } else {
      move(image, (a, wholeAt) -> to.putFloat(a, to.getFloat(a) + from.getFloat(wholeAt)));
    }
  }

  /** What is done with each number. */
  private interface Move {
    /**
     * @param at its byte in the part
     * @param wholeAt its byte in the whole
     */
    void number(int at, int wholeAt);
  }

  private void move(int image, Move move) {
    int block = whole.block();
    int stride = block * Float.BYTES;
    for (int c = 0; c < part.channels(); c++) {
      int other = first + c;
      int at = part.plane(image, c / block) + c % block * Float.BYTES;
      int wholeAt = whole.plane(image, other / block) + other % block * Float.BYTES;
      for (int p = 0; p < whole.positions(); p++, at += stride, wholeAt += stride) {
        move.number(at, wholeAt);
      }
    }
  }
}
