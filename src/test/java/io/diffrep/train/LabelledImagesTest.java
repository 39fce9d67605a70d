package io.diffrep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diffrep.image.ImageShape;
import io.diffrep.lake.ImageTable;
import io.diffrep.runtime.UsageException;
import io.diffrep.testing.ImageTables;
import io.diffrep.testing.SparkSessions;
import java.nio.file.Path;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelledImagesTest {
  @TempDir private static Path folder;
  private static String images;

  /** 75 of them are in split train. */
  @BeforeAll
  static void writeImages() {
    images = folder.resolve("images").toString();
    ImageTables.write(images, 100, new ImageShape(1, 8, 8), 2);
  }

  private static Selection select(String table, int count, long seed) {
    return LabelledImages.select(SparkSessions.shared(), table, "train", count, seed);
  }

  @Test
  void theSeedDecidesWhichAreDrawn() {
    Selection ten = select(images, 10, 1);
    assertThat(ten.ids()).hasSize(10).isEqualTo(select(images, 10, 1).ids());
    assertThat(select(images, 10, 2).ids()).isNotEqualTo(ten.ids());
  }

  @Test
  void moreThanThereAreIsRefused() {
    assertThatThrownBy(() -> select(images, 76, 1))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("objective.labels is 76")
        .hasMessageContaining("75 labelled images");
  }

  /** The others are in no class: there is nothing to tell apart. */
  @Test
  void oneClassAloneIsRefused() {
    String table = folder.resolve("one-class").toString();
    ImageTable.read(SparkSessions.shared(), images)
        .withColumn(
            ImageTable.LABEL,
            functions.when(functions.col(ImageTable.LABEL).equalTo("1"), functions.lit("1")))
        .write()
        .parquet(table);
    assertThatThrownBy(() -> select(table, 0, 1))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("objective.kind is supervised")
        .hasMessageContaining("split 'train' in " + table)
        .hasMessageContaining("have the labels [1]: it needs two at least");
  }

  /** Images 0, 4 and 8 of the train split have an empty label, the other six have two classes. */
  @Test
  void anEmptyLabelIsNone() {
    ImageTables.write(folder.resolve("all").toString(), 12, new ImageShape(1, 8, 8), 5);
    String table = folder.resolve("some").toString();
    var path = functions.col(ImageTable.PATH);
    ImageTable.read(SparkSessions.shared(), folder.resolve("all").toString())
        .withColumn(
            ImageTable.LABEL,
            functions
                .when(path.isin("image-0", "image-4", "image-8"), "")
                .when(path.isin("image-2", "image-6", "image-10"), "even")
                .otherwise("odd"))
        .write()
        .parquet(table);

    Selection selection = select(table, 0, 1);
    assertThat(selection.classes()).containsOnlyKeys("even", "odd");
    assertThat(select(table, 6, 1).ids()).hasSize(6);
    assertThatThrownBy(() -> select(table, 7, 1))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("6 labelled images");
  }
}
