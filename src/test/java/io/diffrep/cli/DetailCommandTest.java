package io.diffrep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.diffrep.testing.ImageFolders;
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

/** The experiment on 240 images of 8x8 pixels in two class folders, with tiny networks. */
class DetailCommandTest {
  /** Ten rounds of 64 images; states after 3, 6, 9 and 10 of them. */
  private static final List<String> SETTINGS =
      Stream.concat(
              TinyModels.RUN_SETTINGS.stream(),
              Stream.of(
                  "network.encoder=static",
                  "network.code-size=2",
                  "encode.noise-levels=[1]",
                  "train.workers=1",
                  "train.checkpoint-rounds=3",
                  "train.keep-checkpoints=20"))
          .map(setting -> "--set=" + setting)
          .toList();

  @TempDir private Path folder;
  private Path lake;

  @BeforeEach
  void makeLake() throws IOException {
    // The command uses the session that its process has.
    SparkSession.setDefaultSession(SparkSessions.shared());
    lake = folder.resolve("lake");
    ImageFolders.write(lake, 240);
  }

  private Outcome detail(String... more) {
    List<String> command =
        new ArrayList<>(
            List.of("reproduce", "detail", "--input=" + lake, "--output=" + folder.resolve("run")));
    command.addAll(SETTINGS);
    command.addAll(List.of(more));
    return Outcome.of(command.toArray(String[]::new));
  }

  private JsonNode done(String... more) throws IOException {
    Outcome outcome = detail(more);
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(run("summary.json")).hasContent(lastLine(outcome.out()));
    assertThat(outcome.out()).contains(Files.readString(run("summary.md")));
    return new ObjectMapper().readTree(lastLine(outcome.out()));
  }

  private Path run(String name) {
    return folder.resolve("run/" + name);
  }

  private static String lastLine(String out) {
    return out.strip().lines().reduce((before, line) -> line).orElseThrow();
  }

  @Test
  @Tag("slow")
  void goesOnWhereItWasAndMeasuresWhatIsNew() throws IOException {
    JsonNode first = done("--variants=uniform-paper", "--seeds=1");
    assertThat(first.get("rows").findValuesAsText("variant")).containsExactly("uniform-paper");
    assertThat(first.get("difference")).isEmpty();
    Path state = run("measures/uniform-paper/seed-1/round-000003.json");
    FileTime measured = Files.getLastModifiedTime(state);
    Path stale = run("measures/uniform-paper/seed-1/round-000006.json");
    String right = Files.readString(stale);
    Files.writeString(stale, right.replaceAll("(\"model\":\")[0-9a-f]+", "$1other"));
    // Hadoop's checksum of what stood there.
    Files.delete(stale.resolveSibling("." + stale.getFileName() + ".crc"));

    JsonNode both = done("--variants=uniform-time-paper,uniform-paper", "--seeds=1");
    requireComparison(both);
    assertThat(Files.getLastModifiedTime(state)).isEqualTo(measured);
    // It was measured with other weights, as far as it says.
    assertThat(stale).hasContent(right);

    // What a training that goes on elsewhere looks like: no end yet.
    deleteFolder(run("models/uniform-paper/seed-1/weights"));
    assertThat(done("--measure", "--variants=uniform-paper", "--seeds=1")).isEqualTo(both);
    assertThat(run("models/uniform-paper/seed-1/weights")).doesNotExist();

    Outcome other = detail("--set=network.embedding=32");
    assertThat(other.exitCode()).isEqualTo(2);
    assertThat(other.err()).contains("network.embedding was 16, and is 32");
  }

