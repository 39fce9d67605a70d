package io.diffrep.train;

import io.diffrep.runtime.Progress;

/** Chooses the averaging interval once the warm-up's rounds are over, where none is set. */
final class IntervalChoice implements RoundListener {
  private final RunState state;
  private final double overheadShare;
  private final Progress progress;

  IntervalChoice(RunState state, double overheadShare, Progress progress) {
    this.state = state;
    this.overheadShare = overheadShare;
    this.progress = progress;
  }

  @Override
  public void end(RoundReport report) {
    if (state.schedule().isDueForChoice(report.round())) {
      AveragingInterval chosen = AveragingInterval.choose(state.history(), overheadShare);
      state.choose(chosen);
      progress.remark(chosen.line());
    }
  }
}
