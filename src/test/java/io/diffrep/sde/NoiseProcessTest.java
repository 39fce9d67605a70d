package io.diffrep.sde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class NoiseProcessTest {
  private static final NoiseProcess VE = new VarianceExploding(0.01, 50);
  private static final NoiseProcess VP = new VariancePreserving(0.1, 20);
  private static final List<NoiseProcess> PROCESSES =
      List.of(VE, VP, new VariancePreserving(2, 2), new VarianceExploding(0.2, 3));
  private static final double[] TIMES = {0.01, 0.2, 0.5, 0.8, 0.99};

  private static double derivative(DoubleUnaryOperator f, double t) {
    double h = 1e-5;
    return (f.applyAsDouble(t + h) - f.applyAsDouble(t - h)) / (2 * h);
  }

  @Test
  void varianceExplodingRunsGeometricallyFromLowestToHighest() {
    assertThat(VE.rho(0)).isCloseTo(0.01, within(1e-12));
    assertThat(VE.rho(1)).isCloseTo(50, within(1e-9));
    assertThat(VE.rho(0.5)).isCloseTo(Math.sqrt(0.01 * 50), within(1e-12));
    assertThat(VE.alpha(0.3)).isEqualTo(1);
    assertThat(VE.range()).isEqualTo(new NoiseSupport(0.01, 50));
    assertThat(VE.prior()).isEqualTo(50);
  }

  /** Against the rectangles of a fine grid over the rate. */
  @Test
  void variancePreservingFadesByTheIntegralOfItsRate() {
    for (double t : TIMES) {
      int steps = 100_000;
      double integral = 0;
      for (int i = 0; i < steps; i++) {
        integral += (0.1 + (i + 0.5) / steps * t * 19.9) * t / steps;
      }
      double alpha = Math.exp(-integral / 2);
      assertThat(VP.alpha(t)).isCloseTo(alpha, withinPercentage(1e-7));
      assertThat(VP.sigma(t)).isCloseTo(Math.sqrt(1 - alpha * alpha), within(1e-9));
      assertThat(VP.rho(t)).isCloseTo(VP.sigma(t) / VP.alpha(t), withinPercentage(1e-10));
    }
    assertThat(VP.prior()).isCloseTo(VP.sigma(1), within(1e-4));
  }

  /** {@code 1 - exp(-B) = B - B^2 / 2 + B^3 / 6}: of {@code 1 - alpha^2} half the digits go. */
  @Test
  void variancePreservingLosesNoDigitsAtItsBeginning() {
    for (double t : new double[] {1e-5, 1e-8}) {
      double b = 0.1 * t + 9.95 * t * t;
      assertThat(Math.pow(VP.sigma(t), 2))
          .isCloseTo(b - b * b / 2 + b * b * b / 6, withinPercentage(1e-12));
      assertThat(VP.time(VP.rho(t))).isCloseTo(t, withinPercentage(1e-11));
    }
    assertThat(VP.range().lowest()).isCloseTo(1.0005e-3, withinPercentage(1e-2));
    assertThat(VP.range().highest())
        .isCloseTo(Math.sqrt(Math.exp(10.05) - 1), withinPercentage(1e-9));
  }

  @Property
  void timeInvertsTheProcess(@ForAll @DoubleRange(min = 0, max = 1) double t) {
    for (NoiseProcess process : PROCESSES) {
      assertThat(process.time(process.rho(t))).isCloseTo(t, within(1e-12));
    }
  }

  /** What the process does to moments: {@code alpha' = f alpha}, {@code v' = 2 f v + g^2}. */
  @ParameterizedTest
  @FieldSource("PROCESSES")
  void driftAndDiffusionMoveTheMoments(NoiseProcess process) {
    for (double t : TIMES) {
      double f = process.drift(t);
      double g = process.diffusion(t);
      double variance = Math.pow(process.sigma(t), 2);
      assertThat(derivative(process::alpha, t))
          .isCloseTo(f * process.alpha(t), within(1e-6 * (1 + Math.abs(f))));
      double change = 2 * f * variance + g * g;
      assertThat(derivative(time -> Math.pow(process.sigma(time), 2), t))
          .isCloseTo(change, within(1e-6 * (1 + g * g)));
    }
  }

  @Test
  void theScoreIsTheSlopeOfTheLogDensity() {
    double t = 0.3;
    double x0 = 0.7;
    double mean = VP.alpha(t) * x0;
    double variance = Math.pow(VP.sigma(t), 2);
    double slope = derivative(x -> -Math.pow(x - mean, 2) / (2 * variance), 1.1);
    assertThat(VP.score(t, x0, 1.1)).isCloseTo(slope, within(1e-6));
  }

  /**
   * Of images {@code N(0, s^2)} the marginal is {@code N(0, v)}, {@code v = alpha^2 s^2 + sigma^2},
   * with the score {@code -x / v}. The flow carries {@code x} in proportion to {@code sqrt(v)}; the
   * reverse process, {@code dx = c x dt + g dw} with {@code dt} negative, has {@code v' = 2 c v -
   * g^2}.
   */
  @ParameterizedTest
  @FieldSource("PROCESSES")
  void flowAndReverseProcessKeepAGaussiansMarginals(NoiseProcess process) {
    DoubleUnaryOperator variance =
        t -> 0.36 * Math.pow(process.alpha(t), 2) + Math.pow(process.sigma(t), 2);
    for (double t : TIMES) {
      double v = variance.applyAsDouble(t);
      double x = Math.sqrt(v);
      double scale = 1 + Math.pow(process.diffusion(t), 2);
      assertThat(process.flow(t, x, -x / v))
          .isCloseTo(
              derivative(time -> Math.sqrt(variance.applyAsDouble(time)), t), within(1e-6 * scale));
      double g = process.diffusion(t);
      double change = 2 * process.reverseDrift(t, 1, -1 / v) * v - g * g;
      assertThat(change).isCloseTo(derivative(variance, t), within(1e-6 * scale));
    }
  }
}
