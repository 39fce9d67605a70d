package io.diffrep.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
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

  /** Letters are paths: only a legend draws a line's name. */
  @Test
  void aPictureThatStandsAloneNamesItsLines() {
    Plot left = plot("left");
    Plot right = plot("right");

    assertThat(drawing(Charts.svg(left))).isEqualTo(drawing(Charts.svg(right)));
    assertThat(drawing(Charts.svgWithLegend(left)))
        .startsWith("<svg")
        .contains("width=\"900\"")
        .isNotEqualTo(drawing(Charts.svgWithLegend(right)));
  }

  /** The signature of PNG, then its header: width and height. */
  @Test
  void aSquareOfDotsIsAPictureWithRoomForItsLegend() {
    Plot.Line dots = Plot.Line.of("a", 9, Plot.Style.DOTS, List.of(1.0, 2.0), List.of(3.0, 4.0));
    byte[] png =
        Charts.squareWithLegend(new Plot("Codes", "first", "second", false, List.of(dots)))
            .orElseThrow();

    assertThat(png).startsWith(0x89, 'P', 'N', 'G');
    assertThat(ByteBuffer.wrap(png).getInt(16)).isEqualTo(680);
    assertThat(ByteBuffer.wrap(png).getInt(20)).isEqualTo(560);
  }

  /** Without the names of clip paths, which are drawn at random. */
  private static String drawing(Optional<String> svg) {
    return svg.orElseThrow().replaceAll("clip\\d+", "clip");
  }

  private static Plot plot(String name) {
    return new Plot(
        "Loss",
        "images",
        "loss",
        false,
        List.of(Plot.Line.of(name, 0, Plot.Style.LINE, List.of(1.0, 2.0), List.of(3.0, 4.0))));
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
