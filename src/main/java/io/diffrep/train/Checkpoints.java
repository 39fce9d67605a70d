package io.diffrep.train;

import io.diffrep.model.ModelDirectory;
import java.io.IOException;

/**
 * Keeps the state every so many rounds, after the last one, once the averaging interval is chosen,
 * and, where a training ends early, after the last whole round.
 */
final class Checkpoints implements RoundListener {
  private final ModelDirectory directory;
  private final RunState state;
  private final TrainSettings settings;
  private int newest;
  private int interval;

  /**
   * @param state as it stands in the newest checkpoint, or before the first round
   */
  Checkpoints(ModelDirectory directory, RunState state, TrainSettings settings) {
    this.directory = directory;
    this.state = state;
    this.settings = settings;
    newest = state.rounds();
    interval = state.schedule().interval();
  }

  @Override
  public void end(RoundReport report) throws IOException {
    if (report.round() % settings.checkpointRounds() == 0
        || state.schedule().interval() != interval
        || state.schedule().isOver(report.round())) {
      save();
    }
  }

  @Override
  public void failed(Exception cause) {
    try {
      if (state.rounds() > newest) {
        save();
      }
    } catch (IOException e) {
      // What ended the training is what its user must hear of.
      cause.addSuppressed(e);
    }
  }

  private void save() throws IOException {
    if (state.schedule().interval() != interval) {
      interval = state.schedule().interval();
      directory.specify(state.specification());
    }
    directory.checkpoint(state.checkpoint(), settings.keepCheckpoints());
    directory.history(state.history().stream().map(RoundReport::json).toList());
    newest = state.rounds();
  }
}
