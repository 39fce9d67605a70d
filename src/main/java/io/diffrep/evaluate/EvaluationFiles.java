package io.diffrep.evaluate;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Writes what an evaluation found. */
final class EvaluationFiles {
  /** The metrics table; its column names are public interface. */
  static final StructType METRICS =
      new StructType()
          .add("input", DataTypes.StringType, false)
          .add("source", DataTypes.StringType, false)
          .add("level", DataTypes.DoubleType, true)
          .add("method", DataTypes.StringType, false)
          .add("budget", DataTypes.IntegerType, false)
          .add("draw", DataTypes.IntegerType, false)
          .add("train_seed", DataTypes.LongType, true)
          .add("split", DataTypes.StringType, false)
          .add("metric", DataTypes.StringType, false)
          .add("value", DataTypes.DoubleType, false);

  private EvaluationFiles() {}

  /** Writes the metrics table, then the JSON, then the Markdown. */
  static void write(SparkSession spark, EvaluationSummary summary, Path directory)
      throws IOException {
    List<Row> rows = summary.rows().stream().map(EvaluationFiles::row).toList();
    spark
        .createDataFrame(rows, METRICS)
        .coalesce(1)
        .write()
        .parquet(new Path(directory, Evaluation.METRICS).toString());
    FileSystem files = directory.getFileSystem(spark.sparkContext().hadoopConfiguration());
    write(files, new Path(directory, Evaluation.JSON), summary.json());
    write(files, new Path(directory, Evaluation.MARKDOWN), summary.markdown());
  }

  /** Writes a text, as UTF-8, to a file that does not exist yet. */
  static void write(FileSystem files, Path file, String text) throws IOException {
    try (OutputStream out = files.create(file, false)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static Row row(Measurement measurement) {
    return RowFactory.create(
        measurement.input(),
        measurement.source(),
        measurement.level().isPresent() ? measurement.level().getAsDouble() : null,
        measurement.method(),
        measurement.budget(),
        measurement.draw(),
        measurement.trainSeed().isPresent() ? measurement.trainSeed().getAsLong() : null,
        measurement.split(),
        measurement.metric(),
        measurement.value());
  }
}
