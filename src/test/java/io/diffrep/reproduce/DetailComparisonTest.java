package io.diffrep.reproduce;

import static io.diffrep.reproduce.DetailVariant.SINGLE_LEVEL_EDM;
import static io.diffrep.reproduce.DetailVariant.UNIFORM_PAPER;
import static io.diffrep.reproduce.DetailVariant.UNIFORM_TIME_PAPER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.diffrep.evaluate.CodeMeasures;
import io.diffrep.model.ModelSettings;
import io.diffrep.reproduce.DetailComparison.Difference;
import io.diffrep.reproduce.DetailComparison.Row;
import io.diffrep.sde.NoiseLawKind;
import io.diffrep.sde.ObjectiveSettings;
import io.diffrep.sde.Parameterisation;
import io.diffrep.sde.Weighting;
import io.diffrep.testing.TinyModels;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DetailComparisonTest {
  private static final double DIGITS = 1e-9;

  /** A state every 100 images, the first after 100. */
  private static DetailRun run(DetailVariant variant, long seed, double... accuracies) {
    List<MeasuredState> states = new ArrayList<>();
    for (int i = 0; i < accuracies.length; i++) {
      double accuracy = accuracies[i];
      states.add(
          new MeasuredState(
              10 * (i + 1),
              100L * (i + 1),
              "weights",
              new CodeMeasures(accuracy, accuracy / 2, 0.9, Double.NaN, null, 100L, 20L)));
    }
    return new DetailRun(variant, seed, states);
  }

  private static DetailComparison compare(DetailRuns... variants) {
    return DetailComparison.of(List.of(variants), 400, 2, 10);
  }

  @Test
  void differencesAreTakenSeedBySeedAtEqualImages() {
    DetailComparison comparison =
        compare(
            new DetailRuns(
                UNIFORM_TIME_PAPER,
                List.of(
                    run(UNIFORM_TIME_PAPER, 1, 0.2, 0.3),
                    run(UNIFORM_TIME_PAPER, 2, 0.1, 0.2, 0.3))),
            new DetailRuns(
                UNIFORM_PAPER,
                List.of(
                    run(UNIFORM_PAPER, 2, 0.1, 0.4, 0.7, 0.8), run(UNIFORM_PAPER, 1, 0.3, 0.3))));

    List<Difference> difference = comparison.difference();
    assertThat(difference).extracting(Difference::images).containsExactly(100L, 200L, 300L);
    assertThat(difference.get(0).accuracy().mean()).isCloseTo(0.05, within(DIGITS));
    // 0 and 0.1: the sample deviation is their gap / sqrt 2.
    assertThat(difference.get(0).accuracy().deviation())
        .isCloseTo(0.1 / Math.sqrt(2), within(DIGITS));
    assertThat(difference.get(1).accuracy().mean()).isCloseTo(0.1, within(DIGITS));
    assertThat(difference.get(2).seeds()).containsExactly(2L);
    assertThat(difference.get(2).accuracy().mean()).isCloseTo(0.4, within(DIGITS));
    assertThat(difference.get(2).accuracy().deviation()).isNull();
  }

  @Test
  void aRowIsAfterTheMostImagesThatAllSeedsHave() {
    Row row =
        compare(
                new DetailRuns(
                    SINGLE_LEVEL_EDM,
                    List.of(
                        run(SINGLE_LEVEL_EDM, 1, 0.2, 0.4, 0.9),
                        run(SINGLE_LEVEL_EDM, 4, 0.1, 0.6))))
            .rows()
            .get(0);

    assertThat(row.images()).isEqualTo(200);
    assertThat(row.seeds()).containsExactly(1L, 4L);
    assertThat(row.accuracy().mean()).isCloseTo(0.5, within(DIGITS));
    assertThat(row.silhouette().mean()).isCloseTo(0.25, within(DIGITS));
    assertThat(row.ink()).isEqualTo(new Value(0.9, 0.0));
    // Not a number, and not there.
    assertThat(row.slant()).isNull();
    assertThat(row.border()).isNull();
  }

  @Test
  void whatIsMissingIsNoNumberAnywhere() {
    DetailRuns uniform = new DetailRuns(UNIFORM_PAPER, List.of(run(UNIFORM_PAPER, 1, 0.256)));
    DetailComparison comparison =
        compare(
            uniform, new DetailRuns(UNIFORM_TIME_PAPER, List.of(run(UNIFORM_TIME_PAPER, 1, 0.1))));

    assertThat(comparison.json()).contains("\"variant\":\"uniform-paper\"").doesNotContain("NaN");
    assertThat(DetailPage.csv(List.of(uniform)).lines())
        .containsExactly(
            "variant,seed,round,images,accuracy,silhouette,ink,slant,border",
            "uniform-paper,1,10,100,0.2560,0.1280,0.9000,,");
    assertThat(DetailPage.markdown(comparison, List.of("b.svg"), List.of("planes/a.png")))
        .contains("| uniform, paper | 1 | 100 | 25.6 | 0.13 | 0.90 | - |\n", "| 100 | 1 | +15.6 |")
        .contains("images seen:\n\n![b.svg](b.svg)\n", "![planes/a.png](planes/a.png)\n")
        .contains("by squared Euclidean distance", "(R²) of ink mass and slant that follows")
        .doesNotContain("border");
  }

  @Test
  void everyVariantHasItsOwnNameTitleAndSettings() {
    ModelSettings base =
        TinyModels.MODEL.with(
            ObjectiveSettings.scoreMatching(Parameterisation.EDM, Weighting.EDM, 0.25, 0.5));
    assertThat(UNIFORM_TIME_PAPER).hasToString("uniform-time-paper");
    assertThat(DetailVariant.UNIFORM_NOISE.title()).isEqualTo("uniform, paper, noise as output");
    assertThat(DetailVariant.UNIFORM_NOISE.model(base).objective())
        .isEqualTo(
            ObjectiveSettings.scoreMatching(Parameterisation.NOISE, Weighting.PAPER, 0.25, 0.5));
    assertThat(SINGLE_LEVEL_EDM.model(base).noise().law()).isEqualTo(NoiseLawKind.SINGLE_LEVEL);
    assertThat(Stream.of(DetailVariant.values()).map(variant -> variant.model(base)))
        .doesNotHaveDuplicates();
    assertThat(Stream.of(DetailVariant.values()).map(DetailVariant::title)).doesNotHaveDuplicates();
  }
}
