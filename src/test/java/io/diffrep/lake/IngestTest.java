package io.diffrep.lake;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.diffrep.image.Channels;
import io.diffrep.image.DecodeSettings;
import io.diffrep.image.DecodedImage;
import io.diffrep.image.ImageShape;
import io.diffrep.image.TestImages;
import io.diffrep.store.IfExists;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestTest {
  private static final ImageShape GRAY = new ImageShape(1, 6, 5);
  private static final ImageShape RGB = new ImageShape(3, 4, 9);

  @TempDir private Path temp;
  private LakeFixture lake;

  @BeforeEach
  void dig() {
    lake = new LakeFixture(temp);
  }

  @Test
  void everyColumnOfAnImageIsRight() throws IOException, NoSuchAlgorithmException {
    DecodedImage image = TestImages.random(RGB, 1);
    byte[] png = TestImages.png(image);
    lake.file("test/ca ts/ü 1.png", png);

    IngestSummary summary = lake.ingest();

    assertThat(summary.text()).isEqualTo("1 images in = 1 out (test 1) + 0 quarantined");
    assertThat(lake.images().schema().fieldNames())
        .containsExactly(ImageTable.SCHEMA.fieldNames())
        .containsExactly(
            "id",
            "path",
            "length",
            "modified",
            "etag",
            "label",
            "split",
            "width",
            "height",
            "channels",
            "pixels");
    Row row = lake.imageRows().get("test/ca ts/ü 1.png");
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    digest.update(png);
    digest.update("test/ca ts/ü 1.png".getBytes(UTF_8));
    assertThat(row.<String>getAs("id")).isEqualTo(HexFormat.of().formatHex(digest.digest()));
    assertThat(row.<Long>getAs("length")).isEqualTo(png.length);
    assertThat(row.<java.sql.Timestamp>getAs("modified").getTime())
        .isEqualTo(lake.root().resolve("test/ca ts/ü 1.png").toFile().lastModified());
    assertThat(row.<String>getAs("etag")).isNull();
    assertThat(row.<String>getAs("label")).isEqualTo("ca ts");
    assertThat(row.<String>getAs("split")).isEqualTo("test");
    assertThat(ImageTable.shape(row)).isEqualTo(RGB);
    assertThat(row.<byte[]>getAs("pixels")).isEqualTo(image.pixels());
    assertThat(ImageTable.root(lake.images())).isEqualTo("file:" + lake.root());
  }

  @Test
  void foldersGiveLabelsAndSplits() throws IOException {
    for (String path :
        new String[] {
          "train/cat/a.png",
          "val/cat/a.png",
          "Test/dog/deep/b.png",
          "train/a.png",
          "extra/a.png",
          "root.png"
        }) {
      lake.file(path, png(path.hashCode()));
    }

    lake.ingest();

    assertThat(column("label"))
        .containsOnly(
            entry("train/cat/a.png", "cat"),
            entry("val/cat/a.png", "cat"),
            entry("Test/dog/deep/b.png", "deep"),
            entry("train/a.png", null),
            entry("extra/a.png", "extra"),
            entry("root.png", null));
    assertThat(column("split"))
        .containsOnly(
            entry("train/cat/a.png", "train"),
            entry("val/cat/a.png", "val"),
            entry("Test/dog/deep/b.png", "test"),
            entry("train/a.png", "train"),
            entry("extra/a.png", "train"),
            entry("root.png", "train"));
  }

  @Test
  void brokenFilesAreSetAsideAndCostNoOtherRow() throws IOException {
    byte[] jpeg = TestImages.jpeg(TestImages.random(new ImageShape(3, 64, 64), 3));
    lake.file("cat/good.png", png(1))
        .file("cat/good.jpg", jpeg)
        .file("cat/truncated.jpg", Arrays.copyOf(jpeg, jpeg.length / 2))
        .file("cat/truncated.png", Arrays.copyOf(png(2), 60))
        .file("cat/empty.png", new byte[0])
        .file("cat/page.jpg", "<!DOCTYPE html>".getBytes(US_ASCII))
        .file("dog/animation.png", TestImages.gif())
        .file("dog/huge.bin", new byte[(1 << 20) + 1])
        .file("dog/good.png", png(4));

    IngestSummary summary = lake.ingest();

    assertThat(lake.imageRows()).containsOnlyKeys("cat/good.png", "cat/good.jpg", "dog/good.png");
    assertThat(lake.reasons())
        .containsOnly(
            entry("cat/truncated.jpg", "truncated"),
            entry("cat/truncated.png", "truncated"),
            entry("cat/empty.png", "zero-bytes"),
            entry("cat/page.jpg", "unreadable"),
            entry("dog/animation.png", "unsupported-format"),
            entry("dog/huge.bin", "too-large"));
    assertThat(summary.in()).isEqualTo(9);
    assertThat(summary.out()).isEqualTo(3);
    assertThat(summary.quarantined()).isEqualTo(6);
    assertThat(summary.reasons())
        .containsExactly(
            entry("too-large", 1L),
            entry("truncated", 2L),
            entry("unreadable", 1L),
            entry("unsupported-format", 1L),
            entry("zero-bytes", 1L));
    assertThat(summary.splits()).containsExactly(entry("train", 3L));
    Row huge = lake.quarantineRows().get("dog/huge.bin");
    assertThat(huge.<Long>getAs("length")).isEqualTo((1 << 20) + 1);
    assertThat(huge.<String>getAs("detail")).contains("max-bytes");
  }

  @Test
  void aCleanLakeHasAnEmptyQuarantineTable() throws IOException {
    lake.file("cat/a.png", png(1));

    lake.ingest();

    assertThat(lake.quarantineRows()).isEmpty();
  }

  @Test
  void hiddenFilesAndFoldersAreNoPartOfTheLake() throws IOException {
    lake.file("cat/a.png", png(1))
        .file("cat/.DS_Store", new byte[9])
        .file("_SUCCESS", new byte[0])
        .file(".git/x.png", png(2))
        .file("_temporary/deep/x.png", png(3));

    assertThat(lake.ingest().in()).isEqualTo(1);
  }

  @Test
  void manyFilesGoThroughSeveralTasksAndFiles() throws IOException {
    for (int i = 0; i < 120; i++) {
      byte[] png = TestImages.png(TestImages.random(new ImageShape(3, 100, 100), i));
      lake.file("c" + i % 3 + "/" + i + ".png", i % 10 == 0 ? Arrays.copyOf(png, 999) : png);
    }

    IngestSummary summary =
        lake.ingest(new IngestSettings(LakeFixture.SETTINGS.decode(), 0, 1, 1024), IfExists.REFUSE);

    assertThat(summary.in()).isEqualTo(120);
    assertThat(summary.quarantined()).isEqualTo(12);
    assertThat(lake.imageRows()).hasSize(108);
    // 108 images of 30,000 bytes are 3.1 MiB: files of at most one.
    try (Stream<Path> files = Files.list(lake.imagesDir())) {
      assertThat(files.filter(file -> file.toString().endsWith(".parquet")).count())
          .isBetween(4L, 12L);
    }
  }

  @Test
  void theHashSplitKeepsCopiesTogetherAndTakesAboutItsShare() throws IOException {
    for (int i = 0; i < 200; i++) {
      lake.file("a/" + i + ".png", png(i)).file("b/copy-" + i + ".png", png(i));
    }

    IngestSummary summary =
        lake.ingest(
            new IngestSettings(LakeFixture.SETTINGS.decode(), 0.25, 64, 1024), IfExists.REFUSE);

    Map<String, String> splits = column("split");
    for (int i = 0; i < 200; i++) {
      assertThat(splits.get("a/" + i + ".png")).isEqualTo(splits.get("b/copy-" + i + ".png"));
    }
    // 200 draws of a quarter: 50, deviation 6; each counts twice.
    assertThat(summary.splits().get("test")).isBetween(60L, 140L);
  }

  @Test
  void splitsOfTheLakeGoBeforeTheHash() throws IOException {
    for (int i = 0; i < 10; i++) {
      lake.file("train/a/" + i + ".png", png(i));
    }

    IngestSummary summary =
        lake.ingest(
            new IngestSettings(LakeFixture.SETTINGS.decode(), 0.9, 64, 1024), IfExists.REFUSE);

    assertThat(summary.splits()).containsExactly(entry("train", 10L));
  }

  @Test
  void channelsAreAsTheSettingsSay() throws IOException {
    lake.file("a/gray.png", TestImages.png(TestImages.random(GRAY, 1))).file("a/rgb.png", png(2));

    lake.ingest(
        new IngestSettings(new DecodeSettings(Channels.GRAY, 1 << 20, 1 << 20), 0, 64, 1024),
        IfExists.REFUSE);

    assertThat(lake.imageRows().values())
        .allSatisfy(row -> assertThat(row.<Integer>getAs("channels")).isEqualTo(1));
  }

  private Map<String, String> column(String name) {
    Map<String, String> values = new java.util.HashMap<>();
    lake.imageRows().forEach((path, row) -> values.put(path, row.getAs(name)));
    return values;
  }

  private static byte[] png(long seed) {
    return TestImages.png(TestImages.random(RGB, seed));
  }
}
