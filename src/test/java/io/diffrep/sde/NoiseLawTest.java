package io.diffrep.sde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** Laws of the noise level against distribution functions that are written here anew. */
class NoiseLawTest {
  private static final NoiseSupport RANGE = new NoiseSupport(0.01, 50);

  /** A law and the probability of at most {@code rho} inside its support. */
  private record Case(String name, NoiseLaw law, DoubleUnaryOperator cdf) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final List<Case> CASES =
      List.of(
          new Case(
              "uniform time, VE",
              new UniformTime(new VarianceExploding(0.01, 50)),
              rho -> Math.log(rho / 0.01) / Math.log(5000)),
          new Case(
              "uniform time, VP",
              new UniformTime(new VariancePreserving(0.1, 20)),
              rho -> (variancePreservingTime(rho) - 1e-5) / (1 - 1e-5)),
          new Case("uniform", new UniformLevel(RANGE), rho -> (rho - 0.01) / 49.99),
          new Case(
              "log-normal",
              new LogNormal(-0.5, 1.2, RANGE),
              rho -> truncatedNormal(rho, -0.5, 1.2, 0.01, 50)),
          new Case(
              "log-normal, its upper tail",
              new LogNormal(-4, 1.5, new NoiseSupport(0.2, 3)),
              rho -> truncatedNormal(rho, -4, 1.5, 0.2, 3)),
          new Case(
              "log-normal, its lower tail",
              new LogNormal(3, 0.8, new NoiseSupport(0.5, 4)),
              rho -> truncatedNormal(rho, 3, 0.8, 0.5, 4)),
          new Case(
              "interval",
              new Interval(new NoiseSupport(0.5, 3)),
              rho -> Math.log(rho / 0.5) / Math.log(6)));

  /** By bisection: {@code alpha^2 = exp(-(0.1 t + 9.95 t^2)) = 1 / (1 + rho^2)}. */
  private static double variancePreservingTime(double rho) {
    double low = 0;
    double high = 1;
    for (int i = 0; i < 60; i++) {
      double t = (low + high) / 2;
      if (Math.exp(-(0.1 * t + 9.95 * t * t)) > 1 / (1 + rho * rho)) {
        low = t;
      } else {
        high = t;
      }
    }
    return low;
  }

  private static double truncatedNormal(
      double rho, double mean, double deviation, double lowest, double highest) {
    DoubleUnaryOperator density = x -> Math.exp(-0.5 * Math.pow((x - mean) / deviation, 2));
    return integral(density, Math.log(lowest), Math.log(rho))
        / integral(density, Math.log(lowest), Math.log(highest));
  }

  /** Simpson's rule. */
  private static double integral(DoubleUnaryOperator f, double from, double to) {
    int steps = 2000;
    double h = (to - from) / steps;
    double sum = 0;
    for (int i = 0; i <= steps; i++) {
      int weight = i == 0 || i == steps ? 1 : i % 2 == 0 ? 2 : 4;
      sum += weight * f.applyAsDouble(from + i * h);
    }
    return sum * h / 3;
  }

  /** Kolmogorov and Smirnov: beyond {@code 1.95 / sqrt(n)} one sample in a thousand goes. */
  @ParameterizedTest
  @FieldSource("CASES")
  void drawsFollowTheLaw(Case each) {
    int count = 20_000;
    double[] levels = new double[count];
    NoiseStream stream = new NoiseStream();
    for (int i = 0; i < count; i++) {
      stream.begin(0x9E3779B97F4A7C15L * i);
      levels[i] = each.law().rho(stream.uniform());
    }
    Arrays.sort(levels);
    double distance = 0;
    for (int i = 0; i < count; i++) {
      double expected = each.cdf().applyAsDouble(levels[i]);
      distance = Math.max(distance, Math.abs(expected - (double) i / count));
      distance = Math.max(distance, Math.abs(expected - (i + 1.0) / count));
    }
    assertThat(distance).isLessThan(1.95 / Math.sqrt(count));
  }

  @ParameterizedTest
  @FieldSource("CASES")
  void distributionFunctionDensityAndInverseFitTogether(Case each) {
    NoiseLaw law = each.law();
    NoiseSupport support = law.support();
    for (double q : new double[] {1e-3, 0.05, 0.3, 0.5, 0.77, 0.999}) {
      double rho = law.rho(q);
      assertThat(support.contains(rho)).isTrue();
      assertThat(law.cdf(rho)).isCloseTo(q, within(1e-9));
      assertThat(law.cdf(rho)).isCloseTo(each.cdf().applyAsDouble(rho), within(1e-8));
      double mass =
          integral(
              x -> law.density(Math.exp(x)) * Math.exp(x),
              Math.log(support.lowest()),
              Math.log(rho));
      assertThat(mass).isCloseTo(q, within(1e-6));
    }
  }

  @ParameterizedTest
  @FieldSource("CASES")
  void nothingLiesOutsideTheSupport(Case each) {
    NoiseLaw law = each.law();
    double lowest = law.support().lowest();
    double highest = law.support().highest();
    assertThat(law.rho(0)).isCloseTo(lowest, within(1e-9 * lowest));
    assertThat(law.rho(Math.nextDown(1.0))).isCloseTo(highest, within(1e-6 * highest));
    for (double rho : new double[] {lowest / 2, highest * 2}) {
      assertThat(law.density(rho)).isZero();
      assertThat(law.cdf(rho)).isEqualTo(rho < lowest ? 0 : 1);
    }
  }

  @Test
  void aSingleLevelIsDrawnAlways() {
    NoiseLaw law = new SingleLevel(0.7);
    assertThat(law.rho(0)).isEqualTo(law.rho(0.99)).isEqualTo(0.7);
    assertThat(law.cdf(0.69)).isZero();
    assertThat(law.cdf(0.7)).isEqualTo(1);
    assertThat(law.density(0.7)).isInfinite();
    assertThat(law.density(0.71)).isZero();
    assertThat(law.support().single()).isTrue();
  }

  /** What the method's description says of the law. */
  @Test
  void uniformLevelsAreMostlyHighNoise() {
    assertThat(1 - new UniformLevel(RANGE).cdf(1)).isCloseTo(0.98, within(1e-3));
  }

  /** Tables of the normal distribution, to the last digits. */
  @ParameterizedTest
  @CsvSource({
    "0, 0.5",
    "1, 0.84134474606854293",
    "-2, 0.022750131948179207",
    "3.5, 0.99976737092096446",
    "-5, 2.8665157187919391e-7",
    "-8, 6.2209605742717841e-16"
  })
  void theNormalDistributionIsThatOfTables(double z, double probability) {
    assertThat(NormalDistribution.cdf(z)).isCloseTo(probability, within(1e-13 * probability));
    assertThat(NormalDistribution.inverse(probability, -10, 10)).isCloseTo(z, within(1e-11));
  }
}
