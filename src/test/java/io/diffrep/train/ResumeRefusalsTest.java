package io.diffrep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diffrep.image.ImageShape;
import io.diffrep.network.NetworkSettings;
import io.diffrep.runtime.UsageException;
import io.diffrep.sde.NoiseLawKind;
import io.diffrep.sde.NoiseProcessKind;
import io.diffrep.sde.NoiseSettings;
import io.diffrep.sde.ObjectiveSettings;
import io.diffrep.sde.Parameterisation;
import io.diffrep.sde.Weighting;
import io.diffrep.store.IfExists;
import io.diffrep.testing.ImageTables;
import io.diffrep.testing.TinyModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an unfinished or finished training does not go on with. */
class ResumeRefusalsTest {
  @TempDir private static Path shared;
  @TempDir private Path folder;
  private ResumeFixture run;

  @BeforeAll
  static void writeImages() {
    ResumeFixture.writeImages(shared.resolve("images"));
  }

  @BeforeEach
  void prepare() {
    run = new ResumeFixture(shared.resolve("images"), folder.resolve("model"));
  }

  @Test
  void changedSettingsAreRefusedTogetherByNameWithBothValues() throws IOException {
    run.trainUntil(6, new ResumeFixture.Crash());
    assertThat(Continuation.read(run.last().training()).settings())
        .containsEntry("computation", String.valueOf(RunIdentity.COMPUTATION_VERSION));
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
    NetworkSettings network = NetworkSettings.sized(List.of(8, 16), List.of(8, 8), 8, 16, 4);
    NoiseSettings noise =
        new NoiseSettings(
            NoiseProcessKind.VE,
            0.02,
            50,
            // What the law does not read may change.
            0.2,
            20,
            NoiseLawKind.LOG_NORMAL,
            -0.5,
            1.2,
            List.of(0.5, 2.0),
            3);
    ObjectiveSettings objective =
        ObjectiveSettings.scoreMatching(Parameterisation.EDM, Weighting.PAPER, 1e-5, 0.1);
    assertThatThrownBy(
            () ->
                run.train(
                    shared.resolve("images"),
                    TinyModels.MODEL.with(noise).with(network).with(objective),
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
                        "noise.law was uniform-time, and is log-normal",
                        "noise.log-deviation was not set, and is 1.2",
                        "noise.log-mean was not set, and is -0.5",
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

  @Test
  void changedImagesAreRefused() {
    run.trainUntil(6, new ResumeFixture.Crash());
    Path others = folder.resolve("others");
    ImageTables.write(others.toString(), 60, new ImageShape(1, 8, 8), 3);
    assertThatThrownBy(
            () ->
                run.train(
                    others,
                    TinyModels.MODEL,
                    ResumeFixture.SETTINGS,
                    new RoundListener() {},
                    IfExists.REFUSE))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("the images of train.split have changed");
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
  void afreshItBeginsAnewWithOtherSettings() throws IOException {
    run.trainUntil(6, new ResumeFixture.Crash());
    run.train(
        shared.resolve("images"),
        TinyModels.MODEL,
        TinyModels.training(64, 2),
        new RoundListener() {},
        IfExists.REPLACE);
    assertThat(run.output()).doesNotContain("goes on");
    assertThat(run.last().images()).isEqualTo(64);
  }

  @Test
  void aFinishedModelIsRefused() throws IOException {
    run.train(TinyModels.training(64, 2), new RoundListener() {});
    byte[] before = Files.readAllBytes(folder.resolve("model/weights/parameters.f32"));
    assertThatThrownBy(() -> run.train(TinyModels.training(128, 2), new RoundListener() {}))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("holds a finished model: name another directory, or give --fresh");
    assertThat(folder.resolve("model/weights/parameters.f32")).hasBinaryContent(before);
  }
}
