package io.diffrep.lake;

import java.util.Iterator;
import org.apache.spark.sql.Row;

/** An IDX file of gray images; its members are {@code file#index}, from 0. */
final class IdxImages implements Source {
  private static final long serialVersionUID = 1L;

  private final LakeFile file;
  private final int count;
  private final int height;
  private final int width;
  private final String split;
  private final byte[] labels;

  /**
   * @param file the file
   * @param header its header, read before
   * @param split the split that its name means, or null
   * @param labels labels of its first images, or of all
   */
  IdxImages(LakeFile file, IdxHeader header, String split, byte[] labels) {
    this.file = file;
    this.count = header.count();
    this.height = header.height();
    this.width = header.width();
    this.split = split;
    this.labels = labels;
  }

  @Override
  public long promised() {
    return count;
  }

  @Override
  public long cost() {
    return Math.max(file.length(), (long) count * height * width);
  }

  @Override
  public String split() {
    return split;
  }

  @Override
  public Iterator<Row> read(Reading reading) {
    return new IdxMembers(this, reading);
  }

  LakeFile file() {
    return file;
  }

  int count() {
    return count;
  }

  int height() {
    return height;
  }

  int width() {
    return width;
  }

  /** Label of a member, or null. */
  String label(int index) {
    return index < labels.length ? Integer.toString(labels[index] & 0xff) : null;
  }

  /** Path of a member. */
  String path(int index) {
    return file.path() + "#" + index;
  }
}
