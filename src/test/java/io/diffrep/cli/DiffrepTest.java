package io.diffrep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.diffrep.config.ConfigurationReader;
import io.diffrep.testing.SparkSessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiffrepTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"ingest", "train", "encode", "evaluate", "report", "pipeline"})
  void everyVerbHasHelpWithExamplesAndTheSharedOptions(String verb) {
    Outcome outcome = Outcome.of(verb, "--help");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out())
        .startsWith("Usage: diffrep " + verb)
        .contains("Examples:\n  diffrep " + verb + " ")
        .contains("--config=FILE", "--set=KEY=VALUE", "--dry-run", "--overwrite");
    assertThat(Outcome.of("--help").out()).contains("\n  " + verb + " ");
  }

  @Test
  void withoutAVerbTheVerbsAreNamed() {
    Outcome outcome = Outcome.of();

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err())
        .contains(
            "Missing verb: one of ingest, train, encode, evaluate, generate, report, pipeline")
        .contains("See diffrep --help");
  }

  @Test
  void aMisspeltVerbIsWrongUsageWithTheNearestOne() {
    Outcome outcome = Outcome.of("ingset");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("'ingset'").contains("diffrep ingest");
  }

  @Test
  void aMissingOptionIsWrongUsage() {
    Outcome outcome = Outcome.of("train", "--images", "x");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("--model").contains("See diffrep train --help");
  }

  @Test
  void mistakesInTheConfigurationAreListedWithoutAStackTrace() {
    Outcome outcome =
        Outcome.of(
            "train", "--images", "x", "--model", "y", "--set", "train.bacth=3", "--set", "seed=x");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err())
        .isEqualTo(
            """
            2 mistakes in the configuration:
              seed: "x" must be a whole number (--set seed=x)
              train.bacth: unknown key; the nearest known one is train.batch (--set train.bacth=3)
            """);
  }

  @Test
  void aConfigurationFileThatIsMissingIsNamed() {
    Outcome outcome = Outcome.of("pipeline", "--run", "x", "--config", "missing.conf");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("missing.conf").doesNotContain("\tat ");
  }

  @Test
  void aPipelineWithoutInputSaysWhatToSet() {
    Outcome outcome =
        Outcome.of("pipeline", "--run", "x", "--config", "conf/fashion-mnist.conf", "--dry-run");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("--set pipeline.input=");
  }

  @Test
  void anEvaluationOfNothingSaysWhatToGive() {
    assertThat(Outcome.of("evaluate", "--output", "x"))
        .satisfies(outcome -> assertThat(outcome.exitCode()).isEqualTo(2))
        .satisfies(outcome -> assertThat(outcome.err()).contains("--representations"));
    assertThat(Outcome.of("evaluate", "--output", "x", "--images", "y"))
        .satisfies(outcome -> assertThat(outcome.exitCode()).isEqualTo(2))
        .satisfies(outcome -> assertThat(outcome.err()).contains("--images and --model"));
  }

  @Test
  void aCardThatIsAskedForAndNotThereIsWrongUsageBeforeAnythingIsDone() {
    SparkSessions.shared();
    Path model = folder.resolve("model");

    Outcome outcome =
        Outcome.of(
            "train", "--images", "x", "--model", model.toString(), "--set", "engine.device=cuda");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err())
        .contains("engine.device = cuda", "computes on the CPU")
        .doesNotContain("\tat ");
    assertThat(model).doesNotExist();
  }

  @Test
  void theDoctorSaysWhatComputes() {
    SparkSessions.shared();

    assertThat(Outcome.of("doctor").out())
        .containsPattern("ok +device: the CPU \\(engine.device = auto\\)");
    Outcome outcome = Outcome.of("doctor", "--set", "engine.device=cuda");
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.out()).containsPattern("failure +device: engine.device = cuda");
  }

  @Test
  void aDryRunPrintsSettingsThatReadBackAndThePlanAndWritesNothing() throws IOException {
    Path run = folder.resolve("run");

    Outcome outcome =
        Outcome.of(
            "pipeline",
            "--config",
            "conf/quickstart.conf",
            "--run",
            run.toString(),
            "--set",
            "train.images=77",
            "--dry-run");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out()).contains("train until 77 images", run + "/model");
    Path printed = Files.writeString(folder.resolve("printed.conf"), outcome.out());
    assertThat(ConfigurationReader.read(printed, List.of()))
        .isEqualTo(
            ConfigurationReader.read(Path.of("conf/quickstart.conf"), List.of("train.images=77")));
    assertThat(run).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ingest --input MISSING --output OUT",
        "train --images MISSING --model OUT",
        "encode --images MISSING --model MISSING --output OUT",
        "evaluate --representations MISSING --output OUT",
        "evaluate --images MISSING --model MISSING --output OUT",
        "generate reconstruct --images MISSING --model MISSING --output OUT",
        "generate sample --from no-code --model MISSING --output OUT",
        "generate detail --images MISSING --model MISSING --model MISSING --output OUT",
        "report --run MISSING",
        "pipeline --run OUT --set pipeline.input=MISSING"
      })
  void aPathThatIsMissingIsNamedInOneMessage(String line) {
    SparkSession session = SparkSessions.shared();
    String missing = folder.resolve("missing").toString();
    String output = folder.resolve("out").toString();

    Outcome outcome =
        Outcome.of(line.replace("MISSING", missing).replace("OUT", output).split(" "));

    assertThat(outcome.err()).contains(missing).doesNotContain("\tat ").doesNotContain("Exception");
    assertThat(outcome.exitCode()).isEqualTo(2);
    // A session that the command found is left as it was.
    assertThat(session.sparkContext().isStopped()).isFalse();
  }
}
