package io.diffrep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diffrep.image.ImageShape;
import io.diffrep.model.ModelDirectory;
import io.diffrep.model.TrainingState;
import io.diffrep.network.NetworkSettings;
import io.diffrep.runtime.Console;
import io.diffrep.runtime.UsageException;
import io.diffrep.sde.NoiseSettings;
import io.diffrep.sde.ObjectiveSettings;
import io.diffrep.sde.Parameterisation;
import io.diffrep.sde.Weighting;
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
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A training that was interrupted and goes on, held against one that was not. */
class ResumeTest {
  /** 40 steps: three rounds of one, nine of four and a last one of one. */
  private static final int ROUNDS = 13;

  private static final TrainSettings SETTINGS = settings(4, 2);

  @TempDir private static Path shared;
  @TempDir private Path folder;
  private StringWriter out;

  /** Ends a training as a crash of the process would: nothing is kept on the way out. */
  private static final class Crash extends Error {
    private static final long serialVersionUID = 1L;
  }

  private static TrainSettings settings(int checkpointRounds, int keepCheckpoints) {
    return new TrainSettings(
        "train",
        640,
        16,
        new AveragingSettings(2, 4, 3, 0.05, 2),
        3e-3,
        160,
        0.05,
        1,
        1000,
        0.1,
        TinyModels.GUARDS,
        checkpointRounds,
        keepCheckpoints,
        1);
  }

  @BeforeAll
  static void trainUndisturbed() {
    ImageTables.write(shared.resolve("images").toString(), 60, new ImageShape(1, 8, 8), 2);
    new Training(SparkSessions.shared(), SETTINGS, Console.silent(), new RoundListener() {})
        .run(
            shared.resolve("images").toString(),
            shared.resolve("undisturbed").toString(),
            TinyModels.ENGINE,
            TinyModels.NOISE,
            TinyModels.NETWORK,
            TinyModels.OBJECTIVE,
            IfExists.REFUSE);
  }

  @BeforeEach
  void clearOutput() {
    out = new StringWriter();
  }

  private TrainingSummary train(TrainSettings settings, RoundListener witness) {
    return train(
        shared.resolve("images"),
        TinyModels.NOISE,
        TinyModels.NETWORK,
        TinyModels.OBJECTIVE,
        settings,
        witness,
        IfExists.REFUSE);
  }

  private TrainingSummary train(
      Path images,
      NoiseSettings noise,
      NetworkSettings network,
      ObjectiveSettings objective,
      TrainSettings settings,
      RoundListener witness,
      IfExists ifExists) {
    Console console = Console.ofLines(new PrintWriter(out), new PrintWriter(new StringWriter()));
    return new Training(SparkSessions.shared(), settings, console, witness)
        .run(
            images.toString(),
            folder.resolve("model").toString(),
            TinyModels.ENGINE,
            noise,
            network,
            objective,
            ifExists);
  }

  private TrainingSummary goOn() {
    return train(SETTINGS, new RoundListener() {});
  }

