package io.diffrep.lake;

import io.diffrep.image.ImageRejected;
import io.diffrep.image.Reason;
import java.io.DataInputStream;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;

/**
 * The header of an IDX file of unsigned bytes: magic number and dimensions, big-endian.
 *
 * @param count images or labels
 * @param height rows of an image; 1 for labels
 * @param width columns of an image; 1 for labels
 */
record IdxHeader(int count, int height, int width) {
  private static final int IMAGES = 0x0803;
  private static final int LABELS = 0x0801;

  /** Bytes of one image or label. */
  long memberBytes() {
    return (long) height * width;
  }

  /** Reads the header of a file of images. */
  static IdxHeader ofImages(DataInputStream in) throws IOException, ImageRejected {
    return read(in, IMAGES, "images (3 dimensions of unsigned bytes)");
  }

  /** Reads the header of a file of labels. */
  static IdxHeader ofLabels(DataInputStream in) throws IOException, ImageRejected {
    return read(in, LABELS, "labels (1 dimension of unsigned bytes)");
  }

  /** Opens a file of images and reads its header; every failure becomes a rejection. */
  static IdxHeader ofImages(LakeFile file, Configuration hadoop) throws ImageRejected {
    if (file.length() == 0) {
      throw new ImageRejected(Reason.ZERO_BYTES, "the file has no content");
    }
    try (DataInputStream in = IdxStream.open(file, hadoop)) {
      return ofImages(in);
    } catch (IOException e) {
      throw IdxStream.rejection(e, "in its header");
    }
  }

  private static IdxHeader read(DataInputStream in, int magic, String kind)
      throws IOException, ImageRejected {
    int found = in.readInt();
    if (found != magic) {
      throw new ImageRejected(
          Reason.UNREADABLE,
          String.format(
              "begins with %08x; an IDX file of %s begins with %08x", found, kind, magic));
    }
    int count = in.readInt();
    IdxHeader header =
        magic == IMAGES
            ? new IdxHeader(count, in.readInt(), in.readInt())
            : new IdxHeader(count, 1, 1);
    if (count < 0 || header.height < 1 || header.width < 1) {
      throw new ImageRejected(
          Reason.UNREADABLE,
          "its header says "
              + count
              + " images of "
              + header.width
              + " x "
              + header.height
              + " pixels");
    }
    return header;
  }
}
