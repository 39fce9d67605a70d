package io.diffrep.bench;

import io.diffrep.image.ImageShape;
import io.diffrep.lake.ImageTable;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;

/** An image table of random pixels: what an image shows costs no time. */
final class SyntheticImages {
  /** Row groups of an image table have so many by default. */
  private static final int ROW_GROUP = 1024;

  private static final int COUNT = 4 * ROW_GROUP;

  private SyntheticImages() {}

  /** Writes the table, a file for each row group. */
  static void write(SparkSession spark, ImageShape shape, String path) {
    SplittableRandom random = new SplittableRandom(1);
    List<Row> rows = IntStream.range(0, COUNT).mapToObj(i -> row(i, shape, random)).toList();
    spark
        .createDataFrame(rows, ImageTable.schemaOfLake("nowhere"))
        .repartition(COUNT / ROW_GROUP)
        .write()
        .parquet(path);
  }

  private static Row row(int i, ImageShape shape, SplittableRandom random) {
    byte[] pixels = new byte[shape.size()];
    random.nextBytes(pixels);
    return RowFactory.create(
        String.format("%064x", random.nextLong()),
        "image-" + i,
        (long) pixels.length,
        null,
        null,
        null,
        "train",
        shape.width(),
        shape.height(),
        shape.channels(),
        pixels);
  }
}
