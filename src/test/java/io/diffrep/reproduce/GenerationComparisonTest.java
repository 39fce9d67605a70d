package io.diffrep.reproduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.diffrep.report.Plot;
import io.diffrep.reproduce.GenerationComparison.Gain;
import io.diffrep.reproduce.GenerationComparison.Row;
import io.diffrep.runtime.ResultJson;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class GenerationComparisonTest {
  private static final List<String> ALL = List.of("reconstruct", "vary", "sample", "moved");

  private static MadeImages made(double shift) {
    return new MadeImages(
        "m",
        "j",
        0.01 + shift,
        0.2 + shift,
        0.03 + shift,
        4 + shift,
        0.5 + shift,
        0.06 + shift,
        List.of(),
        ALL);
  }

  private static Row row(GenerationVariant variant, Map<Long, MadeImages> runs) {
    return Row.of(variant, new TreeMap<>(runs));
  }

  private static GenerationComparison comparison(List<Row> rows, Gain... gains) {
    return new GenerationComparison(
        "generation", 1000, new Value(0.875, null), new Value(1.25, null), rows, List.of(gains));
  }

  @Test
  void everyValueStandsInItsPlace() {
    Row row = row(GenerationVariant.SIZE_8, Map.of(3L, made(0.002), 1L, made(0)));

    assertThat(row.seeds()).containsExactly(1L, 3L);
    assertThat(row.error().mean()).isCloseTo(0.011, within(1e-9));
    assertThat(row.agreement().mean()).isCloseTo(0.201, within(1e-9));
    assertThat(row.diversity().mean()).isCloseTo(0.031, within(1e-9));
    assertThat(row.distance().mean()).isCloseTo(4.001, within(1e-9));
    assertThat(row.moved().mean()).isCloseTo(0.501, within(1e-9));
    assertThat(row.unmoved().mean()).isCloseTo(0.061, within(1e-9));
    assertThat(row.error().deviation()).isCloseTo(0.002 / Math.sqrt(2), within(1e-9));
    assertThat(row.figures()).isEqualTo(ALL);
    String page =
        GenerationPage.markdown(
            comparison(List.of(row(GenerationVariant.SIZE_8, Map.of(1L, made(0))))),
            List.of("error.svg"));
    assertThat(page)
        .contains("(of the held-out images themselves: 87.5 %)", "train split: 1.25)")
        .contains("| 8 dimensions | 1 | 0.0100 | 20.0 % | 0.0300 | 4.00 | 50.0 % (6.0 %) |\n")
        .contains("![error.svg](error.svg)\n", "## 8 dimensions, seed 1\n\nHeld-out images, and")
        .contains(
            "of codes that were drawn from the prior:\n\n![sample](figures/size-8/seed-1/sample.png)\n")
        .doesNotContain("could not be measured");
  }

  /** Where one seed lacks a value, so does the row: seeds are not compared with others. */
  @Test
  void whatAModelDoesNotAllowIsEmptyWithTheReason() {
    MadeImages coarse =
        new MadeImages(
            "m",
            "j",
            0.01,
            0.2,
            0.03,
            null,
            null,
            null,
            List.of("too few levels"),
            List.of("reconstruct", "vary"));
    GenerationComparison comparison =
        comparison(
            List.of(
                row(GenerationVariant.SIZE_32, Map.of(1L, made(0), 2L, coarse)),
                row(GenerationVariant.SIZE_2, Map.of(1L, made(0)))));

    assertThat(GenerationPage.markdown(comparison, List.of()))
        .contains("| 32 dimensions | 1, 2 | 0.0100 ± 0.0000 |", "| - | - (-) |\n")
        .contains("- 32 dimensions, seed 2: too few levels\n");
    assertThat(comparison.json())
        .contains("\"left-out\":[\"seed 2: too few levels\"]")
        .containsOnlyOnce("\"moved\":");
  }

  /** By rising size, the law apart; nothing is drawn of a single size. */
  @Test
  void chartsAreBySizeOfTheCode() {
    List<Row> rows =
        List.of(
            row(GenerationVariant.SIZE_128, Map.of(1L, made(0.1))),
            row(GenerationVariant.SIZE_2, Map.of(1L, made(0.3))),
            row(GenerationVariant.UNIFORM_2, Map.of(1L, made(0.7))));
    Plot.Line errors = GenerationPage.errors(comparison(rows)).orElseThrow().lines().get(0);
    assertThat(errors.x()).containsExactly(2.0, 128.0);
    assertThat(errors.y()).containsExactly(0.01 + 0.3, 0.01 + 0.1);
    Plot.Line diversities =
        GenerationPage.diversities(comparison(rows)).orElseThrow().lines().get(0);
    assertThat(diversities.y()).containsExactly(0.03 + 0.3, 0.03 + 0.1);
    assertThat(GenerationPage.errors(comparison(rows.subList(1, 3)))).isEmpty();
  }

  /** With objective.drop-code = 0 there is no loss without the code in the same network. */
  @Test
  void gainsThatWereNotMeasuredAreLeftOut() {
    Gain none = new Gain(0.5, null, new Value(7.5, null));
    Gain both = new Gain(2, new Value(3.5, 0.25), new Value(4, 0.5));

    List<Plot.Line> separate = GenerationPage.gains(comparison(List.of(), none)).get().lines();
    assertThat(separate).extracting(Plot.Line::name).containsExactly("network without codes");
    assertThat(separate.get(0).y()).containsExactly(7.5);
    List<Plot.Line> lines = GenerationPage.gains(comparison(List.of(), none, both)).get().lines();
    assertThat(lines)
        .extracting(Plot.Line::name)
        .containsExactly("code dropped", "network without codes");
    assertThat(lines.get(0).x()).containsExactly(2.0);
    assertThat(lines.get(0).y()).containsExactly(3.5);
    assertThat(lines.get(1).x()).containsExactly(0.5, 2.0);
    assertThat(lines.get(1).y()).containsExactly(7.5, 4.0);
    assertThat(GenerationPage.gains(comparison(List.of(), new Gain(1, null, null)))).isEmpty();
    assertThat(GenerationPage.gains(comparison(List.of()))).isEmpty();

    assertThat(GenerationPage.markdown(comparison(List.of(), none), List.of()))
        .contains("| 0.5 | - | 7.5 |\n");
    assertThat(comparison(List.of(), none).json())
        .contains("\"gains\":[{\"rho\":0.5,\"separate\":{\"mean\":7.5}}]");
  }

  /** What the first version wrote, which kept neither reasons nor pictures, is measured anew. */
  @Test
  void measurementsOfTheFirstVersionAreRead() {
    String before =
        "{\"model\":\"m\",\"judge\":\"j\",\"error\":0.25,\"agreement\":0.5,\"diversity\":0.125,"
            + "\"distance\":3.5,\"moved\":0.75,\"unmoved\":0.0625}";

    MadeImages made = ResultJson.read(before, MadeImages.class, "here");

    assertThat(made)
        .isEqualTo(new MadeImages("m", "j", 0.25, 0.5, 0.125, 3.5, 0.75, 0.0625, List.of(), null));
    assertThat(made.isOf("m", "j")).isFalse();
  }

  /** A model that allows nothing is not measured again in vain. */
  @Test
  void thatNothingCouldBeMadeIsAResult() {
    MadeImages nothing =
        new MadeImages("m", "j", null, null, null, null, null, null, List.of("why"), List.of());

    MadeImages read = ResultJson.read(ResultJson.line(nothing), MadeImages.class, "here");

    assertThat(read).isEqualTo(nothing);
    assertThat(read.isOf("m", "j")).isTrue();
    assertThat(read.isOf("other", "j")).isFalse();
    assertThat(read.isOf("m", "other")).isFalse();
  }
}