  /** Until the round begins. */
  private void trainUntil(int round, Throwable end) {
    RoundListener witness =
        new RoundListener() {
          @Override
          public void begin(Round next) {
            if (next.number() == round) {
              throw ResumeTest.<RuntimeException>sneaky(end);
            }
          }
        };
    assertThatThrownBy(() -> train(SETTINGS, witness)).isSameAs(end);
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> T sneaky(Throwable thrown) throws T {
    throw (T) thrown;
  }

  private static TrainingState last(Path model) throws IOException {
    return new ModelDirectory(
            new org.apache.hadoop.fs.Path(model.toUri()), new Configuration(false))
        .newestCheckpoint(line -> {})
        .orElseThrow();
  }

  private void assertThatItEqualsTheUndisturbedRun() throws IOException {
    Path model = folder.resolve("model");
    TrainingState state = last(model);
    TrainingState undisturbed = last(shared.resolve("undisturbed"));
    assertThat(state.round()).isEqualTo(undisturbed.round()).isEqualTo(ROUNDS);
    assertThat(state.images()).isEqualTo(undisturbed.images()).isEqualTo(640);
    assertThat(state.iteration()).isEqualTo(undisturbed.iteration()).isEqualTo(40);
    for (String file : List.of("parameters.f32", "updater.f32", "ema.f32")) {
      String name = "checkpoints/round-000013/" + file;
      assertThat(model.resolve(name))
          .hasSameBinaryContentAs(shared.resolve("undisturbed").resolve(name));
    }
    assertThat(model.resolve("weights/parameters.f32"))
        .hasSameBinaryContentAs(shared.resolve("undisturbed/weights/parameters.f32"));
    List<RoundReport> history = history(model);
    assertThat(history.stream().map(ResumeTest::withoutTimes))
        .isEqualTo(
            history(shared.resolve("undisturbed")).stream().map(ResumeTest::withoutTimes).toList());
    assertThat(history).extracting(RoundReport::seconds).isSorted();
  }

  private static List<RoundReport> history(Path model) throws IOException {
    return Files.readAllLines(model.resolve("history.jsonl")).stream()
        .map(RoundReport::read)
        .toList();
  }

  private static List<Number> withoutTimes(RoundReport report) {
    return List.of(
        report.round(),
        report.rounds(),
        report.steps(),
        report.images(),
        report.loss(),
        report.learningRate());
  }

  /** In the warm-up, right after a checkpoint, between two, before the last round. */
  @ParameterizedTest
  @ValueSource(ints = {2, 5, 8, ROUNDS})
  void whereAFailureEndsItTheLastWholeRoundIsKeptAndItGoesOnFromThere(int round)
      throws IOException {
    trainUntil(round, new IllegalStateException("it fails, as the test wants it to"));
    assertThat(last(folder.resolve("model")).round()).isEqualTo(round - 1);

    TrainingSummary summary = goOn();

    assertThat(out.toString()).contains("goes on after round " + (round - 1) + ", with ");
    assertThat(summary.images()).isEqualTo(640);
    assertThatItEqualsTheUndisturbedRun();
  }

  @ParameterizedTest
  @ValueSource(ints = {6, ROUNDS})
  void afterACrashItGoesOnFromTheNewestCheckpoint(int round) throws IOException {
    trainUntil(round, new Crash());
    int checkpoint = (round - 1) / 4 * 4;
    assertThat(last(folder.resolve("model")).round()).isEqualTo(checkpoint);

    goOn();

    assertThat(out.toString()).contains("goes on after round " + checkpoint + ", with ");
    assertThatItEqualsTheUndisturbedRun();
  }

  @Test
  void interruptedTwiceAndWithOtherCheckpointsItIsStillTheSame() throws IOException {
    trainUntil(6, new Crash());
    trainUntil(11, new Crash());
    train(settings(3, 1), new RoundListener() {});
    assertThatItEqualsTheUndisturbedRun();
  }

  @Test
  void aCrashBeforeTheFirstCheckpointCostsNothingThatWasWritten() throws IOException {
    trainUntil(3, new Crash());
    goOn();
    assertThat(out.toString()).contains("begins anew");
    assertThatItEqualsTheUndisturbedRun();
  }

  @Test
  void aCrashBetweenTheLastCheckpointAndTheWeightsIsMended() throws IOException {
    RoundListener witness =
        new RoundListener() {
          @Override
          public void end(RoundReport report) {
            if (report.round() == ROUNDS) {
              throw new Crash();
            }
          }
        };
    assertThatThrownBy(() -> train(SETTINGS, witness)).isInstanceOf(Crash.class);
    Files.createDirectories(folder.resolve("model/weights"));
    Files.writeString(folder.resolve("model/weights/parameters.f32"), "cut");

    goOn();

    assertThatItEqualsTheUndisturbedRun();
  }

  @Test
  void aDamagedCheckpointIsPassedOverWithAWarning() throws IOException {
    trainUntil(10, new Crash());
    Path newest = folder.resolve("model/checkpoints/round-000008");
    byte[] moments = Files.readAllBytes(newest.resolve("updater.f32"));
    moments[moments.length / 2] ^= 1;
    Files.write(newest.resolve("updater.f32"), moments);
    Files.delete(newest.resolve(".updater.f32.crc"));

    goOn();

    assertThat(out.toString())
        .containsPattern("warning: .*round-000008 is passed over: .*updater.f32 has SHA-256")
        .contains("goes on after round 4");
    assertThatItEqualsTheUndisturbedRun();
  }

  @Test
  void aCheckpointThatWasNotWrittenToItsEndIsPassedOver() throws IOException {
    trainUntil(10, new Crash());
    Files.delete(folder.resolve("model/checkpoints/round-000008/MANIFEST.json"));

    goOn();

    assertThat(out.toString())
        .containsPattern("warning: .*round-000008 is passed over: .*not written to its end")
        .contains("goes on after round 4");
    assertThatItEqualsTheUndisturbedRun();
  }

  @Test
  void changedSettingsAreRefusedTogetherByNameWithBothValues() {
    trainUntil(6, new Crash());
    TrainSettings other =
        new TrainSettings(
            "train",
            800,
            8,
            new AveragingSettings(1, 2, 0, 0.5, 1),
            1e-3,
            150,
            0.1,
            2,
            999,
            0.2,
            new GuardSettings(0, 0),
            1,
            1,
            7);
    NetworkSettings network = new NetworkSettings(List.of(8, 16), List.of(8, 8), 8, 16, 4);
    NoiseSettings noise =
        new NoiseSettings(0.02, TinyModels.NOISE.sigmaMax(), TinyModels.NOISE.law());
    ObjectiveSettings objective =
        new ObjectiveSettings(Parameterisation.EDM, Weighting.PAPER, 1e-5, 0.1);
    assertThatThrownBy(
            () ->
                train(
                    shared.resolve("images"),
                    noise,
                    network,
                    objective,
                    other,
                    new RoundListener() {},
                    IfExists.REFUSE))
        .isInstanceOf(UsageException.class)
        .message()
        .contains("--fresh", folder.resolve("model").toString())
        .satisfies(
            message ->
                assertThat(message.lines().filter(line -> line.startsWith("  ")).map(String::strip))
                    .containsExactly(
                        "network.code-size was 4, and is 8",
                        "network.encoder-channels was [8, 8], and is [8, 16]",
                        "noise.sigma-min was 0.01, and is 0.02",
                        "objective.weighting was edm, and is paper",
                        "seed was 1, and is 7",
                        "train.averaging-interval was 4, and is 2",
                        "train.averaging-warm-up was 3, and is 0",
                        "train.batch was 16, and is 8",
                        "train.clip was 1.0, and is 2.0",
                        "train.ema-images was 1000, and is 999",
                        "train.ema-ramp was 0.1, and is 0.2",
                        "train.final-rate was 0.05, and is 0.1",
                        "train.images was 640, and is 800",
                        "train.learning-rate was 0.003, and is 0.001",
                        "train.warm-up-images was 160, and is 150",
                        "train.workers was 2, and is 1"));
  }

  /** As the first version wrote them. */
  @Test
  void aCheckpointThatDoesNotSayWhatItWasTrainedWithIsRefused() {
    assertThatThrownBy(() -> Continuation.read(""))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("an earlier version wrote it")
        .hasMessageContaining("--fresh");
  }

  @Test
  void changedImagesAreRefused() {
    trainUntil(6, new Crash());
    Path others = folder.resolve("others");
    ImageTables.write(others.toString(), 60, new ImageShape(1, 8, 8), 3);
    assertThatThrownBy(
            () ->
                train(
                    others,
                    TinyModels.NOISE,
                    TinyModels.NETWORK,
                    TinyModels.OBJECTIVE,
                    SETTINGS,
                    new RoundListener() {},
                    IfExists.REFUSE))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("the images of train.split have changed");
  }

  @Test
  void afreshItBeginsAnewWithOtherSettings() throws IOException {
    trainUntil(6, new Crash());
    train(
        shared.resolve("images"),
        TinyModels.NOISE,
        TinyModels.NETWORK,
        TinyModels.OBJECTIVE,
        TinyModels.training(64, 2),
        new RoundListener() {},
        IfExists.REPLACE);
    assertThat(out.toString()).doesNotContain("goes on");
    assertThat(last(folder.resolve("model")).images()).isEqualTo(64);
  }

  @Test
  void aFinishedModelIsRefused() throws IOException {
    train(TinyModels.training(64, 2), new RoundListener() {});
    byte[] before = Files.readAllBytes(folder.resolve("model/weights/parameters.f32"));
    assertThatThrownBy(() -> train(TinyModels.training(128, 2), new RoundListener() {}))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("exists already");
    assertThat(folder.resolve("model/weights/parameters.f32")).hasBinaryContent(before);
  }

  /** However the time was measured, what was chosen stays, and is the same as if it were set. */
  @Test
  void theIntervalThatWasChosenIsRecordedAndReadFromThereOn() throws IOException {
    TrainSettings chosen =
        TinyModels.training(
            "train", 1600, new AveragingSettings(2, 0, 6, 0.05, 2), 3e-3, TinyModels.GUARDS);
    RoundListener crash =
        new RoundListener() {
          @Override
          public void begin(Round round) {
            if (round.number() == 7) {
              throw new Crash();
            }
          }
        };
    assertThatThrownBy(() -> train(chosen, crash)).isInstanceOf(Crash.class);
    String recorded =
        last(folder.resolve("model")).specification().choices().get("train.averaging-interval");
    int interval = Integer.parseInt(recorded);
    assertThat(interval).isIn(AveragingInterval.LADDER);
    assertThat(Files.readString(folder.resolve("model/model.json")))
        .contains("\"train.averaging-interval\" : \"" + recorded + "\"");

    train(chosen, new RoundListener() {});

    assertThat(out.toString()).contains("goes on after round 6");
    List<RoundReport> history = history(folder.resolve("model"));
    assertThat(history.subList(0, 6)).extracting(RoundReport::steps).containsOnly(1);
    assertThat(history.subList(6, history.size() - 1))
        .allSatisfy(round -> assertThat(round.steps()).isEqualTo(interval));
    Path first = folder.resolve("model");
    Path renamed = Files.move(first, folder.resolve("chosen"));
    train(
        TinyModels.training(
            "train", 1600, new AveragingSettings(2, interval, 6, 0.05, 2), 3e-3, TinyModels.GUARDS),
        new RoundListener() {});
    assertThat(first.resolve("weights/parameters.f32"))
        .hasSameBinaryContentAs(renamed.resolve("weights/parameters.f32"));
  }
}
