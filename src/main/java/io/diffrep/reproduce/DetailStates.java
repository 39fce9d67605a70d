package io.diffrep.reproduce;

import io.diffrep.evaluate.CodeMeasures;
import io.diffrep.model.Model;
import io.diffrep.model.ModelDirectory;
import io.diffrep.model.TrainingState;
import io.diffrep.runtime.Progress;
import io.diffrep.runtime.ResultJson;
import io.diffrep.train.RoundReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The states of one training that are kept, its checkpoints and its end, and what was measured of
 * them: a file for each, so that none is measured twice.
 */
final class DetailStates {
  private final ExperimentDirectory directory;
  private final DetailVariant variant;
  private final long seed;
  private final ModelDirectory model;
  private final Optional<RoundReport> end;

  /**
   * @throws IOException if the model's history cannot be read
   */
  DetailStates(ExperimentDirectory directory, DetailVariant variant, long seed) throws IOException {
    this.directory = directory;
    this.variant = variant;
    this.seed = seed;
    model = directory.model(variant, seed);
    end = model.isFinished() ? last(model.readHistory()) : Optional.empty();
  }

  private static Optional<RoundReport> last(List<String> history) {
    return history.isEmpty()
        ? Optional.empty()
        : Optional.of(RoundReport.read(history.get(history.size() - 1)));
  }

  /** The rounds after which a state is kept. */
  SortedSet<Integer> rounds() throws IOException {
    SortedSet<Integer> rounds = new TreeSet<>(model.checkpoints());
    end.ifPresent(report -> rounds.add(report.round()));
    return rounds;
  }

  /**
   * Measures every state that was not measured yet, or was with other weights.
   *
   * @param measures what measures a model
   * @param progress is told of each state
   */
  void measure(Function<Model, CodeMeasures> measures, Progress progress) throws IOException {
    progress.note(variant + ", seed " + seed);
    for (int round : rounds()) {
      State state = state(round);
      String file = String.format("%s/round-%06d.json", folder(), round);
      String fingerprint = state.model().fingerprint();
      Optional<MeasuredState> before = read(file);
      if (before.isEmpty() || !before.get().model().equals(fingerprint)) {
        MeasuredState measured =
            new MeasuredState(round, state.images(), fingerprint, measures.apply(state.model()));
        directory.write(file, ResultJson.line(measured) + "\n");
      }
      progress.advance(1);
    }
  }

  /** A model after so many images. */
  private record State(long images, Model model) {}

  private State state(int round) throws IOException {
    if (end.isPresent() && end.get().round() == round) {
      return new State(end.get().images(), model.load());
    }
    TrainingState checkpoint = model.checkpoint(round);
    return new State(checkpoint.images(), new Model(checkpoint.specification(), checkpoint.ema()));
  }

  /** What was measured so far, checkpoints that are not kept any more included. */
  List<MeasuredState> measured() throws IOException {
    List<MeasuredState> states = new ArrayList<>();
    for (String name : directory.names(folder())) {
      if (name.endsWith(".json")) {
        states.add(read(folder() + "/" + name).orElseThrow());
      }
    }
    return states;
  }

  private String folder() {
    return "measures/" + ExperimentPlan.run(variant, seed);
  }

  private Optional<MeasuredState> read(String file) throws IOException {
    return directory
        .read(file)
        .map(json -> ResultJson.read(json, MeasuredState.class, directory.child(file)));
  }
}
