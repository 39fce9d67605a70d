package io.diffrep.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.diffrep.train.RoundReport;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundSplitTest {
  private static RoundReport round(
      int steps, double broadcast, double fit, double aggregate, double other) {
    return new RoundReport(1, 0, steps, 0, 1, 1e-3, 1, broadcast, fit, aggregate, other, 1);
  }

  /** Steps of 0.4, 0.5 and 0.6 s; the interval is of more steps than the training had left. */
  @Test
  void itsPartsAreMediansAndItsStepsThoseOfTheInterval() {
    RoundSplit split =
        RoundSplit.of(
            List.of(
                round(10, 0.2, 4, 0.1, 0.3),
                round(10, 9.0, 5, 0.3, 0.1),
                round(5, 0.4, 3, 9.0, 9.0)),
            20,
            64);

    assertThat(split).isEqualTo(new RoundSplit(20, 1280, 0.4, 10, 0.3, 0.3));
    assertThat(split.seconds()).isCloseTo(11, within(1e-12));
    assertThat(split.overheadShare()).isCloseTo(1 / 11.0, within(1e-12));
    assertThat(split.imagesPerSecond()).isCloseTo(1280 / 11.0, within(1e-9));
  }

  @Test
  void ofTwoRoundsItIsTheMeanAndOfTwoTrainingsTheSlower() {
    RoundSplit fast = RoundSplit.of(List.of(round(2, 0, 1, 0, 0), round(2, 0, 3, 0, 0)), 2, 8);
    assertThat(fast.fit()).isEqualTo(2);
    RoundSplit slow = new RoundSplit(5, 40, 0, 20, 0, 0);
    ScaleRun run = ScaleRun.of(2, 4, List.of(fast, slow));
    assertThat(run.split()).isEqualTo(slow);
    assertThat(run.imagesPerSecond()).containsExactly(8.0, 2.0);
  }

  /**
   * The network that the goal is stated for, by the count of the operations of its convolutions.
   */
  @Test
  void theLargeNetworkTakesAboutABillionOperationsForward() {
    assertThat(ScaleNetwork.LARGE.forwardOperations()).isBetween(950_000_000L, 1_100_000_000L);
    assertThat(ScaleNetwork.MIDDLE.forwardOperations())
        .isBetween(ScaleNetwork.LARGE.forwardOperations() / 5, 300_000_000L);
  }
}
