package io.diffrep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.diffrep.engine.EngineSettings;
import io.diffrep.engine.Precision;
import io.diffrep.engine.host.HostEngine;
import io.diffrep.image.ImageShape;
import io.diffrep.model.ModelDirectory;
import io.diffrep.model.TrainingState;
import io.diffrep.runtime.Console;
import io.diffrep.runtime.UsageException;
import io.diffrep.store.IfExists;
import io.diffrep.testing.ImageTables;
import io.diffrep.testing.SparkSessions;
import io.diffrep.testing.TinyModels;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingTest {
  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void writeImages() {
    ImageTables.write(path("images"), 100, new ImageShape(1, 8, 8), 2);
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private TrainingSummary train(String model, TrainSettings settings) {
    return Training.run(
        SparkSessions.shared(),
        path("images"),
        path(model),
        TinyModels.MODEL,
        settings,
        IfExists.REFUSE,
        Console.ofTerminal(new PrintWriter(out), new PrintWriter(err)));
  }

  @Test
  void mixedPrecisionLearnsAndIsRecorded() throws IOException {
    assumeTrue(HostEngine.isAvailable() && HostEngine.instructionSet().contains("bfloat16"));
    Training.run(
        SparkSessions.shared(),
        path("images"),
        path("mixed"),
        TinyModels.MODEL.with(new EngineSettings(EngineSettings.Name.HOST, Precision.MIXED)),
        TinyModels.training(1600, 2),
        IfExists.REFUSE,
        Console.silent());
    List<String> history = Files.readAllLines(folder.resolve("mixed/history.jsonl"));
    assertThat(loss(history.subList(45, 50))).isLessThan(0.85 * loss(history.subList(0, 5)));
    assertThat(Files.readString(folder.resolve("mixed/model.json")))
        .contains("\"precision\" : \"mixed\"");
  }

  private String fingerprint(String model) throws IOException {
    return new ModelDirectory(new org.apache.hadoop.fs.Path(path(model)), new Configuration(false))
        .load()
        .fingerprint();
  }

  @Test
  void aTrainingLearnsReportsEachRoundAndLeavesAModel() throws IOException {
    TrainingSummary summary = train("model", TinyModels.training(1600, 2));
    assertThat(summary.images()).isEqualTo(1600);
    assertThat(summary.trainingImages()).isEqualTo(75);
    assertThat(summary.rounds()).isEqualTo(50);
    assertThat(out.toString())
        .startsWith("computes with ")
        .contains("\nnative memory: about ")
        .hasLineCount(2);
    assertThat(err.toString().split("\\r"))
        .anySatisfy(
            line ->
                assertThat(line)
                    .matches(
                        "\\x1b\\[Ktrain  [0-9,]+/1,600 images  [0-9.,]+ images/s  left [0-9:]+"
                            + "  round [0-9]+/50  loss [0-9.]+"));

    List<String> history = Files.readAllLines(folder.resolve("model/history.jsonl"));
    assertThat(history).hasSize(50);
    assertThat(history.get(49)).contains("\"round\":50", "\"images\":1600", "\"learning-rate\":");
    double first = loss(history.subList(0, 5));
    double last = loss(history.subList(45, 50));
    assertThat(last).isLessThan(0.85 * first);

    assertThat(folder.resolve("model/weights/MANIFEST.json")).exists();
    try (var rounds = Files.list(folder.resolve("model/checkpoints"))) {
      assertThat(rounds.map(round -> round.getFileName().toString()))
          .containsExactlyInAnyOrder("round-000045", "round-000050");
    }
  }

  private static double loss(List<String> history) {
    return history.stream()
        .mapToDouble(line -> Double.parseDouble(line.replaceAll(".*\"loss\":([0-9.]+).*", "$1")))
        .average()
        .orElseThrow();
  }

  @Test
  void theSameSeedGivesTheSameModelToTheBitAndAnotherSeedAnother() throws IOException {
    train("once", TinyModels.training(192, 2));
    train("again", TinyModels.training(192, 2));
    train("one-worker", TinyModels.training(192, 1));
    assertThat(fingerprint("again")).isEqualTo(fingerprint("once"));
    assertThat(fingerprint("one-worker")).isNotEqualTo(fingerprint("once"));
  }

  @Test
  void aModelIsNotWrittenOverTheImagesThatItIsTrainedOn() {
    assertThatThrownBy(
            () ->
                Training.run(
                    SparkSessions.shared(),
                    path("images"),
                    folder.toString(),
                    TinyModels.MODEL,
                    TinyModels.training(64, 2),
                    IfExists.REPLACE,
                    Console.silent()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("overlap");
    assertThat(folder.resolve("images/_SUCCESS")).exists();
  }

  private static TrainSettings wild() {
    return new TrainSettings(
        "train",
        640,
        16,
        TinyModels.averaging(2, 2),
        1e30,
        0,
        1,
        1e30,
        1000,
        0.1,
        TinyModels.GUARDS,
        5,
        2,
        1);
  }

  @Test
  void aTrainingThatDivergesStopsAndSaysWhatToSet() {
    assertThatThrownBy(() -> train("model", wild()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("diverged")
        .hasMessageContaining("train.learning-rate");
    assertThat(folder.resolve("model/weights")).doesNotExist();
  }

  /** The smallest factor there is: a round that is worse than the best by a hair. */
  @Test
  void anExplodingLossStopsItAndTheStateBeforeThatRoundIsKept() throws IOException {
    TrainSettings strict =
        TinyModels.training(
            "train",
            16_000,
            TinyModels.averaging(2, 2),
            3e-3,
            new GuardSettings(Math.nextUp(1.0), 30));
    assertThatThrownBy(() -> train("model", strict))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("train.explosion-factor")
        .hasMessageContaining("train.learning-rate");
    List<RoundReport> history =
        Files.readAllLines(folder.resolve("model/history.jsonl")).stream()
            .map(RoundReport::read)
            .toList();
    ModelDirectory directory =
        new ModelDirectory(new org.apache.hadoop.fs.Path(path("model")), new Configuration(false));
    assertThat(directory.newestCheckpoint(line -> {}))
        .map(TrainingState::round)
        .contains(history.size());
    // The guard waits for the ten steps of the warm-up: five rounds.
    assertThat(history).hasSizeGreaterThanOrEqualTo(5);
    assertThat(directory.load().fingerprint()).isNotEmpty();
  }

  @Test
  void moreWorkersThanTaskSlotsAreRefusedBeforeTheStartWithBothNumbers() {
    assertThatThrownBy(() -> train("model", TinyModels.training(64, 4)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("4 workers (train.workers)")
        .hasMessageContaining("2 tasks at once")
        .hasMessageContaining("spark.master = local[2,4]");
    assertThat(folder.resolve("model")).doesNotExist();
  }

  @Test
  void aTrainingAfterOneThatFailedInTheSameSessionIsTheSame() throws IOException {
    train("before", TinyModels.training(192, 2));
    Set<Thread> threads = lastingThreads();
    assertThatThrownBy(() -> train("failing", wild())).hasMessageContaining("diverged");
    train("after", TinyModels.training(192, 2));
    assertThat(fingerprint("after")).isEqualTo(fingerprint("before"));
    assertThat(lastingThreads()).isSubsetOf(threads);
  }

  /** Threads that would keep a process from ending. */
  private static Set<Thread> lastingThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !thread.isDaemon())
        .collect(Collectors.toSet());
  }

  @Test
  void workersThatCannotShareABatchAreRefusedWithBothNumbers() {
    assertThatThrownBy(() -> train("model", TinyModels.training(64, 3)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("train.batch is 16")
        .hasMessageContaining("3 workers");
    assertThat(folder.resolve("model")).doesNotExist();
  }

  @Test
  void aSplitWithoutImagesIsRefusedWithTheSplitsThatThereAre() {
    TrainSettings validation =
        TinyModels.training("validation", 64, TinyModels.averaging(2, 2), 3e-3, TinyModels.GUARDS);
    assertThatThrownBy(() -> train("model", validation))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("'validation'")
        .hasMessageContaining("[test, train]");
  }

  @Test
  void anExistingModelIsLeftAlone() throws IOException {
    Files.createDirectories(folder.resolve("model"));
    Files.writeString(folder.resolve("model/precious"), "keep me");
    assertThatThrownBy(() -> train("model", TinyModels.training(64, 2)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--overwrite");
    assertThat(folder.resolve("model/precious")).hasContent("keep me");
  }
}
