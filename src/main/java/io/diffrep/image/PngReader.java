package io.diffrep.image;

import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;

/**
 * Reads PNG files through the JDK's reader. The chunks are walked first: that finds files that are
 * cut off or corrupt, which the JDK's reader may pass over since it checks no checksum, and hands
 * on only the chunks that the pixels need. Text and profiles can inflate to any size, and the JDK's
 * reader trips over odd ones.
 */
final class PngReader {
  private static final int SIGNATURE = 8;

  /** Length, type and checksum around a chunk's data. */
  private static final int FRAME = 12;

  private static final int IHDR_LENGTH = 13;
  private static final Pattern TYPE = Pattern.compile("[A-Za-z]{4}");
  private static final Set<String> NEEDED = Set.of("IHDR", "PLTE", "tRNS", "IDAT", "IEND");

  private PngReader() {}

  static BufferedImage read(byte[] content, SizeCheck size) throws IOException, ImageRejected {
    byte[] bare = bare(content, size);
    ImageReader reader = jdkReader();
    try (ByteArrayImageInputStream in = new ByteArrayImageInputStream(bare)) {
      reader.setInput(in, true, true);
      return reader.read(0);
    } finally {
      reader.dispose();
    }
  }

  /** The file with only the chunks that the pixels need; refuses what is broken. */
  private static byte[] bare(byte[] content, SizeCheck size) throws ImageRejected {
    ByteBuffer in = ByteBuffer.wrap(content);
    ByteArrayOutputStream out = new ByteArrayOutputStream(content.length);
    out.write(content, 0, SIGNATURE);
    int position = SIGNATURE;
    String type = "";
    while (!type.equals("IEND")) {
      if (content.length - position < FRAME) {
        throw truncated(position, type);
      }
      long length = in.getInt(position) & 0xffffffffL;
      type = type(content, position);
      if (length > content.length - position - FRAME) {
        throw truncated(position, type);
      }
      if (position == SIGNATURE) {
        checkHeader(in, type, length, size);
      }
      int end = position + (int) length + FRAME;
      if (NEEDED.contains(type)) {
        checkSum(content, position + 4, (int) length + 4, in.getInt(end - 4), type);
        out.write(content, position, end - position);
      }
      position = end;
    }
    return out.toByteArray();
  }

  private static String type(byte[] content, int position) throws ImageRejected {
    String type = new String(content, position + 4, 4, StandardCharsets.ISO_8859_1);
    if (!TYPE.matcher(type).matches()) {
      throw new ImageRejected(
          Reason.UNREADABLE, "is corrupt at byte " + position + ": no chunk of a PNG file");
    }
    return type;
  }

  private static void checkHeader(ByteBuffer in, String type, long length, SizeCheck size)
      throws ImageRejected {
    if (!type.equals("IHDR") || length != IHDR_LENGTH) {
      throw new ImageRejected(
          Reason.UNREADABLE, "a PNG file begins with a header of 13 bytes, this one with " + type);
    }
    size.accept(in.getInt(SIGNATURE + 8), in.getInt(SIGNATURE + 12));
  }

  private static void checkSum(byte[] content, int offset, int length, int expected, String type)
      throws ImageRejected {
    CRC32 crc = new CRC32();
    crc.update(content, offset, length);
    if ((int) crc.getValue() != expected) {
      throw new ImageRejected(
          Reason.UNREADABLE,
          String.format(
              "chunk %s at byte %d is corrupt: checksum %08x, not %08x",
              type, offset - 4, crc.getValue(), expected));
    }
  }

  private static ImageRejected truncated(int position, String type) {
    return new ImageRejected(
        Reason.TRUNCATED,
        "the file ends in or after the chunk "
            + type
            + " at byte "
            + position
            + ", and a PNG file ends with IEND");
  }

  /** The JDK's own, whatever else a class path brings: others differ in what they give. */
  private static ImageReader jdkReader() {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("png");
    while (readers.hasNext()) {
      ImageReader reader = readers.next();
      if (reader.getClass().getName().startsWith("com.sun.imageio.")) {
        return reader;
      }
      reader.dispose();
    }
    throw new IllegalStateException(
        "this Java runtime has no PNG reader: use a full JDK or JRE 17");
  }
}
