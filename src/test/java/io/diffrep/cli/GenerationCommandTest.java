package io.diffrep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.diffrep.testing.ImageFolders;
import io.diffrep.testing.SparkSessions;
import io.diffrep.testing.TinyModels;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The experiment on 80 images of 8x8 pixels in two class folders, with tiny networks. */
@Tag("slow")
class GenerationCommandTest {
  private static final List<String> SETTINGS =
      Stream.concat(
              TinyModels.RUN_SETTINGS.stream(),
              Stream.of(
                  "train.images=160",
                  "train.workers=1",
                  "evaluate.loss.noise-levels=[0.5,2]",
                  "generate.steps=2",
                  "generate.levels=3",
                  "generate.tolerance=100",
                  "generate.training-codes=30"))
          .map(setting -> "--set=" + setting)
          .toList();

  @TempDir private Path folder;
  private Path lake;

  @BeforeEach
  void makeLake() throws IOException {
    // The command uses the session that its process has.
    SparkSession.setDefaultSession(SparkSessions.shared());
    lake = folder.resolve("lake");
    ImageFolders.write(lake, 80);
  }

  private Outcome generation(String... more) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "reproduce",
                "generation",
                "--input=" + lake,
                "--output=" + folder.resolve("run"),
                "--seeds=1"));
    command.addAll(SETTINGS);
    command.addAll(List.of(more));
    return Outcome.of(command.toArray(String[]::new));
  }

  /** In two pieces: without the classifier nothing is compared. */
  @Test
  void modelsAreTrainedJudgedAndCompared() throws IOException {
    Outcome first = generation("--variants=size-128,unconditional");
    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(first.out()).contains("waits for the variant classifier");

    Outcome second = generation("--variants=size-2,uniform-2,classifier");
    assertThat(second.exitCode()).as(second.err()).isZero();
    String[] lines = second.out().strip().split("\n");
    JsonNode summary = new ObjectMapper().readTree(lines[lines.length - 1]);
    List<String> variants = new ArrayList<>();
    for (JsonNode row : summary.get("rows")) {
      variants.add(row.get("variant").asText());
      assertThat(row.at("/error/mean").asDouble()).isBetween(0.001, 1.0);
      assertThat(row.at("/agreement/mean").asDouble()).isBetween(0.0, 1.0);
      assertThat(row.at("/diversity/mean").asDouble())
          .isBetween(0.0, Math.sqrt(0.25 * 8 / 7) + 1e-9);
      assertThat(row.at("/distance/mean").asDouble()).isNotNegative();
      assertThat(row.at("/moved/mean").asDouble()).isBetween(0.0, 1.0);
    }
    assertThat(variants).containsExactly("size-128", "size-2", "uniform-2");
    assertThat(summary.get("gains")).hasSize(2);
    assertThat(folder.resolve("run/summary.md"))
        .content()
        .contains("| 128 dimensions | 1 |", "| 2 dimensions, uniform law | 1 |", "| 0.5 |");
    for (String chart : List.of("gains.svg", "error.svg", "diversity.svg")) {
      assertThat(folder.resolve("run/" + chart)).content().startsWith("<svg");
    }
    picturesAreShown("reconstruct", "vary", "sample", "moved");
    gainsAreThoseOfTheLosses(summary);
  }

  private void picturesAreShown(String... names) throws IOException {
    String page = Files.readString(folder.resolve("run/summary.md"));
    for (String name : names) {
      for (String variant : List.of("size-128", "size-2", "uniform-2")) {
        String figure = "figures/" + variant + "/seed-1/" + name + ".png";
        assertThat(page).contains("(" + figure + ")");
        BufferedImage image = ImageIO.read(folder.resolve("run/" + figure).toFile());
        // Eight images of 8 pixels, each drawn as a square of 14.
        assertThat(image.getWidth()).isGreaterThan(8 * 8 * 14);
      }
    }
  }

  /** Files without class folders. */
  @Test
  void whatHasNoClassesIsRefusedBeforeAnyTraining() {
    lake = lake.resolve("even");
    Outcome outcome = generation();
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err())
        .contains("split 'train' has labels of 0 classes, split 'test' of 0")
        .doesNotContain("\tat ");
    assertThat(folder.resolve("run/models")).doesNotExist();
  }

  /** Neither images from noise, nor a loss without the code. */
  @Test
  void whatNothingCanBeMadeWithIsComparedAllTheSameAndNotMeasuredAgain() throws IOException {
    String[] settings = {
      "--set=noise.law=single-level",
      "--set=objective.drop-code=0",
      "--variants=size-128,unconditional,classifier"
    };
    Outcome first = generation(settings);
    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(first.out()).contains("measures the images of 128 dimensions");
    assertThat(folder.resolve("run/summary.md"))
        .content()
        .contains("| 128 dimensions | 1 | - | - | - | - | - (-) |", "| 1.0 | - | ", "(gains.svg)");
    Path losses = folder.resolve("run/held-out/size-128/seed-1/losses.json");
    String right = Files.readString(losses);
    Files.writeString(losses, right.replaceFirst("(\"model\" : \")[0-9a-f]+", "$1other"));
    Files.delete(losses.resolveSibling(".losses.json.crc"));

    Outcome second = generation(settings);
    assertThat(second.exitCode()).as(second.err()).isZero();
    assertThat(second.out()).doesNotContain("measures the images");
    // It was measured of another model, as far as it says.
    assertThat(losses).hasContent(right);
  }

  @Test
  void oneSplitForBothIsRefusedBeforeAnythingIsWritten() {
    Outcome outcome =
        generation("--set=evaluate.test-split=train", "--set=evaluate.all-labels=false");
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err())
        .contains("evaluate.test-split is evaluate.train-split, 'train'")
        .doesNotContain("\tat ");
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"evaluate.test-split", "evaluate.loss.split"})
  void whatIsTrainedOnIsRefusedForComparisonsBeforeAnythingIsWritten(String key) {
    Outcome outcome =
        generation(
            "--set=train.split=kept", "--set=evaluate.all-labels=false", "--set=" + key + "=kept");
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err())
        .contains(key + " is kept, and so is train.split")
        .doesNotContain("\tat ");
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void aVariantThatCannotBeTrainedIsRefusedBeforeAnythingIsWritten() {
    Outcome outcome = generation("--set=objective.kind=contrastive");
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err())
        .contains("the variant size-128 cannot be trained: ", "set augmentation.kind to view")
        .doesNotContain("\tat ");
    assertThat(folder.resolve("run")).doesNotExist();
  }

  private void gainsAreThoseOfTheLosses(JsonNode summary) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    JsonNode with =
        mapper.readTree(folder.resolve("run/held-out/size-128/seed-1/losses.json").toFile());
    JsonNode without =
        mapper.readTree(folder.resolve("run/held-out/unconditional/seed-1/losses.json").toFile());
    for (int i = 0; i < 2; i++) {
      JsonNode loss = with.get("losses").get(i);
      JsonNode other = without.get("losses").get(i);
      JsonNode gain = summary.get("gains").get(i);
      assertThat(gain.get("rho").asDouble()).isEqualTo(loss.get("rho").asDouble());
      assertThat(gain.at("/joint/mean").asDouble())
          .isCloseTo(loss.get("dropped").asDouble() - loss.get("own").asDouble(), within(1e-9));
      assertThat(gain.at("/separate/mean").asDouble())
          .isCloseTo(other.get("dropped").asDouble() - loss.get("own").asDouble(), within(1e-9));
    }
  }
}
