package io.diffrep.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diffrep.image.DecodedImage;
import io.diffrep.image.ImageShape;
import io.diffrep.testing.SparkSessions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowGroupsTest {
  private static final ImageShape SHAPE = new ImageShape(3, 2, 5);

  private final SparkSession spark = SparkSessions.shared();
  @TempDir private Path temp;

  private static byte[] pixels(int image) {
    byte[] pixels = new byte[SHAPE.size()];
    Arrays.fill(pixels, (byte) image);
    return pixels;
  }

  /** Images 0, 1, 2 ... by turns in split train, test and none. */
  private Dataset<Row> rows(int count) {
    String[] splits = {"train", "test", null};
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(
          RowFactory.create(
              "id-" + i, "p", 1L, null, null, null, splits[i % 3], 5, 2, 3, pixels(i)));
    }
    return spark.createDataFrame(rows, ImageTable.SCHEMA).coalesce(1);
  }

  private RowGroups open(String table) throws IOException {
    List<org.apache.hadoop.fs.Path> files =
        ImageTable.files(ImageTable.read(spark, temp.resolve(table).toString()));
    assertThat(files).hasSize(1);
    return RowGroups.open(files.get(0), new Configuration(false));
  }

  @Test
  void aSplitIsReadInTheOrderOfItsRowsAndRowGroupByRowGroup() throws IOException {
    rows(600)
        .write()
        .option("parquet.block.size", 12_000)
        .parquet(temp.resolve("a table").toString());
    List<String> ids = new ArrayList<>();
    long rows = 0;
    try (RowGroups file = open("a table")) {
      assertThat(file.count()).isGreaterThan(1);
      for (int group = 0; group < file.count(); group++) {
        rows += file.rows(group);
        Iterator<StoredImage> images = file.images(group, "train");
        while (images.hasNext()) {
          StoredImage image = images.next();
          int number = Integer.parseInt(image.id().substring("id-".length()));
          assertThat(image.image()).isEqualTo(new DecodedImage(SHAPE, pixels(number)));
          ids.add(image.id());
        }
        assertThatThrownBy(images::next).isInstanceOf(NoSuchElementException.class);
      }
      assertThat(file.offset(0)).isLessThan(file.offset(1)).isLessThan(file.length());
    }
    assertThat(rows).isEqualTo(600);
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 600; i += 3) {
      expected.add("id-" + i);
    }
    assertThat(ids).isEqualTo(expected);
  }

  @Test
  void aColumnThatLacksIsNamed() throws IOException {
    rows(3).drop(ImageTable.HEIGHT).write().parquet(temp.resolve("flat").toString());
    org.apache.hadoop.fs.Path file =
        ImageTable.files(spark.read().parquet(temp.resolve("flat").toString())).get(0);
    assertThatThrownBy(() -> RowGroups.open(file, new Configuration(false)))
        .hasMessageContaining("no column height");
  }
}
