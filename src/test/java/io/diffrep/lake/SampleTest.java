package io.diffrep.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.diffrep.store.IfExists;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleTest {
  @TempDir private Path temp;

  @Test
  void theSampleHasEightThousandImagesToLearnFromAndTwoThousandToTestOn() {
    LakeFixture lake = new LakeFixture(temp);

    IngestSummary summary =
        lake.ingest("sample:fashion-mnist", LakeFixture.SETTINGS, IfExists.REFUSE);

    assertThat(summary.text())
        .isEqualTo("10,000 images in = 10,000 out (test 2,000, train 8,000) + 0 quarantined");
    assertThat(summary.splits()).containsExactly(entry("test", 2000L), entry("train", 8000L));
    Dataset<Row> images = lake.images();
    assertThat(ImageTable.root(images)).isEqualTo("sample:fashion-mnist");
    assertThat(images.select("id").distinct().count()).isEqualTo(10_000);
    // No picture twice, so none on both sides.
    assertThat(images.select(functions.sha2(images.col("pixels"), 256)).distinct().count())
        .isEqualTo(10_000);
    List<Row> labels = images.groupBy("label").count().orderBy("label").collectAsList();
    assertThat(labels)
        .extracting(row -> row.getString(0))
        .containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    // Fashion-MNIST's test set holds 1,000 of each class.
    assertThat(labels).extracting(row -> row.getLong(1)).containsOnly(1000L);
    Row first = lake.imageRows().get("train-images-idx3-ubyte.gz#0");
    assertThat(ImageTable.shape(first)).hasToString("1x28x28");
    // The first test image of Fashion-MNIST is an ankle boot, class 9.
    assertThat(first.<String>getAs("label")).isEqualTo("9");
    assertThat(first.<String>getAs("etag")).hasSize(64);
    assertThat(first.<Object>getAs("modified")).isNull();
  }

  @Test
  void itsLicenceLiesBesideIt() throws IOException {
    try (InputStream in = getClass().getResourceAsStream("/sample/fashion-mnist/LICENSE")) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).contains("MIT", "Zalando");
    }
  }
}
