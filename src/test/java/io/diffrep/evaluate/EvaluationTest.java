package io.diffrep.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.diffrep.testing.SparkSessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationTest {
  @TempDir private Path temp;
  private EvaluationFixture fixture;

  @BeforeEach
  void prepare() {
    fixture = new EvaluationFixture(temp);
  }

  @Test
  void separableCodesAreToldApartAndNoiseIsNot() {
    String encoder = fixture.table("encoder", EvaluationFixture.ONE_LEVEL, 12);
    String untrained = fixture.table("untrained", EvaluationFixture.ONE_LEVEL, 0);
    EvaluationSummary summary = fixture.run(List.of(encoder, untrained), "out");

    assertThat(summary.accuracy("encoder 1", 8).mean()).isGreaterThan(0.9);
    assertThat(summary.accuracy("encoder 1", 24).mean()).isGreaterThan(0.98);
    assertThat(summary.accuracy("untrained 1", 80).mean()).isBetween(0.1, 0.4);
    assertThat(summary.paired()).extracting(PairedDifference::budget).containsExactly(8, 24, 80);
    assertThat(summary.paired())
        .allSatisfy(
            difference -> {
              assertThat(difference.input()).isEqualTo("encoder 1");
              assertThat(difference.baseline()).isEqualTo("untrained 1");
              assertThat(difference.wins()).isEqualTo(difference.difference().count());
            });
  }

  /** Codes at two noise levels, and pixels. */
  private EvaluationSummary ofCodesAndPixels() {
    String encoder = fixture.table("encoder", EvaluationFixture.TWO_LEVELS, 2);
    String pixels =
        RepresentationTables.write(
            temp.resolve("pixels"),
            "pixels",
            EvaluationFixture.PIXELS,
            EvaluationFixture.IMAGES,
            RepresentationTables.gaussian(2, 9, 3));
    return fixture.run(List.of(encoder, pixels), "out");
  }

  @Test
  void everyInputIsMeasuredForEveryBudgetAndDraw() {
    EvaluationSummary summary = ofCodesAndPixels();

    assertThat(summary.inputs())
        .extracting(EvaluatedInput::name)
        .containsExactly("encoder 0.2", "encoder 4", "encoder concatenated", "pixels", "pca");
    // PCA takes the size of one level's code.
    assertThat(summary.inputs())
        .extracting(EvaluatedInput::dimensions)
        .containsExactly(6, 6, 12, 9, 6);
    Dataset<Row> metrics =
        SparkSessions.shared().read().parquet(temp.resolve("out/metrics").toString());
    assertThat(metrics.columns())
        .containsExactly(
            "input",
            "source",
            "level",
            "method",
            "budget",
            "draw",
            "train_seed",
            "split",
            "metric",
            "value");
    assertThat(metrics.count()).isEqualTo(5 * (2 + 2 + 1));
    assertThat(metrics.where("level = 0.2").count()).isEqualTo(5);
    assertThat(metrics.where("input = 'pca' and source = 'pca' and level is null").count())
        .isEqualTo(5);
    Row row = metrics.where("input = 'pixels' and budget = 24 and draw = 1").first();
    assertThat(row.getAs("method").toString()).isEqualTo("logistic");
    assertThat(row.getAs("split").toString()).isEqualTo("test");
    assertThat(row.getAs("metric").toString()).isEqualTo("accuracy");
    assertThat(row.<Double>getAs("value")).isBetween(0.3, 1.0);
  }

  @Test
  void aConfusionMatrixCountsEveryTestImageOnce() {
    EvaluationSummary summary = ofCodesAndPixels();

    assertThat(summary.confusions())
        .extracting(ConfusionMatrix::input)
        .containsExactly("encoder concatenated", "pixels", "pca");
    for (ConfusionMatrix matrix : summary.confusions()) {
      assertThat(matrix.budget()).isEqualTo(80);
      assertThat(matrix.draws()).isEqualTo(1);
      long right = 0;
      for (int label = 0; label < 4; label++) {
        assertThat(EvaluationFixture.sum(matrix.counts().get(label))).isEqualTo(25);
        right += matrix.counts().get(label).get(label);
      }
      assertThat(right / 100.0).isEqualTo(summary.accuracy(matrix.input(), 80).mean());
    }
  }

  @Test
  void theSummariesOnDiskHaveTheNumbersOfTheRun() throws IOException {
    EvaluationSummary summary = ofCodesAndPixels();

    assertThat(Files.readString(temp.resolve("out/summary.md"))).isEqualTo(summary.markdown());
    JsonNode json = new ObjectMapper().readTree(temp.resolve("out/summary.json").toFile());
    assertThat(json.at("/inputs/4/results/1/mean").asDouble())
        .isEqualTo(summary.accuracy("pca", 24).mean());
    assertThat(json.at("/settings/train-split").asText()).isEqualTo("train");
    assertThat(json.at("/inputs/0/results/2/deviation").isNull()).isTrue();
  }

  @Test
  void theOrderAndNumberOfFilesDoNotChangeTheNumbers() {
    String encoder = fixture.table("encoder", EvaluationFixture.ONE_LEVEL, 2);
    // The same codes again, in other files and another order, must lead to the same numbers.
    SparkSessions.shared()
        .read()
        .parquet(encoder)
        .orderBy("split", "label", "path")
        .repartition(3)
        .write()
        .parquet(fixture.path("again"));
    EvaluationSummary first = fixture.run(List.of(encoder), "a");
    EvaluationSummary second = fixture.run(List.of(fixture.path("again")), "b");
    assertThat(second.rows()).isEqualTo(first.rows());
  }

  @Test
  void tablesOfOneSourceAreNamedByTheirDirectories() {
    String one = fixture.table("encoder", EvaluationFixture.ONE_LEVEL, 2);
    String other =
        RepresentationTables.write(
            temp.resolve("longer"),
            RepresentationTables.rows(
                "encoder",
                "other",
                EvaluationFixture.ONE_LEVEL,
                EvaluationFixture.IMAGES,
                RepresentationTables.gaussian(2, 6, 9),
                0));
    assertThat(fixture.run(List.of(one, other), "out").inputs())
        .extracting(EvaluatedInput::name)
        .containsExactly("encoder 1", "longer 1");
  }
}
