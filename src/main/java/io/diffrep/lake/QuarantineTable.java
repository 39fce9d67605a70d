package io.diffrep.lake;

import io.diffrep.runtime.UsageException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The quarantine table: one row per file, or member of a container, that did not become a row of
 * the image table. The column names are public interface.
 */
public final class QuarantineTable {
  /** Path relative to the lake's root; {@code file#member} for a member of a container. */
  public static final String PATH = "path";

  /** Length in bytes of what was set aside. */
  public static final String LENGTH = "length";

  /** One of the texts of {@link io.diffrep.image.Reason}. */
  public static final String REASON = "reason";

  /** What was found, in words. */
  public static final String DETAIL = "detail";

  /** The schema of the table. */
  public static final StructType SCHEMA =
      new StructType()
          .add(PATH, DataTypes.StringType, false)
          .add(LENGTH, DataTypes.LongType, false)
          .add(REASON, DataTypes.StringType, false)
          .add(DETAIL, DataTypes.StringType, true);

  private QuarantineTable() {}

  /**
   * Opens a quarantine table.
   *
   * @param spark the session
   * @param path where the table lies, on any Hadoop file system
   * @throws UsageException if nothing is there or it is no quarantine table
   */
  public static Dataset<Row> read(SparkSession spark, String path) {
    return ImageTable.read(spark, path, SCHEMA, "quarantine table");
  }
}
