package io.diffrep.lake;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.sql.Timestamp;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** A file of a lake as it was listed. Not a record: Kryo cannot make records. */
final class LakeFile implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String path;
  private final String location;
  private final long length;
  private final Timestamp modified;
  private final String etag;

  /**
   * @param path relative to the lake's root
   * @param location absolute: a path of a Hadoop file system or of the sample
   * @param length bytes
   * @param modified when it was last modified, or null
   * @param etag its entity tag, or null
   */
  LakeFile(String path, String location, long length, Timestamp modified, String etag) {
    this.path = path;
    this.location = location;
    this.length = length;
    this.modified = modified;
    this.etag = etag;
  }

  /** The file of a status, below a root that is qualified as the status is. */
  static LakeFile of(FileStatus status, Path root) {
    String location = status.getPath().toString();
    String prefix = root.toString();
    String path = location.substring(prefix.length() + (prefix.endsWith("/") ? 0 : 1));
    String etag = status instanceof EtagSource tagged ? tagged.getEtag() : null;
    return new LakeFile(
        path, location, status.getLen(), new Timestamp(status.getModificationTime()), etag);
  }

  String path() {
    return path;
  }

  long length() {
    return length;
  }

  Timestamp modified() {
    return modified;
  }

  String etag() {
    return etag;
  }

  /** Its name without folders. */
  String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Its folder, relative to the lake's root; empty at the root. */
  String folder() {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }

  /** Opens it; the caller closes the stream. */
  InputStream open(Configuration hadoop) throws IOException {
    if (SampleLake.holds(location)) {
      return SampleLake.open(location);
    }
    Path file = new Path(location);
    return file.getFileSystem(hadoop).open(file);
  }
}
