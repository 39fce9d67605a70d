package io.diffrep.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.diffrep.runtime.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class EvaluationSummaryTest {
  private final EvaluationSummary summary = summary();

  @Test
  void meanAndSampleDeviationAreTakenOverTheDraws() {
    Spread spread = summary.accuracy("encoder concatenated", 10);
    assertThat(spread.mean()).isCloseTo(0.6, within(1e-12));
    // Deviations -0.1, 0, 0.1: 0.02 over 2.
    assertThat(spread.deviation()).isCloseTo(0.1, within(1e-12));
    assertThat(spread.count()).isEqualTo(3);
    assertThatThrownBy(() -> summary.accuracy("encoder concatenated", 11))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void differencesArePairedByDrawAndTiesAreNoWins() {
    PairedDifference difference = summary.paired().get(0);
    assertThat(difference.baseline()).isEqualTo("pixels");
    assertThat(difference.budget()).isEqualTo(10);
    // 0.5 - 0.5, 0.6 - 0.4, 0.7 - 0.6.
    assertThat(difference.difference().mean()).isCloseTo(0.1, within(1e-12));
    assertThat(difference.difference().deviation()).isCloseTo(0.1, within(1e-12));
    assertThat(difference.wins()).isEqualTo(2);
    assertThat(summary.paired()).hasSize(2);
  }

  @Test
  void theMarkdownHoldsTheTablesTheProtocolAndTheNotes() {
    assertThat(summary.markdown())
        .contains(
            """
            | input | dimensions | 10 labels | all 40 labels |
            |---|---:|---:|---:|
            | encoder 1 | 8 | 30.0 ± 0.0 | 35.0 |
            | encoder concatenated | 16 | 60.0 ± 10.0 | 80.0 |
            | pixels | 64 | 50.0 ± 10.0 | 90.0 |
            """)
        .contains(
            """
            | comparison | 10 labels | all 40 labels |
            |---|---:|---:|
            | encoder concatenated - pixels | +10.0 ± 10.0 (2/3) | -10.0 (0/1) |
            """)
        .contains("50 labelled images of split `held-out`, 2 classes", "3 draws", "seed 9")
        .contains("C = 1.", "45 images of split `train`")
        .contains("## Notes\n\n- something to know\n");
  }

  @Test
  void theJsonReadsBackWithTheMatrixAtItsInputAndADeviationThatIsUnknownAsNull() {
    SummaryDocument read = SummaryDocument.read(summary.json(), "here");
    assertThat(read).isEqualTo(SummaryDocument.of(summary));
    assertThat(read.settings().testSplit()).isEqualTo("held-out");
    assertThat(read.headline())
        .extracting(SummaryDocument.Input::input)
        .containsExactly("encoder concatenated", "pixels");
    SummaryDocument.Input pixels = read.inputs().get(2);
    assertThat(pixels.confusion().counts()).containsExactly(List.of(24L, 1L), List.of(4L, 21L));
    assertThat(pixels.results().get(1)).isEqualTo(new SummaryDocument.Result(40, 0.9, null, 1));
    assertThat(read.inputs().get(0).confusion()).isNull();
    assertThat(summary.json()).contains("\"labelled-train-images\" : 40", "\"level\" : null");
  }

  @Test
  void whatIsNoSummaryIsRefusedWithItsPlace() {
    for (String text : List.of("", "{}", "[1]", "{\"settings\": 3}")) {
      assertThatThrownBy(() -> SummaryDocument.read(text, "x/summary.json"))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("x/summary.json is no summary");
    }
  }

  private static EvaluationSummary summary() {
    List<EvaluatedInput> inputs =
        List.of(
            input("encoder 1", "encoder", OptionalDouble.of(1), 8, false),
            input("encoder concatenated", "encoder", OptionalDouble.empty(), 16, true),
            input("pixels", "pixels", OptionalDouble.empty(), 64, true));
    List<Measurement> rows = new ArrayList<>();
    measure(rows, inputs.get(0), 0.35, 0.3, 0.3, 0.3);
    measure(rows, inputs.get(1), 0.8, 0.7, 0.5, 0.6);
    measure(rows, inputs.get(2), 0.9, 0.6, 0.5, 0.4);
    Cohort cohort = new Cohort(List.of("a", "b"), List.of(20L, 20L), 45, 50, 0, 0);
    return EvaluationSummary.of(
        new EvaluateSettings(List.of(10), true, 3, 9, "train", "held-out", 0, 1, 100),
        "logistic",
        cohort,
        inputs,
        rows,
        List.of(new ConfusionMatrix("pixels", 40, 1, List.of(List.of(24L, 1L), List.of(4L, 21L)))),
        List.of("something to know"));
  }

  private static EvaluatedInput input(
      String name, String source, OptionalDouble level, int dimensions, boolean headline) {
    return new EvaluatedInput(name, source, level, dimensions, "model", "directory", headline);
  }

  /** The draws arrive in another order than their numbers: last, first, second. */
  private static void measure(
      List<Measurement> rows,
      EvaluatedInput input,
      double all,
      double last,
      double first,
      double second) {
    rows.add(row(input, 40, 0, all));
    rows.add(row(input, 10, 2, last));
    rows.add(row(input, 10, 0, first));
    rows.add(row(input, 10, 1, second));
  }

  private static Measurement row(EvaluatedInput input, int budget, int draw, double value) {
    return new Measurement(
        input.name(),
        input.source(),
        input.level(),
        "logistic",
        budget,
        draw,
        OptionalLong.empty(),
        "held-out",
        Measurement.ACCURACY,
        value);
  }
}
