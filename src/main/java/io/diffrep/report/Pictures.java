package io.diffrep.report;

import io.diffrep.image.ImageShape;
import io.diffrep.image.PngWriter;
import io.diffrep.lake.FirstImages;
import io.diffrep.lake.ImageTable;
import io.diffrep.runtime.UsageException;
import java.util.Base64;
import java.util.List;
import org.apache.spark.sql.Row;

/** Images for the page. */
final class Pictures {
  private Pictures() {}

  /**
   * The first images of the test split.
   *
   * @throws UsageException if there is none
   */
  static List<Row> heldOut(RunDirectory run, ReportSettings settings) {
    List<Row> rows =
        FirstImages.ofSplit(run.images(), settings.testSplit(), settings.images()).inOrder();
    if (rows.isEmpty()) {
      throw new UsageException("No image is in split '" + settings.testSplit() + "'.");
    }
    return rows;
  }

  /** A row of the image table as a data URI. */
  static String of(Row row) {
    return of(ImageTable.shape(row), row.getAs(ImageTable.PIXELS));
  }

  /** Pixels as a data URI. */
  static String of(ImageShape shape, byte[] pixels) {
    return ofPng(PngWriter.png(shape, pixels));
  }

  /** A PNG file as a data URI. */
  static String ofPng(byte[] png) {
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(png);
  }

  /** The label, or nothing. */
  static String label(Row row) {
    String label = row.getAs(ImageTable.LABEL);
    return label == null ? "" : label;
  }
}
