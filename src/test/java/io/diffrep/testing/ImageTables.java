package io.diffrep.testing;

import io.diffrep.image.ImageShape;
import io.diffrep.lake.ImageTable;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Image tables made of {@link TinyModels#images}. */
public final class ImageTables {
  private ImageTables() {}

  /**
   * Writes a table in a random order: three quarters in split train, the rest in test, labels 0 and
   * 1 in turn.
   */
  public static void write(String path, int count, ImageShape shape, long seed) {
    List<byte[]> images = TinyModels.images(count, shape, seed);
    SplittableRandom random = new SplittableRandom(seed + 1);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] id = new byte[32];
      random.nextBytes(id);
      rows.add(
          RowFactory.create(
              HexFormat.of().formatHex(id),
              "image-" + i,
              (long) shape.size(),
              null,
              null,
              String.valueOf(i % 2),
              i % 4 == 3 ? "test" : "train",
              shape.width(),
              shape.height(),
              shape.channels(),
              images.get(i)));
    }
    SparkSessions.shared()
        .createDataFrame(rows, ImageTable.schemaOfLake("nowhere"))
        .repartition(3)
        .write()
        .parquet(path);
  }
}
