package io.diffrep.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AveragingIntervalTest {
  /** One step of so many seconds, and so many beside it, a third of them each way. */
  private static RoundReport round(double step, double overhead) {
    double third = overhead / 3;
    return new RoundReport(1, 0, 1, 16, 1, 1e-3, 1, third, step, third, third, 1);
  }

  private static List<RoundReport> rounds(double step, double overhead) {
    List<RoundReport> rounds = new ArrayList<>();
    // Just-in-time compilation and plans that are built.
    rounds.add(round(40, 30));
    rounds.add(round(10, 20));
    rounds.add(round(5, 10));
    rounds.add(round(step, overhead));
    // A collection of garbage, a pause of the machine.
    rounds.add(round(50 * step, 50 * overhead));
    rounds.add(round(step, overhead));
    rounds.add(round(step / 50, overhead / 50));
    rounds.add(round(step, overhead));
    return rounds;
  }

  /** overhead / (overhead + n step) <= share means n >= overhead / step (1 - share) / share. */
  @ParameterizedTest
  @CsvSource({
    "1, 0.01, 0.05, 1", // 0.19
    "1, 0.1, 0.05, 2", // 1.9
    "1, 0.11, 0.05, 5", // 2.09
    "1, 0.5, 0.05, 10", // 9.5
    "1, 0.6, 0.05, 20", // 11.4
    "0.1, 0.1, 0.05, 20", // 19
    "0.1, 0.2, 0.05, 50", // 38
    "0.1, 0.3, 0.05, 100", // 57
    "0.01, 1, 0.05, 100", // 1900: the largest there is
    "1, 0.5, 0.5, 1", // 0.5
    "1, 0.5, 0, 100"
  })
  void theSmallestIntervalThatKeepsToTheShareIsChosen(
      double step, double overhead, double share, int interval) {
    AveragingInterval chosen = AveragingInterval.choose(rounds(step, overhead), share);
    assertThat(chosen.steps()).isEqualTo(interval);
  }

  @Test
  void theLineSaysWhatWasMeasured() {
    assertThat(AveragingInterval.choose(rounds(1, 0.1), 0.05).line())
        .contains("every 2 steps", "a step takes 1.00 s", "an averaging 0.100 s", "4.8 %");
  }

  @Test
  void linesOfEarlierVersionsAreReadAndThoseOfLaterOnesToo() {
    RoundReport old =
        RoundReport.read(
            "{\"round\":3,\"rounds\":50,\"images\":48,\"loss\":81.5,\"learning-rate\":0.001,"
                + "\"images-per-second\":200.5,\"seconds\":1.5}");
    assertThat(old).isEqualTo(new RoundReport(3, 50, 0, 48, 81.5, 0.001, 200.5, 0, 0, 0, 0, 1.5));
    RoundReport now = round(0.25, 0.5);
    assertThat(RoundReport.read(now.json().replaceFirst("\\{", "{\"invented-later\":1,")))
        .isEqualTo(now);
  }
}
