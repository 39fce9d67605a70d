package io.diffrep.lake;

import io.diffrep.image.ImageRejected;
import io.diffrep.image.Reason;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;

/**
 * The labels beside a file of IDX images.
 *
 * @param values one unsigned byte per image, as many as could be read
 * @param fault what is wrong with the file, or null
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record IdxLabels(byte[] values, ImageRejected fault) {
  /**
   * Reads a whole file of labels. Labels of another number of images are none: they would be the
   * labels of other images.
   *
   * @param images how many images they should be for
   */
  static IdxLabels read(LakeFile file, Configuration hadoop, int images) {
    if (file.length() == 0) {
      return new IdxLabels(
          new byte[0], new ImageRejected(Reason.ZERO_BYTES, "the file has no content"));
    }
    byte[] values = new byte[0];
    try (DataInputStream in = IdxStream.open(file, hadoop)) {
      IdxHeader header = IdxHeader.ofLabels(in);
      if (header.count() != images) {
        throw new ImageRejected(
            Reason.UNREADABLE,
            "holds labels of "
                + header.count()
                + " images, and the file beside it holds "
                + images
                + ": these images get no label");
      }
      return readAll(in, header.count());
    } catch (IOException e) {
      return new IdxLabels(values, IdxStream.rejection(e, "in its header"));
    } catch (ImageRejected e) {
      return new IdxLabels(values, e);
    }
  }

  private static IdxLabels readAll(DataInputStream in, int count) {
    byte[] values = new byte[count];
    int read = 0;
    try {
      while (read < count) {
        int n = in.read(values, read, count - read);
        if (n < 0) {
          throw new EOFException();
        }
        read += n;
      }
      return new IdxLabels(values, null);
    } catch (IOException e) {
      String found = "after " + read + " of " + count + " labels: the images behind get none";
      return new IdxLabels(Arrays.copyOf(values, read), IdxStream.rejection(e, found));
    }
  }
}
