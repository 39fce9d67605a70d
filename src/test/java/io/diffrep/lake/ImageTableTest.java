package io.diffrep.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diffrep.image.Channels;
import io.diffrep.image.DecodeSettings;
import io.diffrep.runtime.UsageException;
import io.diffrep.testing.SparkSessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageTableTest {
  private final SparkSession spark = SparkSessions.shared();
  @TempDir private Path temp;

  @Test
  void aMissingTableIsRefusedByName() {
    for (String path : new String[] {temp + "/missing", "", "::"}) {
      assertThatThrownBy(() -> ImageTable.read(spark, path))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("image table")
          .hasMessageContaining(path);
    }
  }

  @Test
  void aFolderWithoutParquetIsRefused() throws IOException {
    Path dir = Files.createDirectory(temp.resolve("empty"));

    assertThatThrownBy(() -> ImageTable.read(spark, dir.toString()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(dir.toString());
  }

  @Test
  void anotherTableIsRefusedWithWhatItLacks() {
    String dir = temp.resolve("other").toString();
    spark.range(3).selectExpr("id", "'x' as path").write().parquet(dir);

    assertThatThrownBy(() -> ImageTable.read(spark, dir))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(dir)
        .hasMessageContaining("column id is bigint, not string")
        .hasMessageContaining("has no column pixels");
    assertThatThrownBy(() -> QuarantineTable.read(spark, dir))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("no quarantine table");
  }

  @Test
  void aTableThatDoesNotNameItsLakeHasNoRoot() {
    assertThat(ImageTable.root(spark.range(1).selectExpr("'x' as path"))).isEmpty();
  }

  /** As some table of another maker may have it. */
  @Test
  void anEmptyLabelIsNoClass() {
    Dataset<Row> table =
        spark.sql(
            "select * from values ('train', 'b'), ('train', ''), ('train', null), ('train', 'a'),"
                + " ('train', 'b'), ('test', 'c') as t(split, label)");

    assertThat(ImageTable.classes(table, "train")).containsExactly("a", "b");
    assertThat(table.where(ImageTable.isLabelled()).count()).isEqualTo(4);
  }

  @Test
  void countsThatDoNotAddUpAreAFault() {
    Map<String, Long> none = Map.of();
    assertThatThrownBy(() -> new IngestSummary(3, 1, 1, new TreeMap<>(none), new TreeMap<>(none)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("3");
  }

  @Test
  void settingsOutOfRangeAreAllNamed() {
    DecodeSettings decode = new DecodeSettings(Channels.AUTO, 1, 1);
    assertThatThrownBy(() -> new IngestSettings(decode, 1.5, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("testShare")
        .hasMessageContaining("partitionMegabytes")
        .hasMessageContaining("rowGroupImages");
  }
}
