package io.diffrep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diffrep.image.ImageShape;
import io.diffrep.model.ModelDirectory;
import io.diffrep.model.ModelSettings;
import io.diffrep.model.TrainingState;
import io.diffrep.runtime.Console;
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

/** A training in a folder that can be interrupted and go on, and what it has left there. */
final class ResumeFixture {
  /** 40 steps: three rounds of one, nine of four and a last one of one. */
  static final int ROUNDS = 13;

  static final TrainSettings SETTINGS = settings(4, 2);

  private final Path images;
  private final Path model;
  private final ModelSettings settings;
  private final StringWriter out = new StringWriter();

  /** Ends a training as a crash of the process would: nothing is kept on the way out. */
  static final class Crash extends Error {
    private static final long serialVersionUID = 1L;
  }

  /**
   * @param images the image table
   * @param model the model directory
   */
  ResumeFixture(Path images, Path model) {
    this(images, model, TinyModels.MODEL);
  }

  /** Of another model than the usual. */
  ResumeFixture(Path images, Path model, ModelSettings settings) {
    this.images = images;
    this.model = model;
    this.settings = settings;
  }

  /** What was printed so far. */
  String output() {
    return out.toString();
  }

  static void writeImages(Path images) {
    ImageTables.write(images.toString(), 60, new ImageShape(1, 8, 8), 2);
  }

  static TrainSettings settings(int checkpointRounds, int keepCheckpoints) {
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

  TrainingSummary train(TrainSettings training, RoundListener witness) {
    return train(images, settings, training, witness, IfExists.REFUSE);
  }

  /** With other images or settings than those that it began with. */
  TrainingSummary train(
      Path table,
      ModelSettings other,
      TrainSettings training,
      RoundListener witness,
      IfExists ifExists) {
    Console console = Console.ofLines(new PrintWriter(out), new PrintWriter(new StringWriter()));
    return new Training(SparkSessions.shared(), training, console, witness)
        .run(table.toString(), model.toString(), other, ifExists);
  }

  TrainingSummary goOn() {
    return train(SETTINGS, new RoundListener() {});
  }

  /** Until the round begins. */
  void trainUntil(int round, Throwable end) {
    RoundListener witness =
        new RoundListener() {
          @Override
          public void begin(Round next) {
            if (next.number() == round) {
              throw ResumeFixture.<RuntimeException>sneaky(end);
            }
          }
        };
    assertThatThrownBy(() -> train(SETTINGS, witness)).isSameAs(end);
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> T sneaky(Throwable thrown) throws T {
    throw (T) thrown;
  }

  /** The newest checkpoint. */
  TrainingState last() throws IOException {
    return new ModelDirectory(
            new org.apache.hadoop.fs.Path(model.toUri()), new Configuration(false))
        .newestCheckpoint(line -> {})
        .orElseThrow();
  }

  List<RoundReport> history() throws IOException {
    return Files.readAllLines(model.resolve("history.jsonl")).stream()
        .map(RoundReport::read)
        .toList();
  }

  /** All that a training leaves is the same to the bit, but for the times that it took. */
  void assertEquals(ResumeFixture other) throws IOException {
    TrainingState state = last();
    TrainingState expected = other.last();
    assertThat(state.round()).isEqualTo(expected.round()).isEqualTo(ROUNDS);
    assertThat(state.images()).isEqualTo(expected.images()).isEqualTo(640);
    assertThat(state.iteration()).isEqualTo(expected.iteration()).isEqualTo(40);
    for (String file : List.of("parameters.f32", "updater.f32", "ema.f32")) {
      String name = "checkpoints/round-000013/" + file;
      assertThat(model.resolve(name)).hasSameBinaryContentAs(other.model.resolve(name));
    }
    String weights = "weights/parameters.f32";
    assertThat(model.resolve(weights)).hasSameBinaryContentAs(other.model.resolve(weights));
    List<RoundReport> history = history();
    assertThat(history.stream().map(ResumeFixture::withoutTimes))
        .isEqualTo(other.history().stream().map(ResumeFixture::withoutTimes).toList());
    assertThat(history).extracting(RoundReport::seconds).isSorted();
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
}
