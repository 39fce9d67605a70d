package io.diffrep.reproduce;

import io.diffrep.evaluate.CodeMeasures;
import io.diffrep.model.Model;
import io.diffrep.model.ModelDirectory;
import io.diffrep.model.TrainingState;
import io.diffrep.runtime.Progress;
import io.diffrep.runtime.ResultJson;
import io.diffrep.runtime.UsageException;
import io.diffrep.store.StoreException;
import io.diffrep.train.RoundReport;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
  private final Map<Integer, String> fingerprints = new HashMap<>();

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
   * Measures every state that was not measured yet, or was with other weights. Where weights are
   * others, a training was begun anew in the same place: what was measured of states that are not
   * kept is of the one before, and is deleted.
   *
   * @param measures what measures a model
   * @param progress is told of each state
   */
  void measure(Function<Model, CodeMeasures> measures, Progress progress) throws IOException {
    progress.note(variant + ", seed " + seed);
    SortedSet<Integer> rounds = rounds();
    boolean anew = false;
    for (int round : rounds) {
      State state = state(round);
      String fingerprint = state.model().fingerprint();
      fingerprints.put(round, fingerprint);
      Optional<MeasuredState> before = read(file(round));
      anew |= before.isPresent() && !before.get().model().equals(fingerprint);
      if (before.isEmpty() || !before.get().model().equals(fingerprint)) {
        MeasuredState measured =
            new MeasuredState(round, state.images(), fingerprint, measures.apply(state.model()));
        directory.write(file(round), ResultJson.line(measured) + "\n");
      }
      progress.advance(1);
    }
    if (anew) {
      for (MeasuredState state : all()) {
        if (!rounds.contains(state.round())) {
          directory.delete(file(state.round()));
        }
      }
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

  /**
   * What was measured so far of this training: of a state that is kept, with its weights; of one
   * that is not, if the training's history has its round and no kept state speaks of another
   * training. Where there is no model any more, all that was measured.
   */
  List<MeasuredState> measured() throws IOException {
    List<MeasuredState> all = all();
    if (!model.isFinished() && !model.isUnfinished()) {
      return all;
    }
    Map<Integer, Long> history = new HashMap<>();
    for (String line : model.readHistory()) {
      RoundReport report = RoundReport.read(line);
      history.put(report.round(), report.images());
    }
    SortedSet<Integer> rounds = rounds();
    List<MeasuredState> kept = new ArrayList<>();
    List<MeasuredState> others = new ArrayList<>();
    boolean anew = false;
    for (MeasuredState state : all) {
      Optional<String> weights =
          rounds.contains(state.round()) ? fingerprint(state.round()) : Optional.empty();
      if (weights.isEmpty()) {
        if (Objects.equals(history.get(state.round()), state.images())) {
          others.add(state);
        }
      } else if (weights.get().equals(state.model())) {
        kept.add(state);
      } else {
        anew = true;
      }
    }
    if (!anew) {
      kept.addAll(others);
    }
    return kept;
  }

  /** Of a kept state's weights; empty if it cannot be read, which is as if it were not kept. */
  private Optional<String> fingerprint(int round) throws IOException {
    if (!fingerprints.containsKey(round)) {
      try {
        fingerprints.put(round, state(round).model().fingerprint());
      } catch (StoreException | FileNotFoundException | UsageException e) {
        // Damaged, or removed by a training that goes on meanwhile.
        return Optional.empty();
      }
    }
    return Optional.of(fingerprints.get(round));
  }

  private List<MeasuredState> all() throws IOException {
    List<MeasuredState> states = new ArrayList<>();
    for (String name : directory.names(folder())) {
      if (name.endsWith(".json")) {
        states.add(read(folder() + "/" + name).orElseThrow());
      }
    }
    return states;
  }

  private String file(int round) {
    return String.format("%s/round-%06d.json", folder(), round);
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