  private void requireComparison(JsonNode json) throws IOException {
    assertThat(json.get("experiment").asText()).isEqualTo("detail");
    assertThat(json.get("code-size").asInt()).isEqualTo(2);
    JsonNode rows = json.get("rows");
    assertThat(rows.findValuesAsText("variant"))
        .containsExactly("uniform-time-paper", "uniform-paper");
    assertThat(json.get("difference").findValuesAsText("images"))
        .containsExactly("192", "384", "576", "640");
    JsonNode last = json.get("difference").get(3).get("accuracy");
    double accuracy = rows.get(1).get("accuracy").get("mean").asDouble();
    assertThat(last.get("mean").asDouble())
        .isEqualTo(accuracy - rows.get(0).get("accuracy").get("mean").asDouble());
    assertThat(last.has("deviation")).isFalse();
    assertThat(rows.get(1).get("images").asLong()).isEqualTo(640);
    assertThat(rows.get(1).has("border")).isFalse();
    assertThat(rows.get(1).get("ink").get("mean").asDouble()).isLessThanOrEqualTo(1);

    assertThat(Files.readAllLines(run("curve.csv")))
        .hasSize(9)
        .anyMatch(line -> line.startsWith("uniform-paper,1,10,640,0."));
    for (String chart : List.of("curve.svg", "difference.svg")) {
      assertThat(Files.readString(run(chart))).startsWith("<svg").contains("<path");
    }
    assertThat(Files.readString(run("summary.md"))).contains("planes/uniform-time-paper.png");
    assertThat(Files.size(run("planes/uniform-paper.png"))).isGreaterThan(5000);
  }

  private static void deleteFolder(Path path) throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(path);
  }

  @Test
  void whileAnotherProcessIngestsNothingIsReplaced() throws IOException {
    Outcome nowhere = detail("--measure", "--seeds=1");
    assertThat(nowhere.exitCode()).isEqualTo(2);
    assertThat(nowhere.err()).contains("no experiment was begun in " + folder.resolve("run"));
    assertThat(folder.resolve("run")).doesNotExist();

    done("--variants=uniform-paper", "--seeds=1");
    Files.delete(run("images/_SUCCESS"));
    Files.createFile(run("images.ingesting"));

    Outcome outcome = detail("--measure", "--seeds=1");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("another process is ingesting", "images.ingesting");
    assertThat(run("images/_SUCCESS")).doesNotExist();
    Files.delete(run("images.ingesting"));
    done("--measure", "--seeds=1");
    assertThat(run("images/_SUCCESS")).exists();
    assertThat(run("images.ingesting")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--seeds=3,3 | --seeds names 3 twice",
        "--variants=uniform-edm,uniform-edm | --variants names uniform-edm twice",
        "--variants=log-normal | --variants",
        "--set=noise.level=90 | set noise.level",
        "--set=evaluate.test-split=train | evaluate.test-split is evaluate.train-split, 'train'",
        "--set=train.split=test | evaluate.test-split is test, and so is train.split",
        "--overwrite | --measure and --overwrite exclude one another"
      })
  void refusesWhatCannotBeDone(String option, String named) {
    Outcome outcome = detail("--measure", option, "--set=evaluate.all-labels=false");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains(named).doesNotContain("\tat ");
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void codesThatAVariantCannotBeEncodedToAreRefusedBeforeAnythingIsWritten() {
    Outcome outcome = detail("--set=network.encoder=conditioned", "--set=encode.noise-levels=[2]");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err())
        .contains(
            "encode.noise-levels: [2.0] lie outside the noise levels that the variant"
                + " single-level-paper is trained at",
            "or network.encoder to static");
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/even | --seeds=1 | split 'train' has labels of 0 classes, split 'test' of 0",
        "/ | --set=ingest.test-share=0 | set ingest.test-share"
      })
  void imagesThatCodesCannotBeComparedOnAreRefusedBeforeAnyTraining(
      String part, String option, String named) {
    lake = Path.of(lake + part);
    Outcome outcome = detail(option, "--set=evaluate.all-labels=false");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains(named).doesNotContain("\tat ");
    assertThat(run("models")).doesNotExist();
  }

  @Test
  void thePlanNamesEveryTraining() {
    assertThat(detail("--dry-run").out().lines().filter(line -> line.contains("- train ")))
        .hasSize(16);
    assertThat(detail("--dry-run", "--measure").out()).doesNotContain("- train ");
  }
}
