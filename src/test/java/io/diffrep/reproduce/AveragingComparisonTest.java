package io.diffrep.reproduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.diffrep.evaluate.DenoisingLoss;
import io.diffrep.evaluate.DenoisingLossSummary;
import io.diffrep.reproduce.AveragingComparison.Row;
import java.util.List;
import org.junit.jupiter.api.Test;

class AveragingComparisonTest {
  private static final double DIGITS = 1e-9;

  private static final VariantRuns REFERENCE =
      new VariantRuns(
          AveragingVariant.ONE_WORKER,
          List.of(
              run(AveragingVariant.ONE_WORKER, 1, 10, 50, 200.0, 100.0, 90.0, 80.0),
              run(AveragingVariant.ONE_WORKER, 2, 10, 40, 200.0, 104.0, 90.0, 84.0)));

  private static AveragingRun run(
      AveragingVariant variant, long seed, int interval, double heldOut, Double... losses) {
    return new AveragingRun(
        variant,
        seed,
        interval,
        new LossCurve(4000, List.of(losses)),
        new DenoisingLossSummary(
            "fingerprint",
            10,
            "test",
            List.of(new DenoisingLoss(0.5, heldOut, 2 * heldOut, Double.NaN)),
            List.of()));
  }

  @Test
  void differencesAreTakenSeedBySeed() {
    VariantRuns chosen =
        new VariantRuns(
            AveragingVariant.CHOSEN,
            List.of(
                run(AveragingVariant.CHOSEN, 1, 5, 51, 210.0, 101.0, 90.9, 80.8),
                run(AveragingVariant.CHOSEN, 2, 20, 42, 214.0, 104.0, 90.0, 86.52)));

    AveragingComparison comparison = AveragingComparison.of(List.of(REFERENCE, chosen), 128);

    Row row = comparison.rows().get(1);
    assertThat(row.intervals()).containsExactly(5, 20);
    assertThat(row.loss().mean()).isCloseTo(83.66, within(DIGITS));
    // 1 % with the first seed and 3 % with the second; the sample deviation is their gap / sqrt 2.
    assertThat(row.lastPercent().mean()).isCloseTo(2, within(DIGITS));
    assertThat(row.lastPercent().deviation()).isCloseTo(Math.sqrt(2), within(DIGITS));
    // 171.7 / 170 and 176.52 / 174.
    assertThat(row.secondHalfPercent().mean())
        .isCloseTo((1 + 100 * 2.52 / 174) / 2, within(DIGITS));
    // 5 % and 7 % in the first window, of 1,000 images.
    assertThat(row.greatestPercent().mean()).isCloseTo(6, within(DIGITS));
    assertThat(row.greatestAt()).isEqualTo(1000);
    assertThat(row.heldOut().get(0).loss().mean()).isCloseTo(46.5, within(DIGITS));
    assertThat(row.heldOut().get(0).percent().mean()).isCloseTo(3.5, within(DIGITS));
    assertThat(comparison.rows().get(0).greatestPercent().mean()).isZero();
  }

  @Test
  void theNoiseIsTheReferencesDeviationFromSeedToSeed() {
    AveragingComparison comparison = AveragingComparison.of(List.of(REFERENCE), 128);

    // Two values a and b deviate by |a - b| / sqrt 2: 4 of 102 in one window, 4 of 82 in another.
    double square = (8.0 / (102 * 102) + 8.0 / (82 * 82)) / 4;
    assertThat(comparison.noisePercent()).isCloseTo(100 * Math.sqrt(square), within(DIGITS));
    assertThat(comparison.seeds()).containsExactly(1L, 2L);
    assertThat(comparison.images()).isEqualTo(4000);
    assertThat(comparison.windowImages()).isEqualTo(1000);
  }

  @Test
  void aVariantWithOneSeedHasADifferenceAndNoDeviation() {
    VariantRuns mixed =
        new VariantRuns(
            AveragingVariant.MIXED,
            List.of(run(AveragingVariant.MIXED, 2, 10, 40, 200.0, 104.0, 90.0, 85.68)));

    AveragingComparison comparison = AveragingComparison.of(List.of(REFERENCE, mixed), 128);

    Row row = comparison.rows().get(1);
    assertThat(row.seeds()).containsExactly(2L);
    assertThat(row.lastPercent().mean()).isCloseTo(2, within(DIGITS));
    assertThat(row.lastPercent().deviation()).isNull();
    assertThat(comparison.json())
        .contains("\"variant\":\"mixed\",\"seeds\":[2],")
        .doesNotContain("null", "NaN");
    assertThat(AveragingPage.markdown(comparison))
        .contains("| 2 workers, every 10 steps, mixed precision | 2 | 10 | 85.68 | +2.00 | ");
  }
}
