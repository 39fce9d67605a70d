package io.diffrep.lake;

import io.diffrep.image.ImageRejected;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Row;

/** A file that was found unusable before the job began, such as a container without header. */
final class RejectedFile implements Source {
  private static final long serialVersionUID = 1L;

  private final String path;
  private final long length;
  private final ImageRejected why;

  RejectedFile(LakeFile file, ImageRejected why) {
    this.path = file.path();
    this.length = file.length();
    // Without its cause, which need not be serialisable.
    this.why = new ImageRejected(why.reason(), why.getMessage());
  }

  @Override
  public long promised() {
    return 1;
  }

  @Override
  public long cost() {
    return 0;
  }

  @Override
  public String split() {
    return null;
  }

  @Override
  public Iterator<Row> read(Reading reading) {
    return List.of(Outcome.rejected(path, length, why)).iterator();
  }
}
