package io.diffrep.train;

import io.diffrep.lake.ImageTable;
import io.diffrep.runtime.UsageException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.functions;

/** Which images the supervised objective sees. */
final class LabelledImages {
  private static final String RANK = "rank";

  private LabelledImages() {}

  /**
   * Selects labelled images of a split, evenly over the classes as far as these go.
   *
   * @param table an image table
   * @param count how many; 0 for all that there are
   * @param seed decides which
   * @throws UsageException if there are fewer than two classes, or fewer labelled images than asked
   *     for
   */
  static Selection select(SparkSession spark, String table, String split, int count, long seed) {
    Dataset<Row> images = ImageTable.read(spark, table);
    Dataset<Row> labelled =
        images
            .filter(functions.col(ImageTable.SPLIT).equalTo(split))
            .filter(ImageTable.isLabelled())
            .select(ImageTable.ID, ImageTable.LABEL);
    List<String> classes = ImageTable.classes(images, split);
    if (classes.size() < 2) {
      throw new UsageException(
          "objective.kind is supervised, and the images of split '"
              + split
              + "' in "
              + table
              + " have the labels "
              + classes
              + ": it needs two at least");
    }
    return Selection.ofLabelled(
        split, classes, count == 0 ? Set.of() : draw(labelled, count, seed, split, table));
  }

  private static Set<String> draw(
      Dataset<Row> labelled, int count, long seed, String split, String table) {
    List<String> drawn =
        labelled
            .withColumn(
                RANK,
                functions
                    .row_number()
                    .over(
                        Window.partitionBy(ImageTable.LABEL)
                            .orderBy(
                                functions.xxhash64(
                                    functions.lit(seed), functions.col(ImageTable.ID)),
                                functions.col(ImageTable.ID))))
            .orderBy(RANK, ImageTable.LABEL)
            .limit(count)
            .select(ImageTable.ID)
            .as(Encoders.STRING())
            .collectAsList();
    if (drawn.size() < count) {
      throw new UsageException(
          "objective.labels is "
              + count
              + ", and split '"
              + split
              + "' of "
              + table
              + " has "
              + drawn.size()
              + " labelled images: set it to at most that, or to 0 for all");
    }
    return new HashSet<>(drawn);
  }
}
