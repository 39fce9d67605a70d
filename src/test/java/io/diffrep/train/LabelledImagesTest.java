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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelledImagesTest {
  @TempDir private Path folder;

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

    Selection selection = LabelledImages.select(SparkSessions.shared(), table, "train", 0, 1);
    assertThat(selection.classes()).containsOnlyKeys("even", "odd");
    assertThat(LabelledImages.select(SparkSessions.shared(), table, "train", 6, 1).ids())
        .hasSize(6);
    assertThatThrownBy(() -> LabelledImages.select(SparkSessions.shared(), table, "train", 7, 1))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("6 labelled images");
  }
}
