package io.diffrep.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.diffrep.image.Channels;
import io.diffrep.image.DecodeSettings;
import io.diffrep.image.TestImages;
import io.diffrep.store.IfExists;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestIdxTest {
  private static final String IMAGES = "train-images-idx3-ubyte";
  private static final String LABELS = "train-labels-idx1-ubyte";

  @TempDir private Path temp;
  private LakeFixture lake;

  @BeforeEach
  void dig() {
    lake = new LakeFixture(temp);
  }

  @Test
  void membersBecomeRowsCompressedOrNot() throws IOException {
    byte[] train = IdxFiles.images(3, 4, 5, 1);
    byte[] test = IdxFiles.images(2, 4, 5, 2);
    lake.file(IMAGES, train)
        .file(LABELS + ".gz", IdxFiles.gzip(IdxFiles.labels(7, 0, 255)))
        .file("t10k-images-idx3-ubyte.gz", IdxFiles.gzip(test))
        .file("t10k-labels-idx1-ubyte", IdxFiles.labels(1, 2));

    IngestSummary summary = lake.ingest();

    assertThat(summary.text()).isEqualTo("5 images in = 5 out (test 2, train 3) + 0 quarantined");
    Map<String, Row> rows = lake.imageRows();
    assertThat(rows)
        .containsOnlyKeys(
            IMAGES + "#0",
            IMAGES + "#1",
            IMAGES + "#2",
            "t10k-images-idx3-ubyte.gz#0",
            "t10k-images-idx3-ubyte.gz#1");
    Row last = rows.get(IMAGES + "#2");
    byte[] pixels = Arrays.copyOfRange(train, 16 + 40, 16 + 60);
    assertThat(last.<byte[]>getAs("pixels")).isEqualTo(pixels);
    assertThat(last.<Long>getAs("length")).isEqualTo(20);
    assertThat(last.<String>getAs("label")).isEqualTo("255");
    assertThat(last.<Integer>getAs("width")).isEqualTo(5);
    assertThat(last.<Integer>getAs("height")).isEqualTo(4);
    assertThat(last.<String>getAs("id")).isEqualTo(ContentHash.id(pixels, IMAGES + "#2"));
    assertThat(rows.get("t10k-images-idx3-ubyte.gz#1").<byte[]>getAs("pixels"))
        .isEqualTo(Arrays.copyOfRange(test, 16 + 20, 16 + 40));
    assertThat(rows.get("t10k-images-idx3-ubyte.gz#1").<String>getAs("label")).isEqualTo("2");
  }

  @Test
  void whereAFileBreaksOffWholeMembersStandAndEachMissingOneIsCounted() throws IOException {
    byte[] whole = IdxFiles.images(6, 10, 10, 3);
    byte[] labels = IdxFiles.labels(0, 1, 2, 3, 4, 5);
    lake.file("plain/" + IMAGES, Arrays.copyOf(whole, 16 + 2 * 100 + 37))
        .file("plain/" + LABELS, labels)
        .file("gzip/" + IMAGES, Arrays.copyOf(IdxFiles.gzip(whole), 16 + 350));

    IngestSummary summary = lake.ingest();

    Map<String, String> reasons = lake.reasons();
    assertThat(summary.in()).isEqualTo(12);
    assertThat(summary.out() + summary.quarantined()).isEqualTo(12);
    assertThat(reasons.values()).containsOnly("truncated");
    assertThat(lake.imageRows()).containsKeys("plain/" + IMAGES + "#1", "gzip/" + IMAGES + "#0");
    assertThat(reasons)
        .containsKeys(
            "plain/" + IMAGES + "#2",
            "plain/" + IMAGES + "#3",
            "plain/" + IMAGES + "#5",
            "gzip/" + IMAGES + "#5")
        .doesNotContainKey("plain/" + IMAGES + "#1");
    Row cut = lake.quarantineRows().get("plain/" + IMAGES + "#2");
    assertThat(cut.<Long>getAs("length")).isEqualTo(37);
    assertThat(cut.<String>getAs("detail")).contains("after 2 of 6 images");
    assertThat(lake.imageRows().get("plain/" + IMAGES + "#1").<String>getAs("label"))
        .isEqualTo("1");
  }

  @Test
  void aFileWithoutUsableHeaderIsOneRowOfQuarantine() throws IOException {
    byte[] corruptCount = IdxFiles.images(2, 3, 3, 4);
    ByteBuffer.wrap(corruptCount).putInt(4, Integer.MAX_VALUE);
    byte[] negativeCount = IdxFiles.images(2, 3, 3, 4);
    ByteBuffer.wrap(negativeCount).putInt(4, -2);
    byte[] otherType = IdxFiles.images(2, 3, 3, 4);
    ByteBuffer.wrap(otherType).putInt(0, 0x0d03);
    byte[] huge = IdxFiles.images(1, 3, 3, 4);
    ByteBuffer.wrap(huge).putInt(8, 70_000).putInt(12, 70_000);
    lake.file(
            "a.png", TestImages.png(TestImages.random(new io.diffrep.image.ImageShape(1, 8, 8), 1)))
        .file("1-images-idx3-ubyte", corruptCount)
        .file("2-images-idx3-ubyte", negativeCount)
        .file("3-images-idx3-ubyte", otherType)
        .file("4-images-idx3-ubyte", huge)
        .file("5-images-idx3-ubyte", new byte[0])
        .file("6-images-idx3-ubyte", Arrays.copyOf(IdxFiles.images(2, 3, 3, 4), 7))
        .file("7-images-idx3-ubyte.gz", new byte[] {0x1f, (byte) 0x8b, 8, 0});

    IngestSummary summary = lake.ingest();

    assertThat(summary.in()).isEqualTo(8);
    assertThat(lake.reasons())
        .containsOnly(
            entry("1-images-idx3-ubyte", "unreadable"),
            entry("2-images-idx3-ubyte", "unreadable"),
            entry("3-images-idx3-ubyte", "unreadable"),
            entry("4-images-idx3-ubyte", "too-large"),
            entry("5-images-idx3-ubyte", "zero-bytes"),
            entry("6-images-idx3-ubyte", "truncated"),
            entry("7-images-idx3-ubyte.gz", "truncated"));
  }

  @Test
  void corruptCompressedDataCostsOnlyWhatLiesBehindIt() throws IOException {
    byte[] gzip = IdxFiles.gzip(IdxFiles.images(400, 28, 28, 5));
    Arrays.fill(gzip, gzip.length / 2, gzip.length / 2 + 64, (byte) 0xff);
    lake.file(IMAGES + ".gz", gzip);

    IngestSummary summary = lake.ingest();

    assertThat(summary.in()).isEqualTo(400);
    assertThat(summary.out()).isPositive();
  }

  @Test
  void labelsOfAnotherNumberOfImagesAreNotUsedAndSaidToBeWrong() throws IOException {
    lake.file(IMAGES, IdxFiles.images(3, 4, 4, 6)).file(LABELS, IdxFiles.labels(1, 2));

    IngestSummary summary = lake.ingest();

    assertThat(summary.in()).isEqualTo(4);
    assertThat(lake.reasons()).containsExactly(entry(LABELS, "unreadable"));
    assertThat(lake.imageRows().values())
        .hasSize(3)
        .allSatisfy(row -> assertThat(row.<String>getAs("label")).isNull());
  }

  @Test
  void labelsThatBreakOffLabelTheImagesBeforeThat() throws IOException {
    lake.file(IMAGES, IdxFiles.images(3, 4, 4, 7))
        .file(LABELS, Arrays.copyOf(IdxFiles.labels(5, 6, 7), 10));

    lake.ingest();

    assertThat(lake.reasons()).containsExactly(entry(LABELS, "truncated"));
    assertThat(lake.imageRows().get(IMAGES + "#1").<String>getAs("label")).isEqualTo("6");
    assertThat(lake.imageRows().get(IMAGES + "#2").<String>getAs("label")).isNull();
  }

  @Test
  void aFileAndItsCompressedCopyCountOnce() throws IOException {
    byte[] images = IdxFiles.images(3, 4, 4, 8);
    lake.file(IMAGES, images).file(IMAGES + ".gz", IdxFiles.gzip(images));

    lake.ingest();

    assertThat(lake.imageRows()).containsOnlyKeys(IMAGES + "#0", IMAGES + "#1", IMAGES + "#2");
  }

  @Test
  void foldersAndLongPrefixesGiveTheSplit() throws IOException {
    lake.file("emnist-letters-test-images-idx3-ubyte", IdxFiles.images(1, 4, 4, 9))
        .file("val/images-idx3-ubyte", IdxFiles.images(1, 4, 4, 10))
        .file("train/t10k-images.idx3-ubyte", IdxFiles.images(1, 4, 4, 11));

    assertThat(lake.ingest().splits()).containsExactly(entry("test", 2L), entry("val", 1L));
  }

  @Test
  void grayImagesBecomeRgbWhereThatWasAskedFor() throws IOException {
    byte[] file = IdxFiles.images(1, 2, 2, 12);
    lake.file(IMAGES, file);

    lake.ingest(
        new IngestSettings(new DecodeSettings(Channels.RGB, 1 << 20, 1 << 20), 0, 64, 1024),
        IfExists.REFUSE);

    Row row = lake.imageRows().get(IMAGES + "#0");
    assertThat(row.<byte[]>getAs("pixels"))
        .hasSize(12)
        .startsWith(file[16], file[16], file[16], file[17]);
  }
}
