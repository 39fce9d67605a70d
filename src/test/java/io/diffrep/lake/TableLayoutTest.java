package io.diffrep.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.diffrep.image.Channels;
import io.diffrep.image.DecodeSettings;
import io.diffrep.image.ImageShape;
import io.diffrep.store.IfExists;
import io.diffrep.testing.SparkSessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableLayoutTest {
  @TempDir private Path temp;

  private static IngestSettings settings(int partitionMegabytes, int rowGroupImages) {
    return new IngestSettings(
        new DecodeSettings(Channels.AUTO, 1 << 20, 1 << 24),
        0.3,
        partitionMegabytes,
        rowGroupImages);
  }

  /** Images of noise, or black ones: what compresses hardly and what does well. */
  private LakeFixture lake(String name, int count, int side, boolean black) throws IOException {
    byte[] images = IdxFiles.images(count, side, side, 1);
    if (black) {
      Arrays.fill(images, 16, images.length, (byte) 0);
    }
    return new LakeFixture(Files.createDirectory(temp.resolve(name)))
        .file("all-images-idx3-ubyte", images);
  }

  private static List<Path> files(LakeFixture lake) throws IOException {
    try (Stream<Path> files = Files.list(lake.imagesDir())) {
      return files.filter(file -> file.toString().endsWith(".parquet")).sorted().toList();
    }
  }

  private static List<Long> rowGroups(Path file) throws IOException {
    try (ParquetFileReader reader =
        ParquetFileReader.open(
            HadoopInputFile.fromPath(
                new org.apache.hadoop.fs.Path(file.toUri()), new Configuration(false)))) {
      return reader.getRowGroups().stream().map(BlockMetaData::getRowCount).toList();
    }
  }

  private static List<String> column(Path file, String column) {
    return SparkSessions.shared()
        .read()
        .parquet(file.toUri().toString())
        .coalesce(1)
        .select(column)
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  /** However well the pixels compress, and whether or not a page of the usual size holds them. */
  @ParameterizedTest
  @CsvSource({"8, 100, false", "8, 100, true", "60, 512, false", "60, 512, true"})
  void everyRowGroupHasAsManyRowsButTheLast(int side, int rows, boolean black) throws IOException {
    LakeFixture lake = lake("lake", 1100, side, black);
    lake.ingest(settings(64, rows), IfExists.REFUSE);

    List<Long> expected = new ArrayList<>();
    for (long left = 1100; left > 0; left -= rows) {
      expected.add(Math.min(left, rows));
    }
    assertThat(files(lake)).hasSize(1);
    assertThat(rowGroups(files(lake).get(0))).isEqualTo(expected);
  }

  @Test
  void rowsLieInTheOrderOfTheirSplitsAndIdsInEachOfSeveralFiles() throws IOException {
    LakeFixture lake = lake("lake", 900, 60, false);
    lake.ingest(settings(1, 64), IfExists.REFUSE);

    assertThat(ImageTable.isShuffled(lake.images())).isTrue();
    List<Path> files = files(lake);
    // 900 images of 3,600 bytes are 3.1 MiB.
    assertThat(files).hasSize(4);
    Set<String> ids = new HashSet<>();
    for (Path file : files) {
      List<String> own = column(file, "id");
      List<String> splits = column(file, "split");
      List<String> keys = new ArrayList<>();
      for (int i = 0; i < own.size(); i++) {
        keys.add(splits.get(i) + own.get(i));
      }
      assertThat(keys).isSorted();
      assertThat(own.size()).isBetween(150, 300);
      assertThat(rowGroups(file)).hasSize((own.size() + 63) / 64);
      ids.addAll(own);
    }
    assertThat(ids).hasSize(900);
  }

  /** Training's order of the data is made of the files' order: it must repeat. */
  @Test
  void theSameLakeGivesTheSameFilesRowForRow() throws IOException {
    LakeFixture first = lake("first", 900, 60, false);
    LakeFixture again = lake("again", 900, 60, false);
    first.ingest(settings(1, 64), IfExists.REFUSE);
    again.ingest(settings(1, 64), IfExists.REFUSE);

    for (int i = 0; i < 4; i++) {
      assertThat(column(files(again).get(i), "id")).isEqualTo(column(files(first).get(i), "id"));
      assertThat(rowGroups(files(again).get(i))).isEqualTo(rowGroups(files(first).get(i)));
    }
  }

  @Test
  void largeImagesMakeSmallerRowGroups() {
    ImageShape large = new ImageShape(3, 128, 128);
    assertThat(TableLayout.of(1000, 1000L * large.size(), settings(128, 1024)).rowsPerGroup())
        .isEqualTo((32 << 20) / large.size());
    assertThat(TableLayout.of(3, 900_000_000L, settings(128, 1024)).rowsPerGroup()).isEqualTo(1);
    assertThat(TableLayout.of(60_000, 60_000L * 784, settings(128, 1024)).rowsPerGroup())
        .isEqualTo(1024);
  }

  @Test
  void aTableOfAnotherMakerIsNotTakenForShuffled() {
    assertThat(ImageTable.isShuffled(SparkSessions.shared().range(1).selectExpr("'x' as path")))
        .isFalse();
  }
}
