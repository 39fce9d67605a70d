package io.diffrep.lake;

import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.util.LongAccumulator;

/**
 * How the rows of an image table lie in its files, so that training can read a few of them at a
 * time: in an order that is random and yet always the same (dealt to the files by a hash of the id,
 * and sorted by split and id in each: ids are digests), in small row groups of equally many rows.
 * Counting rows rather than bytes keeps the groups the same however well the other columns
 * compress.
 *
 * @param files how many files
 * @param rowsPerGroup rows of each row group but a file's last, where images are of one size
 * @param groupBytes what such a row group has at least before it is compressed
 */
record TableLayout(int files, int rowsPerGroup, long groupBytes) {
  /** A row group must fit into a task's memory several times. */
  private static final long MOST_GROUP_BYTES = 32 << 20;

  private static final long MEGABYTE = 1 << 20;

  /** Less than a row has beside its pixels: the id alone takes 68 with its length. */
  private static final int OTHER_BYTES = 100;

  /** Enough to tell ids apart; whole images would make up most of a file's footer. */
  private static final int STATISTICS_BYTES = 64;

  /**
   * The layout of a table.
   *
   * @param images its rows, at least 1
   * @param pixelBytes size of their pixels together, at least 1
   */
  static TableLayout of(long images, long pixelBytes, IngestSettings settings) {
    long fileBytes = settings.partitionMegabytes() * MEGABYTE;
    long files = (pixelBytes + fileBytes - 1) / fileBytes;
    long rowBytes = pixelBytes / images;
    long mostRows = Math.max(1, MOST_GROUP_BYTES / Math.max(1, rowBytes));
    int rows = (int) Math.min(settings.rowGroupImages(), mostRows);
    return new TableLayout(Math.toIntExact(files), rows, rows * (rowBytes + OTHER_BYTES));
  }

  /**
   * Writes the table.
   *
   * @param rows its rows, in any order
   * @param done counts the rows that are being written
   */
  void write(Dataset<Row> rows, LongAccumulator done, Path path) {
    rows.repartition(files, functions.col(ImageTable.ID))
        .sortWithinPartitions(ImageTable.SPLIT, ImageTable.ID)
        .withColumn(ImageTable.ID, counted(done).apply(functions.col(ImageTable.ID)))
        .write()
        // Parquet ends a row group that is found too large, and looks after so many rows. What it
        // counts is compressed once a page is full: a page has to hold a column of the row group.
        .option("parquet.block.size", groupBytes)
        .option("parquet.page.size", Math.max(MEGABYTE, 2 * groupBytes))
        .option("parquet.page.size.row.check.min", rowsPerGroup)
        .option("parquet.page.size.row.check.max", rowsPerGroup)
        // On HDFS it would fill the rest of each block with zeros.
        .option("parquet.writer.max-padding", 0)
        .option("parquet.statistics.truncate.length", STATISTICS_BYTES)
        .parquet(path.toString());
  }

  /** The id as it is; not deterministic, or Spark might ask for it before it deals the rows. */
  private static UserDefinedFunction counted(LongAccumulator done) {
    UDF1<String, String> count =
        id -> {
          done.add(1);
          return id;
        };
    return functions.udf(count, DataTypes.StringType).asNonNullable().asNondeterministic();
  }
}
