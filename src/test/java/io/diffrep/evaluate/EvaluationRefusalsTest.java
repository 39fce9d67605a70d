package io.diffrep.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diffrep.evaluate.RepresentationTables.Image;
import io.diffrep.runtime.UsageException;
import io.diffrep.store.IfExists;
import io.diffrep.testing.SparkSessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be evaluated is refused before anything is written. */
class EvaluationRefusalsTest {
  @TempDir private Path temp;
  private EvaluationFixture fixture;

  @BeforeEach
  void prepare() {
    fixture = new EvaluationFixture(temp);
  }

  @Test
  void anExistingOutputIsRefusedUnlessItIsToBeReplaced() throws IOException {
    String encoder = fixture.table("encoder", EvaluationFixture.PIXELS, 12);
    Path out = Files.createDirectories(temp.resolve("out"));
    Path old = Files.writeString(out.resolve("mine.txt"), "kept");
    assertThatThrownBy(() -> fixture.run(List.of(encoder), "out"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--overwrite");
    assertThat(old).exists();
    fixture.run(
        List.of(encoder), fixture.path("out"), EvaluationFixture.SETTINGS, IfExists.REPLACE);
    assertThat(old).doesNotExist();
    assertThat(out.resolve("summary.md")).exists();
  }

  @Test
  void anOutputThatHoldsATableIsRefused() {
    String encoder = fixture.table("encoder", EvaluationFixture.PIXELS, 12);
    for (String output : List.of(encoder, encoder + "/deep", temp.toString())) {
      assertThatThrownBy(
              () ->
                  fixture.run(
                      List.of(encoder), output, EvaluationFixture.SETTINGS, IfExists.REPLACE))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("overlap");
    }
    assertThat(Path.of(encoder)).exists();
  }

  @Test
  void aTableWithoutLabelsIsRefused() {
    refuses(
        EvaluationFixture.IMAGES.stream()
            .map(image -> new Image(image.id(), null, image.split()))
            .toList(),
        "No image of split train",
        "has a label",
        "class folders");
  }

  @Test
  void aTableOfOneClassIsRefused() {
    refuses(
        EvaluationFixture.IMAGES.stream().filter(image -> image.label().equals("a")).toList(),
        "label [a]",
        "two");
  }

  @Test
  void aTableWithoutATestSplitIsRefused() {
    refuses(
        EvaluationFixture.IMAGES.stream().filter(image -> image.split().equals("train")).toList(),
        "no image in split test",
        "[train]",
        "evaluate.test-split",
        "ingest.test-share");
  }

  @Test
  void aTableWhoseTestSplitHasNoLabelsIsRefused() {
    refuses(
        EvaluationFixture.IMAGES.stream()
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
                            EvaluationFixture.PIXELS,
                            EvaluationFixture.IMAGES,
                            RepresentationTables.gaussian(1, 6, 1),
                            0)
                            .stream())
                .toList());
    assertThatThrownBy(() -> fixture.run(List.of(directory), "out"))
        .isInstanceOf(UsageException.class)
        .hasMessageContainingAll("2 different model fingerprints", "one", "two", directory);
  }

  @Test
  void tablesOfDifferentImagesAreRefused() {
    String encoder = fixture.table("encoder", EvaluationFixture.PIXELS, 1);
    String other =
        RepresentationTables.write(
            temp.resolve("other"),
            "untrained",
            EvaluationFixture.PIXELS,
            RepresentationTables.images(4, 25, 20),
            RepresentationTables.gaussian(1, 6, 1));
    assertThatThrownBy(() -> fixture.run(List.of(encoder, other), "out"))
        .isInstanceOf(UsageException.class)
        .hasMessageContainingAll("do not hold the same images", encoder, other);
  }

  @Test
  void aMissingOrForeignTableIsRefused() {
    assertThatThrownBy(() -> fixture.run(List.of(fixture.path("nowhere")), "out"))
        .isInstanceOf(UsageException.class)
        .hasMessageContainingAll("nowhere", "encode images first");
    SparkSessions.shared().range(3).write().parquet(fixture.path("foreign"));
    assertThatThrownBy(() -> fixture.run(List.of(fixture.path("foreign")), "out"))
        .isInstanceOf(UsageException.class)
        .hasMessageContainingAll("foreign", "no representation table", "codes");
  }

  @Test
  void codesThatAreNotFiniteAreRefused() {
    String directory =
        RepresentationTables.write(
            temp.resolve("diverged"),
            "encoder",
            EvaluationFixture.PIXELS,
            EvaluationFixture.IMAGES,
            (image, level) -> new float[] {1, image.id().equals("a-1") ? Float.NaN : 0});
    assertThatThrownBy(() -> fixture.run(List.of(directory), "out"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("not all finite");
  }

  @Test
  void budgetsThatAreAllBeyondTheLabelsAreRefused() {
    String encoder = fixture.table("encoder", EvaluationFixture.PIXELS, 1);
    EvaluateSettings settings =
        new EvaluateSettings(List.of(500), false, 2, 5, "train", "test", 0, 1, 10);
    assertThatThrownBy(
            () -> fixture.run(List.of(encoder), fixture.path("o"), settings, IfExists.REFUSE))
        .isInstanceOf(UsageException.class)
        .hasMessageContainingAll("[500]", "80 labels", "evaluate.budgets");
  }

  private void refuses(List<Image> images, String... message) {
    String directory =
        RepresentationTables.write(
            temp.resolve("table"),
            "encoder",
            EvaluationFixture.PIXELS,
            images,
            RepresentationTables.gaussian(1, 6, 1));
    assertThatThrownBy(() -> fixture.run(List.of(directory), "out"))
        .isInstanceOf(UsageException.class)
        .hasMessageContainingAll(message);
    assertThat(temp.resolve("out")).doesNotExist();
  }
}
