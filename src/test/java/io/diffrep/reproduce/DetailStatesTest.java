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
import io.diffrep.store.IfExists;
import io.diffrep.testing.ImageFolders;
import io.diffrep.testing.SparkSessions;
import io.diffrep.testing.TinyModels;
import java.io.IOException;
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
            specification, round, 16L * round, round, drawn, Nd4j.zeros(4), drawn, "", List.of()),
        keep);
    model.history(
        IntStream.rangeClosed(1, round)
            .mapToObj(
                done -> String.format("{\"round\":%d,\"images\":%d,\"loss\":1}", done, 16 * done))
            .toList());
  }

  private CodeMeasures measures(Model measured) {
    measurements++;
    return new CodeMeasures(0.5, 0, 0, 0, null, null, null);
  }

  private void measure() throws IOException {
    new DetailStates(directory, VARIANT, 1)
        .measure(this::measures, Console.silent().progress("measure", "states", 1));
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

    measure();
    assertThat(measurements).isEqualTo(4);
    assertThat(measured()).containsExactly(4);
    assertThat(directory.names("measures/" + ExperimentPlan.run(VARIANT, 1)))
        .filteredOn(name -> name.endsWith(".json") && !name.startsWith("."))
        .containsExactly("round-000004.json");
    train(6, 2, 5);
    assertThat(measured()).containsExactly(4);
  }
}
