package io.diffrep.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChartsTest {
  /** With an axis of no length the library draws neither ticks nor their labels. */
  @ParameterizedTest
  @ValueSource(doubles = {1, 2})
  void aSingleNoiseLevelHasAnAxisWithTicks(double level) {
    String svg = Charts.svg(plot(List.of(level))).orElseThrow();

    assertThat(paths(svg))
        .isGreaterThanOrEqualTo(paths(Charts.svg(plot(List.of(2.0))).orElseThrow()) / 2);
    assertThat(svg.length()).isGreaterThan(20_000);
  }

  private static int paths(String svg) {
    return svg.split("<path", -1).length;
  }

  private static Plot plot(List<Double> x) {
    return new Plot(
        "Loss",
        "noise level",
        "loss",
        true,
        List.of(Plot.Line.of("own", 0, Plot.Style.MARKED, x, List.of(3.0))));
  }
}
