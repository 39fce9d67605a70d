package io.diffrep.lake;

import io.diffrep.image.DecodedImage;
import io.diffrep.image.ImageRejected;
import io.diffrep.image.ImageShape;
import io.diffrep.image.Reason;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Reads the members of an IDX file one after another. Where the file breaks off, the members that
 * are complete stand, and each one that its header promises beyond them is a rejected row.
 */
final class IdxMembers implements Iterator<Row> {
  private final IdxImages source;
  private final Reading reading;
  private final ImageShape shape;
  private DataInputStream in;
  private ImageRejected broken;
  private int next;

  IdxMembers(IdxImages source, Reading reading) {
    this.source = source;
    this.reading = reading;
    this.shape = new ImageShape(1, source.height(), source.width());
    TaskContext task = TaskContext.get();
    if (task != null) {
      // A task that is cancelled half-way must not keep the connection.
      task.addTaskCompletionListener((TaskCompletionListener) context -> close());
    }
  }

  @Override
  public boolean hasNext() {
    return next < source.count();
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    int index = next++;
    byte[] content = new byte[shape.size()];
    int length = broken == null ? fill(content, index) : 0;
    Row outcome =
        broken == null
            ? accepted(content, index)
            : Outcome.rejected(source.path(index), length, broken);
    if (!hasNext()) {
      close();
    }
    return outcome;
  }

  /** Reads a member and gives the bytes that were there; fewer than it has set {@link #broken}. */
  private int fill(byte[] content, int index) {
    int read = 0;
    try {
      if (in == null) {
        in = IdxStream.open(source.file(), reading.hadoop());
        checkHeader(IdxHeader.ofImages(in));
      }
      while (read < content.length) {
        int n = in.read(content, read, content.length - read);
        if (n < 0) {
          throw new EOFException();
        }
        read += n;
      }
    } catch (IOException e) {
      broken = IdxStream.rejection(e, "after " + index + " of " + source.count() + " images");
    } catch (ImageRejected e) {
      broken = e;
    }
    return read;
  }

  private void checkHeader(IdxHeader header) throws ImageRejected {
    if (header.count() != source.count()
        || header.height() != source.height()
        || header.width() != source.width()) {
      throw new ImageRejected(Reason.UNREADABLE, "the file changed while it was read");
    }
  }

  private Row accepted(byte[] content, int index) {
    DecodedImage image = new DecodedImage(shape, content).as(reading.settings().channels());
    return Outcome.accepted(
        source.file(),
        source.path(index),
        content,
        source.label(index),
        reading.splits().of(source.split(), content),
        image);
  }

  private void close() {
    if (in != null) {
      try {
        in.close();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot close " + source.file().path(), e);
      }
    }
  }
}
