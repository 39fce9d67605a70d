package io.diffrep.sde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class ParameterisationTest {
  private static final Parameterisation EDM = Parameterisation.EDM;
  private static final Parameterisation NOISE = Parameterisation.NOISE;

  @Property
  void theTargetDenoisesExactly(
      @ForAll @DoubleRange(min = 0.01, max = 50) double rho,
      @ForAll @DoubleRange(min = -3, max = 3) double x0,
      @ForAll @DoubleRange(min = -3, max = 3) double noise) {
    double y = x0 + rho * noise;
    for (Parameterisation each : Parameterisation.values()) {
      assertThat(each.denoised(rho, y, each.target(rho, x0, noise))).isCloseTo(x0, within(1e-9));
    }
  }

  /** What is wrong with the noise is wrong with the denoised image {@code rho} times. */
  @Property
  void theNoisesErrorIsAmplifiedByTheLevel(
      @ForAll @DoubleRange(min = 0.01, max = 50) double rho,
      @ForAll @DoubleRange(min = -3, max = 3) double y) {
    assertThat(NOISE.denoised(rho, y, 0.6) - NOISE.denoised(rho, y, 0.5))
        .isCloseTo(-0.1 * rho, within(1e-12 * (1 + rho)));
    assertThat(NOISE.denoised(rho, y, 0)).isEqualTo(y);
  }

  /** For x_0 ~ N(0, 1) the ideal denoiser is E[x_0 | y] = y / (1 + rho^2), that is F = 0. */
  @Property
  void theIdealDenoiserOfAStandardGaussianIsAnOutputOfZero(
      @ForAll @DoubleRange(min = 0.01, max = 50) double rho,
      @ForAll @DoubleRange(min = -10, max = 10) double y) {
    assertThat(EDM.denoised(rho, y, 0)).isCloseTo(y / (1 + rho * rho), within(1e-12));
  }

  /**
   * For x_0 ~ N(m, s^2): E[x_0 | y] = (s^2 y + rho^2 m) / (s^2 + rho^2), posterior variance s^2
   * rho^2 / (s^2 + rho^2), and the marginal's score is (m - y) / (s^2 + rho^2).
   */
  @Test
  void theIdealDenoiserOfAGaussianHasThePosteriorVarianceAsItsLossAndTheMarginalsScore() {
    double m = 0.7;
    double s = 0.4;
    SplittableRandom random = new SplittableRandom(5);
    for (double rho : new double[] {0.05, 0.5, 3}) {
      double total = s * s + rho * rho;
      int draws = 200_000;
      double loss = 0;
      for (int i = 0; i < draws; i++) {
        double x0 = m + s * random.nextGaussian();
        double noise = random.nextGaussian();
        double y = x0 + rho * noise;
        double ideal = (s * s * y + rho * rho * m) / total;
        Parameterisation each = i % 2 == 0 ? EDM : NOISE;
        double output = (ideal - each.skip(rho) * y) / each.outputScale(rho);
        double error = output - each.target(rho, x0, noise);
        loss += Weighting.EDM.ofOutput(each, rho) * error * error / draws;
        if (i < 100) {
          double denoised = each.denoised(rho, y, output);
          assertThat(Parameterisation.score(1, rho, y, denoised))
              .isCloseTo((m - y) / total, within(1e-9));
        }
      }
      double floor = (rho * rho + 1) / (rho * rho) * s * s * rho * rho / total;
      assertThat(loss).as("loss at rho %s", rho).isCloseTo(floor, within(0.02 * floor));
    }
  }

  /** Input and target of the network have unit variance for data of unit variance. */
  @Test
  void inputAndTargetHaveUnitVariance() {
    SplittableRandom random = new SplittableRandom(6);
    for (double rho : new double[] {0.01, 1, 50}) {
      int draws = 200_000;
      double inputs = 0;
      double targets = 0;
      for (int i = 0; i < draws; i++) {
        double x0 = random.nextGaussian();
        double noise = random.nextGaussian();
        inputs += Math.pow(EDM.inputScale(rho) * (x0 + rho * noise), 2) / draws;
        targets += Math.pow(EDM.target(rho, x0, noise), 2) / draws;
      }
      assertThat(inputs).isCloseTo(1, within(0.02));
      assertThat(targets).isCloseTo(1, within(0.02));
    }
  }

  @Property
  void theWeightingsAreThoseOfThePapers(@ForAll @DoubleRange(min = 0.01, max = 50) double rho) {
    assertThat(Weighting.EDM.ofOutput(EDM, rho)).isCloseTo(1, within(1e-9));
    assertThat(Weighting.PAPER.ofOutput(EDM, rho)).isCloseTo(1 / (rho * rho + 1), within(1e-9));
    assertThat(Weighting.EDM.ofOutput(NOISE, rho))
        .isCloseTo(rho * rho + 1, within(1e-9 * (1 + rho * rho)));
    assertThat(Weighting.PAPER.ofOutput(NOISE, rho)).isCloseTo(1, within(1e-9));
    assertThat(Weighting.PAPER.ofDenoised(rho)).isCloseTo(1 / (rho * rho), within(1e-9 / rho));
  }
}
