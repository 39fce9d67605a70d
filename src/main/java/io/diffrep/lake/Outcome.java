package io.diffrep.lake;

import io.diffrep.image.DecodedImage;
import io.diffrep.image.ImageRejected;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * The rows that sources give: the columns of the image table, then reason and detail. An accepted
 * image has no reason; a rejected one has only path, length, reason and detail.
 */
final class Outcome {
  private static final int IMAGE_COLUMNS = ImageTable.SCHEMA.length();
  private static final int PATH = ImageTable.SCHEMA.fieldIndex(ImageTable.PATH);
  private static final int LENGTH = ImageTable.SCHEMA.fieldIndex(ImageTable.LENGTH);
  private static final int SPLIT = ImageTable.SCHEMA.fieldIndex(ImageTable.SPLIT);
  private static final int PIXELS = ImageTable.SCHEMA.fieldIndex(ImageTable.PIXELS);
  private static final int REASON = IMAGE_COLUMNS;
  private static final int DETAIL = IMAGE_COLUMNS + 1;

  private Outcome() {}

  /**
   * An image that was read.
   *
   * @param file the file that it is or lies in
   * @param path its path, with {@code #member} for a member
   * @param content its encoded content
   * @param label its label, or null
   * @param split its split
   * @param image its pixels
   */
  static Row accepted(
      LakeFile file, String path, byte[] content, String label, String split, DecodedImage image) {
    return RowFactory.create(
        ContentHash.id(content, path),
        path,
        (long) content.length,
        file.modified(),
        file.etag(),
        label,
        split,
        image.shape().width(),
        image.shape().height(),
        image.shape().channels(),
        image.pixels(),
        null,
        null);
  }

  /** An image that is set aside. */
  static Row rejected(String path, long length, ImageRejected why) {
    Object[] values = new Object[IMAGE_COLUMNS + 2];
    values[PATH] = path;
    values[LENGTH] = length;
    values[REASON] = why.reason().text();
    values[DETAIL] = why.getMessage();
    return RowFactory.create(values);
  }

  static boolean isAccepted(Row outcome) {
    return outcome.isNullAt(REASON);
  }

  static String reason(Row outcome) {
    return outcome.getString(REASON);
  }

  static String split(Row outcome) {
    return outcome.getString(SPLIT);
  }

  static int pixelBytes(Row outcome) {
    return outcome.<byte[]>getAs(PIXELS).length;
  }

  /** The row of the image table. */
  static Row imageRow(Row accepted) {
    Object[] values = new Object[IMAGE_COLUMNS];
    for (int i = 0; i < IMAGE_COLUMNS; i++) {
      values[i] = accepted.get(i);
    }
    return RowFactory.create(values);
  }

  /** The row of the quarantine table. */
  static Row quarantineRow(Row rejected) {
    return RowFactory.create(
        rejected.get(PATH), rejected.get(LENGTH), rejected.get(REASON), rejected.get(DETAIL));
  }
}
