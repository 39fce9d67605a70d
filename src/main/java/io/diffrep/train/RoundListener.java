package io.diffrep.train;

import java.io.IOException;

/** Whoever takes part in a training beside the loop itself. Called on the driver, in order. */
interface RoundListener {
  /** A round is about to start. */
  default void begin(Round round) {}

  /**
   * The workers have come to a result, which is about to be taken over: an exception ends the
   * training with the state as it was before the round.
   */
  default void averaged(Round round, RoundResult result) {}

  /** A round is over, and the state stands behind it. */
  default void end(RoundReport report) throws IOException {}

  /**
   * The training ends early; the state is that of the last whole round.
   *
   * @param cause what ended it; it goes on, unless this throws an exception that says more
   */
  default void failed(Exception cause) {}
}
