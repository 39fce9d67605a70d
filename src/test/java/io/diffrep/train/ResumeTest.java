package io.diffrep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diffrep.image.AugmentationKind;
import io.diffrep.image.AugmentationSettings;
import io.diffrep.model.ModelSettings;
import io.diffrep.network.CodeKind;
import io.diffrep.sde.ObjectiveKind;
import io.diffrep.testing.TinyModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A training that was interrupted and goes on, held against one that was not. */
class ResumeTest {
  @TempDir private static Path shared;
  private static ResumeFixture undisturbed;
  @TempDir private Path folder;
  private ResumeFixture run;

  @BeforeAll
  static void trainUndisturbed() {
    ResumeFixture.writeImages(shared.resolve("images"));
    undisturbed = new ResumeFixture(shared.resolve("images"), shared.resolve("undisturbed"));
    undisturbed.goOn();
  }

  @BeforeEach
  void prepare() {
    run = new ResumeFixture(shared.resolve("images"), folder.resolve("model"));
  }

  private void assertThatItEqualsTheUndisturbedRun() throws IOException {
    run.assertEquals(undisturbed);
  }

  /** In the warm-up, right after a checkpoint, between two, before the last round. */
  @ParameterizedTest
  @ValueSource(ints = {2, 5, 8, ResumeFixture.ROUNDS})
  void whereAFailureEndsItTheLastWholeRoundIsKeptAndItGoesOnFromThere(int round)
      throws IOException {
    run.trainUntil(round, new IllegalStateException("it fails, as the test wants it to"));
    assertThat(run.last().round()).isEqualTo(round - 1);

    TrainingSummary summary = run.goOn();

    assertThat(run.output()).contains("goes on after round " + (round - 1) + ", with ");
    assertThat(summary.images()).isEqualTo(640);
    assertThatItEqualsTheUndisturbedRun();
  }

  @ParameterizedTest
  @ValueSource(ints = {6, ResumeFixture.ROUNDS})
  void afterACrashItGoesOnFromTheNewestCheckpoint(int round) throws IOException {
    run.trainUntil(round, new ResumeFixture.Crash());
    int checkpoint = (round - 1) / 4 * 4;
    assertThat(run.last().round()).isEqualTo(checkpoint);

    run.goOn();

    assertThat(run.output()).contains("goes on after round " + checkpoint + ", with ");
    assertThatItEqualsTheUndisturbedRun();
  }

  static List<ModelSettings> whatDrawsMoreThanNoise() {
    AugmentationSettings view =
        new AugmentationSettings(AugmentationKind.VIEW, true, 0, 0.5, 0.4, 0.3, 0);
    AugmentationSettings mixup =
        new AugmentationSettings(AugmentationKind.NONE, true, 0, 1, 0, 0, 0.5);
    return List.of(
        TinyModels.MODEL
            .with(TinyModels.staticNetwork(CodeKind.GAUSSIAN))
            .with(TinyModels.OBJECTIVE.with(ObjectiveKind.CONTRASTIVE))
            .with(view),
        TinyModels.MODEL.with(mixup));
  }

  /** Views and the noise of codes; images that are mixed with their batch's. */
  @ParameterizedTest
  @MethodSource("whatDrawsMoreThanNoise")
  void whatDrawsMoreThanNoiseGoesOnWithTheSameDraws(ModelSettings settings) throws IOException {
    Path images = shared.resolve("images");
    ResumeFixture whole = new ResumeFixture(images, folder.resolve("whole"), settings);
    whole.goOn();
    run = new ResumeFixture(images, folder.resolve("model"), settings);
    run.trainUntil(7, new ResumeFixture.Crash());

    run.goOn();

    assertThat(run.output()).contains("goes on after round 4");
    run.assertEquals(whole);
  }

