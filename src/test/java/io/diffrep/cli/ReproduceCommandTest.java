package io.diffrep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.diffrep.testing.SparkSessions;
import io.diffrep.testing.TinyModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The experiment on the sample inside the jar, with tiny networks. */
class ReproduceCommandTest {
  private static final List<String> SETTINGS =
      Stream.concat(
              TinyModels.RUN_SETTINGS.stream(), Stream.of("train.averaging-warm-up=6", "seed=1"))
          .map(setting -> "--set=" + setting)
          .toList();

  @TempDir private Path folder;

  @BeforeEach
  void startSpark() {
    // The command uses the session that its process has.
    SparkSession.setDefaultSession(SparkSessions.shared());
  }

  private Outcome averaging(String... more) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "reproduce",
                "averaging",
                "--input=sample:fashion-mnist",
                "--output=" + folder.resolve("run")));
    command.addAll(SETTINGS);
    command.addAll(List.of(more));
    return Outcome.of(command.toArray(String[]::new));
  }

  @Test
  @Tag("slow")
  void goesOnWhereItWasAndComparesAllVariants() throws IOException {
    Outcome without = averaging("--images=320", "--variants=mixed", "--seeds=1");
    assertThat(without.exitCode()).as(without.err()).isZero();
    assertThat(without.out()).contains("the comparison waits for the variant one-worker");

    Outcome first = averaging("--images=320", "--variants=one-worker", "--seeds=1");
    assertThat(first.exitCode()).as(first.err()).isZero();
    JsonNode json = new ObjectMapper().readTree(lastLine(first.out()));
    assertThat(json.get("rows").findValuesAsText("variant")).containsExactly("one-worker", "mixed");
    assertThat(json.has("noise-percent")).isFalse();
    Path weights = folder.resolve("run/models/one-worker/seed-1/weights/parameters.f32");
    FileTime trained = Files.getLastModifiedTime(weights);

    Outcome other = averaging("--images=640");
    assertThat(other.exitCode()).isEqualTo(2);
    assertThat(other.err()).contains("train.images was 320, and is 640");

    Outcome rest = averaging("--images=320", "--seeds=1");
    assertThat(rest.exitCode()).as(rest.err()).isZero();

    Outcome both = averaging("--images=320", "--variants=one-worker");
    assertThat(both.exitCode()).as(both.err()).isZero();
    assertThat(Files.getLastModifiedTime(weights)).isEqualTo(trained);
    requireComparison(both.out());
  }

  private void requireComparison(String out) throws IOException {
    JsonNode json = new ObjectMapper().readTree(lastLine(out));
    assertThat(json.get("experiment").asText()).isEqualTo("averaging");
    assertThat(json.get("images").asLong()).isEqualTo(320);
    assertThat(json.get("noise-percent").asDouble()).isPositive();
    JsonNode rows = json.get("rows");
    assertThat(rows.findValuesAsText("variant"))
        .containsExactly("one-worker", "every-step", "every-10-steps", "chosen", "mixed");
    assertThat(rows.get(0).get("seeds").toString()).isEqualTo("[1,2]");
    assertThat(rows.get(1).get("seeds").toString()).isEqualTo("[1]");
    assertThat(rows.get(1).get("intervals").toString()).isEqualTo("[1]");
    assertThat(rows.get(2).get("intervals").toString()).isEqualTo("[10]");
    // Six trainings, twenty windows each, and the heading.
    assertThat(Files.readAllLines(folder.resolve("run/losses.csv"))).hasSize(121);
    assertThat(out).contains(Files.readString(folder.resolve("run/summary.md")));
    assertThat(folder.resolve("run/summary.json")).hasContent(lastLine(out));
    for (String chart : List.of("losses.svg", "differences.svg")) {
      assertThat(Files.readString(folder.resolve("run/" + chart)))
          .startsWith("<svg")
          .contains("<path");
    }
  }

  private static String lastLine(String out) {
    return out.strip().lines().reduce((before, line) -> line).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--images=0 | --images is 0",
        "--images=many | --images",
        "--seeds=1,2,1 | --seeds names 1 twice",
        "--seeds=one | --seeds",
        "--variants=mixed,every-step,mixed | --variants names mixed twice",
        "--variants=every-7-steps | --variants",
        "--set=train.averaging-warm-up=4 | train.averaging-warm-up"
      })
  void refusesWhatCannotBeDoneByTheOptionsName(String option, String named) {
    Outcome outcome = averaging(option);

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains(named).doesNotContain("\tat ");
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void theWarmUpIsShortenedWithTheImages() {
    // A tenth of 640 and of 64.
    assertThat(averaging("--images=64", "--dry-run").out())
        .contains("train.images = 64\n", "train.warm-up-images = 6\n");
  }

  @Test
  void theExperimentMustBeNamed() {
    Outcome outcome = Outcome.of("reproduce");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("Missing experiment: one of averaging");
  }
}
