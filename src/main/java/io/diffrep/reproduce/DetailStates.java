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
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
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
  private final SortedSet<Integer> rounds;
  private final Map<Integer, String> fingerprints = new HashMap<>();

  /**
   * Looks which states are kept: those alone are looked at, whatever becomes of the training
   * meanwhile.
   *
   * @throws IOException if the model cannot be read
   */
  DetailStates(ExperimentDirectory directory, DetailVariant variant, long seed) throws IOException {
    this.directory = directory;
    this.variant = variant;
    this.seed = seed;
    model = directory.model(variant, seed);
    end = model.isFinished() ? last(model.readHistory()) : Optional.empty();
    rounds = new TreeSet<>(model.checkpoints());
    end.ifPresent(report -> rounds.add(report.round()));
  }

  private static Optional<RoundReport> last(List<String> history) {
    return history.isEmpty()
        ? Optional.empty()
        : Optional.of(RoundReport.read(history.get(history.size() - 1)));
  }

  /** The rounds after which a state is kept. */
  SortedSet<Integer> rounds() {
    return Collections.unmodifiableSortedSet(rounds);
  }

  /**
   * Measures every state that was not measured yet, or was with other weights. Where weights are
   * others, a training was begun anew in the same place: what was measured of the one before is set
   * aside. A state that cannot be read is passed over.
   *
   * @param measures what measures a model
   * @param progress is told of each state, and of what is set aside or passed over
   */
  void measure(Function<Model, CodeMeasures> measures, Progress progress) throws IOException {
    progress.note(variant + ", seed " + seed);
    for (int round : rounds) {
      Optional<State> state = state(round, progress::remark);
      if (state.isPresent()) {
        measure(round, state.get(), measures, progress);
      }
      progress.advance(1);
    }
  }

  private void measure(
      int round, State state, Function<Model, CodeMeasures> measures, Progress progress)
      throws IOException {
    String fingerprint = state.model().fingerprint();
    fingerprints.put(round, fingerprint);
    Optional<MeasuredState> before = read(file(round));
    if (before.isPresent() && before.get().model().equals(fingerprint)) {
      return;
    }
    if (before.isPresent()) {
      setAside(round, progress);
    }
    MeasuredState measured =
        new MeasuredState(round, state.images(), fingerprint, measures.apply(state.model()));
    directory.write(file(round), ResultJson.line(measured) + "\n");
  }

  /**
   * Takes what was measured of a training before out of the curve: of this round, and of all whose
   * states are not kept. The other kept ones tell by themselves.
   */
  private void setAside(int round, Progress progress) throws IOException {
    List<String> names = new ArrayList<>();
    for (MeasuredState state : all()) {
      if (state.round() == round || !rounds.contains(state.round())) {
        names.add(directory.setAside(file(state.round())));
      }
    }
    progress.remark(
        "the weights after round "
            + round
            + " of "
            + model.path()
            + " are not those that were measured before: another training was begun there, and what"
            + " was measured of the one before is not shown any more; it lies in "
            + names);
  }

  /** A model after so many images. */
  private record State(long images, Model model) {}

  private Optional<State> state(int round, Consumer<String> passedOver) throws IOException {
    return attempt(round, () -> state(round), passedOver);
  }

  private State state(int round) throws IOException {
    if (end.isPresent() && end.get().round() == round) {
      return new State(end.get().images(), model.load());
    }
    TrainingState checkpoint = model.checkpoint(round);
    return new State(checkpoint.images(), new Model(checkpoint.specification(), checkpoint.ema()));
  }

  /** Reads something. */
  private interface Reading<R> {
    R read() throws IOException;
  }

  /**
   * Reads something of a state; empty if it cannot be read: damaged, or removed by a training that
   * goes on meanwhile.
   *
   * @param passedOver is told why
   */
  private <R> Optional<R> attempt(int round, Reading<R> reading, Consumer<String> passedOver)
      throws IOException {
    try {
      return Optional.of(reading.read());
    } catch (StoreException | FileNotFoundException | UsageException e) {
      passedOver.accept(
          "round " + round + " of " + model.path() + " is passed over: " + e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * What was measured so far of this training: what its history has, unless the weights of a kept
   * state are others than were measured, which then was another training. {@link #measure} begins
   * at the first state: where the last one's weights are those that were measured, so are the
   * others', and no more are read. Where there is no model any more, all that was measured.
   */
  List<MeasuredState> measured() throws IOException {
    // Before the training is looked at, which may go on elsewhere: its history then has them all.
    List<MeasuredState> all = all();
    if (all.isEmpty() || (!model.isFinished() && !model.isUnfinished())) {
      return all;
    }
    Map<Integer, Long> history = history();
    all.sort(Comparator.comparingInt(MeasuredState::round).reversed());
    List<MeasuredState> own = new ArrayList<>();
    List<MeasuredState> others = new ArrayList<>();
    boolean certain = false;
    boolean anew = false;
    for (MeasuredState state : all) {
      Optional<String> weights = certain ? Optional.empty() : fingerprint(state.round());
      if (weights.isEmpty()) {
        if (Objects.equals(history.get(state.round()), state.images())) {
          others.add(state);
        }
      } else if (weights.get().equals(state.model())) {
        own.add(state);
        certain = !anew;
      } else {
        anew = true;
      }
    }
    if (!anew) {
      own.addAll(others);
    }
    return own;
  }

  /** Images seen, by round. */
  private Map<Integer, Long> history() throws IOException {
    Map<Integer, Long> history = new HashMap<>();
    for (String line : model.isFinished() ? model.readHistory() : newestHistory()) {
      RoundReport report = RoundReport.read(line);
      history.put(report.round(), report.images());
    }
    return history;
  }

  /**
   * That of the newest checkpoint: the file beside the checkpoints is written anew after each while
   * the training goes on, and may be empty or end within a line.
   */
  private List<String> newestHistory() throws IOException {
    for (int round : new TreeSet<>(model.checkpoints()).descendingSet()) {
      Optional<TrainingState> newest = attempt(round, () -> model.checkpoint(round), reason -> {});
      if (newest.isPresent()) {
        return newest.get().history();
      }
    }
    return List.of();
  }

  /** Of a kept state's weights; empty where none is kept, or it cannot be read. */
  private Optional<String> fingerprint(int round) throws IOException {
    if (rounds.contains(round) && !fingerprints.containsKey(round)) {
      state(round, reason -> {})
          .ifPresent(state -> fingerprints.put(round, state.model().fingerprint()));
    }
    return Optional.ofNullable(fingerprints.get(round));
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