  @Test
  void interruptedTwiceAndWithOtherCheckpointsItIsStillTheSame() throws IOException {
    run.trainUntil(6, new ResumeFixture.Crash());
    run.trainUntil(11, new ResumeFixture.Crash());
    run.train(ResumeFixture.settings(3, 1), new RoundListener() {});
    assertThatItEqualsTheUndisturbedRun();
  }

  @Test
  void aCrashBeforeTheFirstCheckpointCostsNothingThatWasWritten() throws IOException {
    run.trainUntil(3, new ResumeFixture.Crash());
    run.goOn();
    assertThat(run.output()).contains("begins anew");
    assertThatItEqualsTheUndisturbedRun();
  }

  @Test
  void aCrashBetweenTheLastCheckpointAndTheWeightsIsMended() throws IOException {
    RoundListener witness =
        new RoundListener() {
          @Override
          public void end(RoundReport report) {
            if (report.round() == ResumeFixture.ROUNDS) {
              throw new ResumeFixture.Crash();
            }
          }
        };
    assertThatThrownBy(() -> run.train(ResumeFixture.SETTINGS, witness))
        .isInstanceOf(ResumeFixture.Crash.class);
    Files.createDirectories(folder.resolve("model/weights"));
    Files.writeString(folder.resolve("model/weights/parameters.f32"), "cut");

    run.goOn();

    assertThatItEqualsTheUndisturbedRun();
  }

  @Test
  void aDamagedCheckpointIsPassedOverWithAWarning() throws IOException {
    run.trainUntil(10, new ResumeFixture.Crash());
    Path newest = folder.resolve("model/checkpoints/round-000008");
    byte[] moments = Files.readAllBytes(newest.resolve("updater.f32"));
    moments[moments.length / 2] ^= 1;
    Files.write(newest.resolve("updater.f32"), moments);
    Files.delete(newest.resolve(".updater.f32.crc"));

    run.goOn();

    assertThat(run.output())
        .containsPattern("warning: .*round-000008 is passed over: .*updater.f32 has SHA-256")
        .contains("goes on after round 4");
    assertThatItEqualsTheUndisturbedRun();
  }

  @Test
  void aCheckpointThatWasNotWrittenToItsEndIsPassedOver() throws IOException {
    run.trainUntil(10, new ResumeFixture.Crash());
    Files.delete(folder.resolve("model/checkpoints/round-000008/MANIFEST.json"));

    run.goOn();

    assertThat(run.output())
        .containsPattern("warning: .*round-000008 is passed over: .*not written to its end")
        .contains("goes on after round 4");
    assertThatItEqualsTheUndisturbedRun();
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
              throw new ResumeFixture.Crash();
            }
          }
        };
    assertThatThrownBy(() -> run.train(chosen, crash)).isInstanceOf(ResumeFixture.Crash.class);
    String recorded = run.last().specification().choices().get("train.averaging-interval");
    int interval = Integer.parseInt(recorded);
    assertThat(interval).isIn(AveragingInterval.LADDER);
    assertThat(Files.readString(folder.resolve("model/model.json")))
        .contains("\"train.averaging-interval\" : \"" + recorded + "\"");

    run.train(chosen, new RoundListener() {});

    assertThat(run.output()).contains("goes on after round 6");
    List<RoundReport> history = run.history();
    assertThat(history.subList(0, 6)).extracting(RoundReport::steps).containsOnly(1);
    assertThat(history.subList(6, history.size() - 1))
        .allSatisfy(round -> assertThat(round.steps()).isEqualTo(interval));
    Path first = folder.resolve("model");
    Path renamed = Files.move(first, folder.resolve("chosen"));
    run.train(
        TinyModels.training(
            "train", 1600, new AveragingSettings(2, interval, 6, 0.05, 2), 3e-3, TinyModels.GUARDS),
        new RoundListener() {});
    assertThat(first.resolve("weights/parameters.f32"))
        .hasSameBinaryContentAs(renamed.resolve("weights/parameters.f32"));
  }
}
