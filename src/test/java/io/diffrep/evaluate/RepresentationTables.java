package io.diffrep.evaluate;

import io.diffrep.encode.RepresentationTable;
import io.diffrep.testing.SparkSessions;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Synthetic representation tables. */
final class RepresentationTables {
  private RepresentationTables() {}

  /** An image of a made-up lake. */
  record Image(String id, String label, String split) {}

  /** Makes an image's code at a noise level. */
  interface Coder {
    float[] code(Image image, int level);
  }

  /** {@code train} and {@code test} images of each of {@code classes} classes a, b, c, ... */
  static List<Image> images(int classes, int train, int test) {
    List<Image> images = new ArrayList<>();
    for (int label = 0; label < classes; label++) {
      String name = String.valueOf((char) ('a' + label));
      for (int i = 0; i < train + test; i++) {
        images.add(new Image(name + "-" + i, name, i < train ? "train" : "test"));
      }
    }
    return images;
  }

  /**
   * Codes whose classes lie {@code apart} deviations from one another along an axis each, in {@code
   * dimension} dimensions of unit normal noise.
   */
  static Coder gaussian(double apart, int dimension, long seed) {
    return (image, level) -> {
      Random random = new Random(seed + 31L * image.id().hashCode() + level);
      float[] code = new float[dimension];
      for (int i = 0; i < dimension; i++) {
        code[i] = (float) random.nextGaussian();
      }
      if (image.label() != null) {
        code[image.label().charAt(0) - 'a'] += (float) apart;
      }
      return code;
    };
  }

  /** Writes a table with as many levels as given and returns its directory. */
  static String write(
      Path directory, String source, float[] levels, List<Image> images, Coder coder) {
    return write(directory, rows(source, "fingerprint-" + source, levels, images, coder, 0));
  }

  /** Writes rows and returns the directory. */
  static String write(Path directory, List<Row> rows) {
    SparkSessions.shared()
        .createDataFrame(rows, RepresentationTable.SCHEMA)
        .coalesce(1)
        .write()
        .parquet(directory.toString());
    return directory.toString();
  }

  /** The rows of a table. */
  static List<Row> rows(
      String source,
      String model,
      float[] levels,
      List<Image> images,
      Coder coder,
      long encodedMillis) {
    List<Row> rows = new ArrayList<>();
    for (Image image : images) {
      float[][] codes = new float[levels.length][];
      for (int level = 0; level < levels.length; level++) {
        codes[level] = coder == null ? null : coder.code(image, level);
      }
      rows.add(
          RowFactory.create(
              image.id(),
              "lake/" + image.id(),
              1L,
              null,
              null,
              image.label(),
              image.split(),
              coder == null ? null : codes,
              levels,
              null,
              source,
              model,
              new Timestamp(encodedMillis)));
    }
    return rows;
  }
}
