package io.diffrep.reproduce;

import static org.assertj.core.api.Assertions.assertThat;

import io.diffrep.config.ConfigurationReader;
import io.diffrep.evaluate.CodeMeasures;
import io.diffrep.model.Model;
import io.diffrep.model.ModelDirectory;
import io.diffrep.model.ModelSpecification;
import io.diffrep.model.TrainingState;
import io.diffrep.network.Architecture.Part;
import io.diffrep.network.Initialisation;
import io.diffrep.runtime.Console;
import io.diffrep.runtime.Progress;
import io.diffrep.store.IfExists;
import io.diffrep.testing.ImageFolders;
import io.diffrep.testing.SparkSessions;
import io.diffrep.testing.TinyModels;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** One training with states after every second of its rounds, of 16 images each. */
class DetailStatesTest {
  private static final DetailVariant VARIANT = DetailVariant.UNIFORM_PAPER;

  @TempDir private Path folder;
  private final ModelSpecification specification = TinyModels.specification();
  private ExperimentDirectory directory;
  private ModelDirectory model;
  private int measurements;

  @BeforeEach
  void openExperiment() throws IOException {
    Path lake = folder.resolve("lake");
    ImageFolders.write(lake, 4);
    directory =
        ExperimentDirectory.open(
            SparkSessions.shared(),
            ConfigurationReader.read(List.of("pipeline.input=" + lake)),
            folder.resolve("run").toString(),
            IfExists.REFUSE,
            Console.silent());
    model = directory.model(VARIANT, 1);
    model.specify(specification);
  }

  /**
   * What a training leaves after a round.
   *
   * @param weights seed of the weights
   * @param keep checkpoints that it keeps
   */
  private void train(int round, int weights, int keep) throws IOException {
    INDArray drawn =
        Initialisation.draw(
            specification.architecture().graph(Part.WHOLE).layout(), 100L * weights + round);
    model.checkpoint(
        new TrainingState(
            specification,
            round,
            16L * round,
            round,
            drawn,
            Nd4j.zeros(4),
            drawn,
            "",
            history(round)),
        keep);
    model.history(history(round));
  }

  private static List<String> history(int rounds) {
    return IntStream.rangeClosed(1, rounds)
        .mapToObj(done -> String.format("{\"round\":%d,\"images\":%d,\"loss\":1}", done, 16 * done))
        .toList();
  }

  private CodeMeasures measures(Model measured) {
    measurements++;
    return new CodeMeasures(0.5, 0, 0, 0, null, null, null);
  }

  private void measure() throws IOException {
    measure(new DetailStates(directory, VARIANT, 1));
  }

  /** What is told of it. */
  private String measure(DetailStates states) throws IOException {
    StringWriter out = new StringWriter();
    PrintWriter writer = new PrintWriter(out);
    try (Progress progress = Console.ofLines(writer, writer).progress("measure", "states", 1)) {
      states.measure(this::measures, progress);
    }
    return out.toString();
  }

  /** Rounds of what counts as measured, as a process sees it that did not measure itself. */
  private List<Integer> measured() throws IOException {
    return new DetailStates(directory, VARIANT, 1)
        .measured().stream().map(MeasuredState::round).sorted().toList();
  }

  private void begin(int weights, int lastRound, int keep) throws IOException {
    for (int round = 2; round <= lastRound; round += 2) {
      train(round, weights, keep);
    }
  }

  @Test
  void statesThatAreNotKeptAnyMoreStayInTheCurve() throws IOException {
    begin(1, 4, 5);
    measure();
    assertThat(measured()).containsExactly(2, 4);
    train(6, 1, 1);
    assertThat(model.checkpoints()).containsExactly(6);
    measure();
    assertThat(measurements).isEqualTo(3);
    assertThat(measured()).containsExactly(2, 4, 6);
    measure();
    assertThat(measurements).isEqualTo(3);
  }

