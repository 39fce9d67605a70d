package io.diffrep.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.diffrep.evaluate.RepresentationTables.Image;
import io.diffrep.runtime.UsageException;
import io.diffrep.store.IfExists;
import io.diffrep.testing.SparkSessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationTest {
  private static final float[] TWO_LEVELS = {0.2f, 4f};
  private static final float[] ONE_LEVEL = {1f};
  private static final float[] PIXELS = {0f};
  private static final List<Image> IMAGES = RepresentationTables.images(4, 20, 25);
  private static final EvaluateSettings SETTINGS =
      new EvaluateSettings(List.of(8, 24), true, 2, 5, "train", "test", 0, 1, 10);

  @TempDir Path temp;

  private final SparkSession spark = SparkSessions.shared();

  @Test
  void separableCodesAreToldApartAndNoiseIsNot() {
    String encoder = table("encoder", ONE_LEVEL, 12);
    String untrained = table("untrained", ONE_LEVEL, 0);
    EvaluationSummary summary = run(List.of(encoder, untrained), "out");

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

  @Test
  void everyInputIsMeasuredForEveryBudgetAndDraw() throws IOException {
    String encoder = table("encoder", TWO_LEVELS, 2);
    String pixels =
        RepresentationTables.write(
            temp.resolve("pixels"),
            "pixels",
            PIXELS,
            IMAGES,
            RepresentationTables.gaussian(2, 9, 3));
    EvaluationSummary summary = run(List.of(encoder, pixels), "out");

    assertThat(summary.inputs())
        .extracting(EvaluatedInput::name)
        .containsExactly("encoder 0.2", "encoder 4", "encoder concatenated", "pixels", "pca");
    // PCA takes the size of one level's code.
    assertThat(summary.inputs())
        .extracting(EvaluatedInput::dimensions)
        .containsExactly(6, 6, 12, 9, 6);
    assertThat(summary.confusions())
        .extracting(ConfusionMatrix::input)
        .containsExactly("encoder concatenated", "pixels", "pca");
    for (ConfusionMatrix matrix : summary.confusions()) {
      assertThat(matrix.budget()).isEqualTo(80);
      assertThat(matrix.draws()).isEqualTo(1);
      long right = 0;
      for (int label = 0; label < 4; label++) {
        assertThat(sum(matrix.counts().get(label))).isEqualTo(25);
        right += matrix.counts().get(label).get(label);
      }
      assertThat(right / 100.0).isEqualTo(summary.accuracy(matrix.input(), 80).mean());
    }
    Dataset<Row> metrics = spark.read().parquet(temp.resolve("out/metrics").toString());
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
    assertThat(Files.readString(temp.resolve("out/summary.md"))).isEqualTo(summary.markdown());
    JsonNode json = new ObjectMapper().readTree(temp.resolve("out/summary.json").toFile());
    assertThat(json.at("/inputs/4/results/1/mean").asDouble())
        .isEqualTo(summary.accuracy("pca", 24).mean());
    assertThat(json.at("/settings/train-split").asText()).isEqualTo("train");
    assertThat(json.at("/inputs/0/results/2/deviation").isNull()).isTrue();
  }

  private static long sum(List<Long> counts) {
    return counts.stream().mapToLong(Long::longValue).sum();
  }

  @Test
  void testRowsNeverInfluenceAFit() {
    String honest = table("encoder", ONE_LEVEL, 2);
    RepresentationTables.Coder codes = RepresentationTables.gaussian(2, 6, 1);
    List<Image> corrupted =
        IMAGES.stream()
            .map(image -> image.split().equals("test") ? new Image(image.id(), "z", "test") : image)
            .toList();
    String broken =
        RepresentationTables.write(
            temp.resolve("broken"),
            "encoder",
            ONE_LEVEL,
            corrupted,
            (image, level) ->
                image.split().equals("test")
                    ? new float[] {99, -99, 1e6f, 0, 0, level}
                    : codes.code(image, level));

    Recorder first = new Recorder();
    Recorder second = new Recorder();
    Evaluation.run(spark, List.of(honest), path("a"), SETTINGS, IfExists.REFUSE, first);
    EvaluationSummary summary =
        Evaluation.run(spark, List.of(broken), path("b"), SETTINGS, IfExists.REFUSE, second);

    assertThat(first.coefficients).hasSize(5);
    assertThat(second.coefficients).containsExactlyInAnyOrderElementsOf(first.coefficients);
    assertThat(summary.accuracy("encoder 1", 80).mean()).isZero();
    // All test images are of class z, which no probe knows: the row after those of a, b, c and d.
    assertThat(summary.confusions().get(0).counts()).hasSize(5);
    assertThat(sum(summary.confusions().get(0).counts().get(4))).isEqualTo(100);
    assertThat(summary.notes())
        .contains(
            "100 images of split test are of classes that split train lacks; they count as"
                + " errors.");
  }

  @Test
  void theOrderAndNumberOfFilesDoNotChangeTheNumbers() {
    String encoder = table("encoder", ONE_LEVEL, 2);
    // The same codes again, in other files and another order, must lead to the same numbers.
    spark
        .read()
        .parquet(encoder)
        .orderBy("split", "label", "path")
        .repartition(3)
        .write()
        .parquet(path("again"));
    EvaluationSummary first = run(List.of(encoder), "a");
    EvaluationSummary second = run(List.of(path("again")), "b");
    assertThat(second.rows()).isEqualTo(first.rows());
  }

  @Test
  void tablesOfOneSourceAreNamedByTheirDirectories() {
    String one = table("encoder", ONE_LEVEL, 2);
    String other =
        RepresentationTables.write(
            temp.resolve("longer"),
            RepresentationTables.rows(
                "encoder", "other", ONE_LEVEL, IMAGES, RepresentationTables.gaussian(2, 6, 9), 0));
    assertThat(run(List.of(one, other), "out").inputs())
        .extracting(EvaluatedInput::name)
        .containsExactly("encoder 1", "longer 1");
  }

  @Test
  void theNewestEncodingOfAPathCountsAndImagesThatAreGoneDoNot() {
    RepresentationTables.Coder bad = RepresentationTables.gaussian(0, 6, 1);
    RepresentationTables.Coder good = RepresentationTables.gaussian(12, 6, 1);
    Image gone = new Image("a-0", "a", "train");
    String directory =
        RepresentationTables.write(
            temp.resolve("encoder"),
            Stream.of(
                    RepresentationTables.rows("encoder", "f", PIXELS, IMAGES, good, 2000),
                    RepresentationTables.rows("encoder", "f", PIXELS, IMAGES, bad, 1000),
                    RepresentationTables.rows("encoder", "f", PIXELS, List.of(gone), null, 3000))
                .flatMap(List::stream)
                .toList());
    EvaluationSummary summary = run(List.of(directory), "out");
    assertThat(summary.labelledTrainImages()).isEqualTo(79);
    assertThat(summary.accuracy("encoder 0", 79).mean()).isEqualTo(1);
  }

  @Test
  void unlabelledRowsServeForStandardisationButAreNeitherFittedNorCounted() {
    List<Image> images =
        IMAGES.stream()
            .map(
                image ->
                    image.id().endsWith("3") ? new Image(image.id(), null, image.split()) : image)
            .toList();
    String directory =
        RepresentationTables.write(
            temp.resolve("encoder"),
            "encoder",
            PIXELS,
            images,
            RepresentationTables.gaussian(12, 6, 1));
    EvaluationSummary summary = run(List.of(directory), "out");
    assertThat(summary.trainImages()).isEqualTo(80);
    assertThat(summary.labelledTrainImages()).isEqualTo(72);
    assertThat(summary.testImages()).isEqualTo(88);
    assertThat(summary.accuracy("encoder 0", 72).mean()).isEqualTo(1);
    assertThat(summary.notes()).contains("12 images of split test have no label and are left out.");
  }

  @Test
  void anExistingOutputIsRefusedUnlessItIsToBeReplaced() throws IOException {
    String encoder = table("encoder", PIXELS, 12);
    Path out = Files.createDirectories(temp.resolve("out"));
    Path old = Files.writeString(out.resolve("mine.txt"), "kept");
    assertThatThrownBy(() -> run(List.of(encoder), "out"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--overwrite");
    assertThat(old).exists();
    Evaluation.run(spark, List.of(encoder), path("out"), SETTINGS, IfExists.REPLACE);
    assertThat(old).doesNotExist();
    assertThat(out.resolve("summary.md")).exists();
  }

  @Test
  void anOutputThatHoldsATableIsRefused() {
    String encoder = table("encoder", PIXELS, 12);
    for (String output : List.of(encoder, encoder + "/deep", temp.toString())) {
      assertThatThrownBy(
              () -> Evaluation.run(spark, List.of(encoder), output, SETTINGS, IfExists.REPLACE))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("overlap");
    }
    assertThat(Path.of(encoder)).exists();
  }

  @Test
  void aTableWithoutLabelsIsRefused() {
    refuses(
        IMAGES.stream().map(image -> new Image(image.id(), null, image.split())).toList(),
        "No image of split train",
        "has a label",
        "class folders");
  }

  @Test
  void aTableOfOneClassIsRefused() {
    refuses(
        IMAGES.stream().filter(image -> image.label().equals("a")).toList(), "label [a]", "two");
  }

  @Test
  void aTableWithoutATestSplitIsRefused() {
    refuses(
        IMAGES.stream().filter(image -> image.split().equals("train")).toList(),
        "no image in split test",
        "[train]",
        "evaluate.test-split",
        "ingest.test-share");
  }

  @Test
  void aTableWhoseTestSplitHasNoLabelsIsRefused() {
    refuses(
        IMAGES.stream()
            .map(
                image -> image.split().equals("test") ? new Image(image.id(), null, "test") : image)
            .toList(),
        "No image of split test",
        "nothing can be measured");
  }

  @Test
  void aTableWithSeveralFingerprintsIsRefused() {
    String directory =
        RepresentationTables.write(
            temp.resolve("mixed"),
            Stream.of("one", "two")
                .flatMap(
                    model ->
                        RepresentationTables.rows(
                            "encoder",
                            model,
                            PIXELS,
                            IMAGES,
                            RepresentationTables.gaussian(1, 6, 1),
                            0)
                            .stream())
                .toList());
    assertThatThrownBy(() -> run(List.of(directory), "out"))
        .isInstanceOf(UsageException.class)
        .hasMessageContainingAll("2 different model fingerprints", "one", "two", directory);
  }

  @Test
  void tablesOfDifferentImagesAreRefused() {
    String encoder = table("encoder", PIXELS, 1);
    String other =
        RepresentationTables.write(
            temp.resolve("other"),
            "untrained",
            PIXELS,
            RepresentationTables.images(4, 25, 20),
            RepresentationTables.gaussian(1, 6, 1));
    assertThatThrownBy(() -> run(List.of(encoder, other), "out"))
        .isInstanceOf(UsageException.class)
        .hasMessageContainingAll("do not hold the same images", encoder, other);
  }

  @Test
  void aMissingOrForeignTableIsRefused() {
    assertThatThrownBy(() -> run(List.of(path("nowhere")), "out"))
        .isInstanceOf(UsageException.class)
        .hasMessageContainingAll("nowhere", "encode images first");
    spark.range(3).write().parquet(path("foreign"));
    assertThatThrownBy(() -> run(List.of(path("foreign")), "out"))
        .isInstanceOf(UsageException.class)
        .hasMessageContainingAll("foreign", "no representation table", "codes");
  }

  @Test
  void codesThatAreNotFiniteAreRefused() {
    String directory =
        RepresentationTables.write(
            temp.resolve("diverged"),
            "encoder",
            PIXELS,
            IMAGES,
            (image, level) -> new float[] {1, image.id().equals("a-1") ? Float.NaN : 0});
    assertThatThrownBy(() -> run(List.of(directory), "out"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("not all finite");
  }

  @Test
  void budgetsThatAreAllBeyondTheLabelsAreRefused() {
    String encoder = table("encoder", PIXELS, 1);
    EvaluateSettings settings =
        new EvaluateSettings(List.of(500), false, 2, 5, "train", "test", 0, 1, 10);
    assertThatThrownBy(
            () -> Evaluation.run(spark, List.of(encoder), path("o"), settings, IfExists.REFUSE))
        .isInstanceOf(UsageException.class)
        .hasMessageContainingAll("[500]", "80 labels", "evaluate.budgets");
  }

  private void refuses(List<Image> images, String... message) {
    String directory =
        RepresentationTables.write(
            temp.resolve("table"),
            "encoder",
            PIXELS,
            images,
            RepresentationTables.gaussian(1, 6, 1));
    assertThatThrownBy(() -> run(List.of(directory), "out"))
        .isInstanceOf(UsageException.class)
        .hasMessageContainingAll(message);
    assertThat(temp.resolve("out")).doesNotExist();
  }

  private String table(String source, float[] levels, double apart) {
    return RepresentationTables.write(
        temp.resolve(source), source, levels, IMAGES, RepresentationTables.gaussian(apart, 6, 1));
  }

  private EvaluationSummary run(List<String> tables, String output) {
    return Evaluation.run(spark, tables, path(output), SETTINGS, IfExists.REFUSE);
  }

  private String path(String name) {
    return temp.resolve(name).toString();
  }

  /** The logistic probe, keeping what it fits. */
  private static final class Recorder implements Probe {
    private final Probe probe = new LogisticProbe(SETTINGS.logisticC(), SETTINGS.maxIterations());
    private final List<String> coefficients = Collections.synchronizedList(new ArrayList<>());

    @Override
    public String method() {
      return probe.method();
    }

    @Override
    public Fitted fit(LabelledSet labelled) {
      Fitted fitted = probe.fit(labelled);
      LinearClassifier classifier = (LinearClassifier) fitted.classifier();
      coefficients.add(
          Arrays.deepToString(classifier.weights()) + Arrays.toString(classifier.intercepts()));
      return fitted;
    }
  }
}
