package io.diffrep.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.diffrep.model.ModelSpecification;
import io.diffrep.report.ObjectiveSection.Curve;
import io.diffrep.sde.NoiseLawKind;
import io.diffrep.sde.NoiseSettings;
import io.diffrep.sde.NoiseSupport;
import io.diffrep.sde.ObjectiveSettings;
import io.diffrep.sde.Parameterisation;
import io.diffrep.sde.Weighting;
import io.diffrep.testing.TinyModels;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ObjectiveSectionTest {
  private static Section.Shown section(
      NoiseLawKind law, Parameterisation parameterisation, Weighting weighting) {
    ModelSpecification usual = TinyModels.specification();
    return (Section.Shown)
        ObjectiveSection.of(
            new ModelSpecification(
                usual.architecture(),
                usual.normalisation(),
                NoiseSettings.DEFAULT.with(law),
                ObjectiveSettings.scoreMatching(parameterisation, weighting, 1e-5, 0.1),
                usual.augmentation(),
                usual.engine(),
                usual.seed(),
                usual.choices()));
  }

  private static List<Plot.Line> lines(Section.Shown section) {
    return ((Block.Charts) section.blocks().get(1)).plots().get(0).lines();
  }

  /** The weight at the output is 1 everywhere: the curve is the law's, flat over ln 5000. */
  @Test
  void edmUnderUniformTimeWeighsAllLevelsAlike() {
    Section.Shown section = section(NoiseLawKind.UNIFORM_TIME, Parameterisation.EDM, Weighting.EDM);
    assertThat(lines(section))
        .hasSize(2)
        .allSatisfy(
            line ->
                assertThat(line.y())
                    .allSatisfy(y -> assertThat(y).isCloseTo(1 / Math.log(5000), within(1e-9))));
    assertThat(lines(section).get(0).x()).startsWith(0.01);
    assertThat(section.lead()).contains("parameterisation edm", "weighting edm", "uniform time");
  }

  /**
   * Under the paper's weighting the weight is {@code 1 / (rho^2 + 1)}, whose integral over {@code
   * ln rho} is {@code ln(rho^2 / (rho^2 + 1)) / 2}. What the network's own output stands for
   * changes nothing: the squared error of the denoised image counts {@code 1 / rho^2} either way.
   */
  @ParameterizedTest
  @EnumSource
  void thePapersWeightingLeavesHighLevelsOut(Parameterisation parameterisation) {
    Section.Shown section = section(NoiseLawKind.UNIFORM_TIME, parameterisation, Weighting.PAPER);
    Plot.Line weighted = lines(section).get(0);
    double area = (integral(50) - integral(0.01));
    for (int i = 0; i < weighted.x().size(); i++) {
      double rho = weighted.x().get(i);
      assertThat(weighted.y().get(i)).isCloseTo(1 / (rho * rho + 1) / area, within(1e-4));
    }
    assertThat(section.lead())
        .contains("the output as the parameterisation edm has it", "weighting paper");
  }

  @Test
  void edmWeighsAllLevelsAlikeUnderEitherParameterisation() {
    assertThat(lines(section(NoiseLawKind.UNIFORM_TIME, Parameterisation.NOISE, Weighting.EDM)))
        .isEqualTo(lines(section(NoiseLawKind.UNIFORM_TIME, Parameterisation.EDM, Weighting.EDM)));
  }

  private static double integral(double rho) {
    return 0.5 * Math.log(rho * rho / (rho * rho + 1));
  }

  /** Half of {@code 1 / rho} per unit of {@code rho} lies below the geometric mean. */
  @Test
  void sharesAreReadOffTheCurve() {
    Curve flat = Curve.of(new NoiseSupport(0.1, 1000), rho -> 7);
    assertThat(flat.quantile(0.5)).isCloseTo(10, within(1e-9));
    assertThat(flat.quantile(0.25)).isCloseTo(1, within(1e-9));
    assertThat(flat.quantile(1)).isCloseTo(1000, within(1e-6));
  }

  @Test
  void aSingleLevelHasTheWholeWeight() {
    Section.Shown section = section(NoiseLawKind.SINGLE_LEVEL, Parameterisation.EDM, Weighting.EDM);
    assertThat(section.blocks())
        .containsExactly(new Block.Tiles(List.of(new Block.Fact("noise level rho", "1"))));
  }
}