  @Test
  void statesOfATrainingBeforeInTheSamePlaceDoNotEnterIt() throws IOException {
    begin(1, 6, 5);
    measure();
    FileUtils.deleteDirectory(folder.resolve("run/" + ExperimentPlan.model(VARIANT, 1)).toFile());
    // All that was measured, as long as nothing speaks against it.
    assertThat(measured()).containsExactly(2, 4, 6);

    model.specify(specification);
    assertThat(measured()).isEmpty();
    begin(2, 4, 1);
    assertThat(model.checkpoints()).containsExactly(4);
    assertThat(measured()).isEmpty();

    assertThat(measure(new DetailStates(directory, VARIANT, 1)))
        .contains(
            "the weights after round 4", "round-000002.json.before", "round-000006.json.before");
    assertThat(measurements).isEqualTo(4);
    assertThat(measured()).containsExactly(4);
    assertThat(directory.names("measures/" + ExperimentPlan.run(VARIANT, 1)))
        .filteredOn(name -> !name.startsWith("."))
        .containsExactly(
            "round-000002.json.before",
            "round-000004.json",
            "round-000004.json.before",
            "round-000006.json.before");
    train(6, 2, 5);
    assertThat(measured()).containsExactly(4);
  }

  /** A process was stopped after the first of three states of the training that is there now. */
  @Test
  void asLongAsTheLastStateSpeaksOfATrainingBeforeOnlyStatesWithTheirOwnWeightsCount()
      throws IOException {
    begin(1, 6, 5);
    measure();
    FileUtils.deleteDirectory(folder.resolve("run/" + ExperimentPlan.model(VARIANT, 1)).toFile());
    model.specify(specification);
    begin(2, 2, 5);
    measure();
    // The states after rounds 4 and 6 were kept when it was stopped.
    String folder = "measures/" + ExperimentPlan.run(VARIANT, 1);
    for (int round : new int[] {4, 6}) {
      String name = String.format("%s/round-%06d.json", folder, round);
      directory.write(name, directory.read(name + ".before").orElseThrow());
      train(round, 2, 5);
    }
    assertThat(measured()).containsExactly(2);
  }

  /** The file beside the checkpoints is written anew after each, by another process. */
  @Test
  void aHistoryThatIsBeingWrittenHidesNothing() throws IOException {
    begin(1, 6, 5);
    measure();
    train(8, 1, 1);
    assertThat(model.checkpoints()).containsExactly(8);
    for (List<String> written : List.of(List.<String>of(), List.of(history(8).get(0), "{\"rou"))) {
      model.history(written);
      assertThat(measured()).containsExactly(2, 4, 6);
    }
  }

  @Test
  void theEndOfATrainingIsAStateOfItsOwn() throws IOException {
    begin(1, 4, 1);
    measure();
    INDArray end =
        Initialisation.draw(specification.architecture().graph(Part.WHOLE).layout(), 105);
    model.history(history(5));
    model.finish(end);

    DetailStates states = new DetailStates(directory, VARIANT, 1);
    assertThat(states.rounds()).containsExactly(4, 5);
    measure(states);

    assertThat(measurements).isEqualTo(2);
    assertThat(states.measured())
        .extracting(MeasuredState::images)
        .containsExactlyInAnyOrder(64L, 80L);
    assertThat(states.measured().get(0).model())
        .isEqualTo(new Model(specification, end).fingerprint());
    assertThat(measured()).containsExactly(4, 5);
  }

  @Test
  void aStateThatIsRemovedMeanwhileIsPassedOver() throws IOException {
    begin(1, 4, 5);
    DetailStates states = new DetailStates(directory, VARIANT, 1);
    train(6, 1, 2);
    assertThat(states.rounds()).containsExactly(2, 4);

    assertThat(measure(states)).contains("round 2 of ", "is passed over", "does not exist");

    assertThat(measurements).isEqualTo(1);
    assertThat(states.measured()).extracting(MeasuredState::round).containsExactly(4);
  }
}
