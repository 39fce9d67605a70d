package io.diffrep.train;

import io.diffrep.runtime.JobGroup;
import io.diffrep.runtime.Progress;

/** Says where the training is: to the user and on Spark's pages. */
final class RoundProgress implements RoundListener {
  private final Progress progress;
  private final JobGroup jobs;
  private final RunState state;

  RoundProgress(Progress progress, JobGroup jobs, RunState state) {
    this.progress = progress;
    this.jobs = jobs;
    this.state = state;
  }

  @Override
  public void begin(Round round) {
    int rounds = state.schedule().rounds();
    jobs.describe("train: round " + round.number() + (rounds == 0 ? "" : " of " + rounds));
  }

  @Override
  public void end(RoundReport report) {
    progress.reach(report.images());
    progress.note(report.note());
  }
}
