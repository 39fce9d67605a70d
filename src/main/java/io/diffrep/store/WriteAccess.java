package io.diffrep.store;

import io.diffrep.runtime.Finding;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Whether this JVM can write to a directory: a small file is written, read back and deleted. */
public final class WriteAccess {
  private static final int MARK = 0x42;

  private WriteAccess() {}

  /**
   * Tries it.
   *
   * @param directory a path on any Hadoop file system; made, if it is not there, and left
   * @param hadoop the configuration of the file systems
   */
  public static Finding check(String directory, Configuration hadoop) {
    String subject = "write access to " + directory;
    try {
      Path file = new Path(directory, ".diffrep-write-access-" + UUID.randomUUID());
      FileSystem files = file.getFileSystem(hadoop);
      try (OutputStream out = files.create(file, false)) {
        out.write(MARK);
      }
      int read;
      try (InputStream in = files.open(file)) {
        read = in.read();
      }
      files.delete(file, false);
      return read == MARK
          ? Finding.ok(subject, "a file could be written, read and deleted")
          : Finding.failure(subject, "what was written did not come back", "look at the storage");
    } catch (IOException | RuntimeException e) {
      return Finding.failure(
          subject, String.valueOf(e), "check path, permissions and credentials of this user");
    }
  }
}
