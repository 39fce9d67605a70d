package io.diffrep.train;

/**
 * Which steps belong to which round: at first one step each, while the replicas move far with every
 * step, then as many as the interval says; the last round has what is left. A function of the
 * round's number alone, so that a run can go on at any round.
 *
 * @param steps steps of each worker in the whole run
 * @param warmUp rounds of one step each
 * @param interval steps of a later round; 0 while it has not been chosen
 */
record RoundSchedule(int steps, int warmUp, int interval) {
  /** The same with the interval that has been chosen. */
  RoundSchedule withInterval(int chosen) {
    return new RoundSchedule(steps, warmUp, chosen);
  }

  /** Whether the rounds up to this one are all there are. */
  boolean isOver(int rounds) {
    return rounds >= warmUp ? firstStep(rounds + 1) >= steps : rounds >= steps;
  }

  /** Whether the rounds up to this one are those by which the interval is to be chosen. */
  boolean isDueForChoice(int rounds) {
    return interval == 0 && rounds == warmUp && warmUp < steps;
  }

  /** A round by its number, from 1. */
  Round round(int number) {
    int first = firstStep(number);
    if (number <= warmUp) {
      return new Round(number, first, 1);
    }
    if (interval == 0) {
      throw new IllegalStateException("the averaging interval has not been chosen yet");
    }
    return new Round(number, first, Math.min(interval, steps - first));
  }

  /** How many rounds there are; 0 while nobody knows. */
  int rounds() {
    int later = Math.max(0, steps - warmUp);
    if (later == 0) {
      return steps;
    }
    return interval == 0 ? 0 : Math.addExact(warmUp, (later + interval - 1) / interval);
  }

  private int firstStep(int number) {
    int later = number - 1 - warmUp;
    return later <= 0 ? number - 1 : (int) Math.min(steps, warmUp + (long) later * interval);
  }
}
