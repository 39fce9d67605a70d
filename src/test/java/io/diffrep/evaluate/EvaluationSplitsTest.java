package io.diffrep.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.diffrep.evaluate.RepresentationTables.Image;
import io.diffrep.runtime.Console;
import io.diffrep.store.IfExists;
import io.diffrep.testing.SparkSessions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which images are fitted on, which are measured, and which count at all. */
class EvaluationSplitsTest {
  @TempDir private Path temp;
  private EvaluationFixture fixture;

  @BeforeEach
  void prepare() {
    fixture = new EvaluationFixture(temp);
  }

  @Test
  void aSplitTestedOnItselfKeepsTheImagesThatLentLabelsApart() throws IOException {
    EvaluateSettings settings =
        new EvaluateSettings(List.of(8, 24, 80), false, 2, 5, "train", "train", 0, 1, 10);
    String encoder = fixture.table("encoder", EvaluationFixture.ONE_LEVEL, 0);

    EvaluationSummary summary =
        fixture.run(List.of(encoder), temp.resolve("out").toString(), settings, IfExists.REFUSE);

    // 80 labels in all: the budget of 80 would leave nothing to test on.
    assertThat(summary.testImages()).isEqualTo(80 - 24);
    ConfusionMatrix matrix = summary.confusions().get(0);
    assertThat(matrix.budget()).isEqualTo(24);
    assertThat(matrix.counts().stream().mapToLong(EvaluationFixture::sum).sum())
        .isEqualTo(2 * (80 - 24));
    // Noise with 24 labels in 6 dimensions is learnt by heart, and worth nothing on other images.
    assertThat(summary.accuracy("encoder 1", 24).mean()).isBetween(0.05, 0.5);
    assertThat(summary.markdown()).contains("lend it no label").contains("The budget of 80 labels");
  }

  @Test
  void testRowsNeverInfluenceAFit() {
    String honest = fixture.table("encoder", EvaluationFixture.ONE_LEVEL, 2);
    RepresentationTables.Coder codes = RepresentationTables.gaussian(2, 6, 1);
    List<Image> corrupted =
        EvaluationFixture.IMAGES.stream()
            .map(image -> image.split().equals("test") ? new Image(image.id(), "z", "test") : image)
            .toList();
    String broken =
        RepresentationTables.write(
            temp.resolve("broken"),
            "encoder",
            EvaluationFixture.ONE_LEVEL,
            corrupted,
            (image, level) ->
                image.split().equals("test")
                    ? new float[] {99, -99, 1e6f, 0, 0, level}
                    : codes.code(image, level));

    Recorder first = new Recorder();
    Recorder second = new Recorder();
    Evaluation.run(
        SparkSessions.shared(),
        List.of(honest),
        fixture.path("a"),
        EvaluationFixture.SETTINGS,
        IfExists.REFUSE,
        Console.silent(),
        first);
    EvaluationSummary summary =
        Evaluation.run(
            SparkSessions.shared(),
            List.of(broken),
            fixture.path("b"),
            EvaluationFixture.SETTINGS,
            IfExists.REFUSE,
            Console.silent(),
            second);

    assertThat(first.coefficients).hasSize(5);
    assertThat(second.coefficients).containsExactlyInAnyOrderElementsOf(first.coefficients);
    assertThat(summary.accuracy("encoder 1", 80).mean()).isZero();
    // All test images are of class z, which no probe knows: the row after those of a, b, c and d.
    assertThat(summary.confusions().get(0).counts()).hasSize(5);
    assertThat(EvaluationFixture.sum(summary.confusions().get(0).counts().get(4))).isEqualTo(100);
    assertThat(summary.notes())
        .contains(
            "100 images of split test are of classes that split train lacks; they count as"
                + " errors.");
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
                    RepresentationTables.rows(
                        "encoder",
                        "f",
                        EvaluationFixture.PIXELS,
                        EvaluationFixture.IMAGES,
                        good,
                        2000),
                    RepresentationTables.rows(
                        "encoder",
                        "f",
                        EvaluationFixture.PIXELS,
                        EvaluationFixture.IMAGES,
                        bad,
                        1000),
                    RepresentationTables.rows(
                        "encoder", "f", EvaluationFixture.PIXELS, List.of(gone), null, 3000))
                .flatMap(List::stream)
                .toList());
    EvaluationSummary summary = fixture.run(List.of(directory), "out");
    assertThat(summary.labelledTrainImages()).isEqualTo(79);
    assertThat(summary.accuracy("encoder 0", 79).mean()).isEqualTo(1);
  }

  @Test
  void unlabelledRowsServeForStandardisationButAreNeitherFittedNorCounted() {
    List<Image> images =
        EvaluationFixture.IMAGES.stream()
            .map(
                image ->
                    image.id().endsWith("3") ? new Image(image.id(), null, image.split()) : image)
            .toList();
    String directory =
        RepresentationTables.write(
            temp.resolve("encoder"),
            "encoder",
            EvaluationFixture.PIXELS,
            images,
            RepresentationTables.gaussian(12, 6, 1));
    EvaluationSummary summary = fixture.run(List.of(directory), "out");
    assertThat(summary.trainImages()).isEqualTo(80);
    assertThat(summary.labelledTrainImages()).isEqualTo(72);
    assertThat(summary.testImages()).isEqualTo(88);
    assertThat(summary.accuracy("encoder 0", 72).mean()).isEqualTo(1);
    assertThat(summary.notes()).contains("12 images of split test have no label and are left out.");
  }

  /** The logistic probe, keeping what it fits. */
  private static final class Recorder implements Probe {
    private final Probe probe =
        new LogisticProbe(
            EvaluationFixture.SETTINGS.logisticC(), EvaluationFixture.SETTINGS.maxIterations());
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
