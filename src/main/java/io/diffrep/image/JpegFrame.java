package io.diffrep.image;

import java.nio.ByteBuffer;

/**
 * What a JPEG file says about its coding before its first scan. Refuses the variants that the
 * reader would turn into wrong pixels, or into an error that explains nothing.
 */
final class JpegFrame {
  private static final int START_OF_SCAN = 0xda;
  private static final int END_OF_IMAGE = 0xd9;

  private JpegFrame() {}

  /**
   * Walks the segments; what it cannot follow it leaves to the reader, which knows more oddities.
   */
  static void refuseUnsupported(byte[] content) throws ImageRejected {
    ByteBuffer in = ByteBuffer.wrap(content);
    int position = 2;
    boolean lossless = false;
    while (position + 4 <= content.length && content[position] == (byte) 0xff) {
      int marker = content[position + 1] & 0xff;
      int end = position + 2 + (in.getShort(position + 2) & 0xffff);
      if (marker == END_OF_IMAGE || end > content.length) {
        return;
      }
      if (isStartOfFrame(marker)) {
        lossless = (marker & 0x03) == 3;
        checkPrecision(content[position + 4], lossless);
      }
      if (marker == START_OF_SCAN) {
        checkPointTransform(content[end - 1] & 0x0f, lossless);
        return;
      }
      position = end;
    }
  }

  /** SOF0 to SOF15; among them stand DHT (c4), JPG (c8) and DAC (cc). */
  private static boolean isStartOfFrame(int marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
  }

  private static void checkPrecision(int bits, boolean lossless) throws ImageRejected {
    if (bits != 8 && !(lossless && bits == 16)) {
      throw new ImageRejected(
          Reason.UNSUPPORTED_FORMAT, "is a JPEG of " + bits + " bits per sample; 8 are read");
    }
  }

  /** TwelveMonkeys 3.12 ignores the point transform, and gives other pixels without a warning. */
  private static void checkPointTransform(int shift, boolean lossless) throws ImageRejected {
    if (lossless && shift != 0) {
      throw new ImageRejected(
          Reason.UNSUPPORTED_FORMAT, "is a lossless JPEG with a point transform of " + shift);
    }
  }
}
