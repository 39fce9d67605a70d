package io.diffrep.lake;

import io.diffrep.image.ImageRejected;
import io.diffrep.image.Reason;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.hadoop.conf.Configuration;

/** Opens IDX files, compressed or not, and says what their failures mean. */
final class IdxStream {
  private static final int BUFFER = 1 << 16;
  private static final int GZIP_MAGIC = 0x1f8b;

  private IdxStream() {}

  /** Opens a file; whether it is gzip is told from its content. */
  static DataInputStream open(LakeFile file, Configuration hadoop) throws IOException {
    InputStream raw = file.open(hadoop);
    try {
      BufferedInputStream in = new BufferedInputStream(raw, BUFFER);
      in.mark(2);
      int magic = in.read() << 8 | in.read();
      in.reset();
      return new DataInputStream(
          magic == GZIP_MAGIC ? new BufferedInputStream(new GZIPInputStream(in, BUFFER)) : in);
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  /**
   * The rejection that a failure means.
   *
   * @param e the failure
   * @param found what had been read when it came
   */
  static ImageRejected rejection(IOException e, String found) {
    if (e instanceof EOFException) {
      return new ImageRejected(Reason.TRUNCATED, "the file ends " + found, e);
    }
    if (e instanceof ZipException) {
      return new ImageRejected(
          Reason.UNREADABLE, "the compressed data is corrupt " + found + ": " + e.getMessage(), e);
    }
    return ReadFailure.rejection(e);
  }
}
