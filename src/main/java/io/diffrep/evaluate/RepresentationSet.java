package io.diffrep.evaluate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.size;

import io.diffrep.encode.RepresentationTable;
import io.diffrep.runtime.UsageException;
import io.diffrep.store.Destination;
import io.diffrep.store.Locations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.OptionalLong;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * A representation table that was opened by the rules of every reader: one encoding of each image,
 * with the facts that hold for the whole table.
 *
 * @param directory where it lies
 * @param source what its codes are
 * @param model fingerprint of the encoding
 * @param levels the noise-to-signal ratio of each row of the codes, in the table's order
 * @param dimension length of the code at one level
 * @param images how many images it holds
 * @param digest a value that two tables share if they hold the same ids with the same labels and
 *     splits
 * @param rows the rows that count: the newest of each path, without images that are gone
 */
public record RepresentationSet(
    String directory,
    String source,
    String model,
    List<Double> levels,
    int dimension,
    long images,
    long digest,
    Dataset<Row> rows) {

  private static final List<String> COLUMNS =
      List.of(
          RepresentationTable.ID,
          RepresentationTable.PATH,
          RepresentationTable.LABEL,
          RepresentationTable.SPLIT,
          RepresentationTable.CODES,
          RepresentationTable.NOISE_LEVELS,
          RepresentationTable.SOURCE,
          RepresentationTable.MODEL,
          RepresentationTable.ENCODED);

  /**
   * Opens a table and checks it.
   *
   * @throws UsageException if it is missing, no representation table, empty, or holds several
   *     encodings
   */
  public static RepresentationSet open(SparkSession spark, String directory) {
    Dataset<Row> table = read(spark, directory);
    Row facts =
        table
            .agg(
                count(lit(1)),
                countDistinct(col(RepresentationTable.PATH)),
                collect_set(RepresentationTable.MODEL),
                collect_set(RepresentationTable.SOURCE),
                collect_set(RepresentationTable.NOISE_LEVELS),
                first(RepresentationTable.NOISE_LEVELS))
            .first();
    if (facts.getLong(0) == 0) {
      throw new UsageException("The representation table " + directory + " is empty.");
    }
    requireOne(facts.getList(2), "model fingerprints", directory);
    requireOne(facts.getList(3), "sources", directory);
    requireOne(facts.getList(4), "sets of noise levels", directory);
    boolean repeated = facts.getLong(0) > facts.getLong(1);
    Dataset<Row> rows =
        (repeated ? newestOfEachPath(table) : table)
            .where(col(RepresentationTable.CODES).isNotNull());
    List<Float> levels = facts.getList(5);
    Row shape = shape(rows, directory, levels.size());
    return new RepresentationSet(
        directory,
        facts.<String>getList(3).get(0),
        facts.<String>getList(2).get(0),
        levels.stream().map(RepresentationSet::asWritten).toList(),
        shape.getInt(1),
        shape.getLong(0),
        shape.getLong(5),
        rows);
  }

  /** The levels in rising order; {@link #levels} has them as the table does. */
  public RisingLevels rising() {
    return RisingLevels.of(levels);
  }

  /**
   * By how many labels the encoder was trained; 0 for all that there were, empty for none.
   *
   * @see RepresentationTable#labelsSeen
   */
  OptionalLong labelsSeen() {
    return RepresentationTable.labelsSeen(rows.schema());
  }

  private static Dataset<Row> read(SparkSession spark, String directory) {
    Path path = new Path(directory);
    try {
      FileSystem fs = path.getFileSystem(spark.sparkContext().hadoopConfiguration());
      if (!fs.exists(path)) {
        throw new UsageException(
            "There is no representation table at " + directory + ": encode images first.");
      }
      Destination.requireFinished(fs, path);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look for the representation table " + directory, e);
    }
    Dataset<Row> table = parquet(spark, directory);
    List<String> present = List.of(table.columns());
    List<String> missing = COLUMNS.stream().filter(name -> !present.contains(name)).toList();
    if (!missing.isEmpty()) {
      throw new UsageException(
          directory + " is no representation table: it has no columns " + missing + ".");
    }
    return table.select(COLUMNS.stream().map(name -> col(name)).toArray(Column[]::new));
  }

  /** Spark throws its checked AnalysisException undeclared, hence the broad catch. */
  private static Dataset<Row> parquet(SparkSession spark, String directory) {
    try {
      return spark.read().parquet(Locations.literal(directory));
    } catch (Exception e) {
      if (e instanceof AnalysisException) {
        throw new UsageException(directory + " is no representation table: " + e.getMessage(), e);
      }
      throw e;
    }
  }

  private static void requireOne(List<?> values, String what, String directory) {
    if (values.size() > 1) {
      throw new UsageException(
          "The representation table "
              + directory
              + " holds "
              + values.size()
              + " different "
              + what
              + ", whose codes cannot be compared: "
              + values
              + ". Encode each into a directory of its own.");
    }
  }

  private static Dataset<Row> newestOfEachPath(Dataset<Row> table) {
    WindowSpec newestFirst =
        Window.partitionBy(RepresentationTable.PATH)
            .orderBy(col(RepresentationTable.ENCODED).desc(), col(RepresentationTable.ID));
    return table
        .withColumn("age", row_number().over(newestFirst))
        .where(col("age").equalTo(1))
        .drop("age");
  }

  /** Count, smallest and largest dimension, smallest and largest level count, digest. */
  private static Row shape(Dataset<Row> rows, String directory, int levels) {
    Row shape =
        rows.agg(
                count(lit(1)),
                min(size(element_at(col(RepresentationTable.CODES), 1))),
                max(size(element_at(col(RepresentationTable.CODES), 1))),
                min(size(col(RepresentationTable.CODES))),
                max(size(col(RepresentationTable.CODES))),
                // A sum over rows, so that their order does not matter; bit_xor would let pairs
                // cancel out.
                expr("sum(shiftright(xxhash64(id, label, split), 24))"))
            .first();
    if (shape.getLong(0) == 0) {
      throw new UsageException("The representation table " + directory + " holds no codes.");
    }
    if (shape.getInt(1) != shape.getInt(2)
        || shape.getInt(3) != levels
        || shape.getInt(4) != levels) {
      throw new UsageException(
          "The codes in "
              + directory
              + " differ in shape from row to row, so no probe can be fitted on them. Encode the"
              + " images again.");
    }
    return shape;
  }

  /** The level as it was written, 0.2 rather than the float's 0.20000000298. */
  private static double asWritten(float level) {
    return Double.parseDouble(Float.toString(level));
  }
}
