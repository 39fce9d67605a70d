package io.diffrep.sde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.diffrep.sde.ProbabilityFlow.Method;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.commons.math3.stat.regression.SimpleRegression;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The flow of laws whose score is known, with static codes. */
class ProbabilityFlowTest {
  private static final double HIGHEST = 50;
  private static final double LOWEST = 0.01;

  private static final GaussianLaw GAUSSIAN =
      new GaussianLaw(new double[] {0.5, -1, 0.2}, new double[] {0.04, 0.5, 2});

  /** Its mean is 0 and no component is like another. */
  private static final MixtureLaw MIXTURE =
      new MixtureLaw(
          new double[] {0.5, 0.3, 0.2}, new double[][] {{-1, 0.2}, {1, 0.8}, {1, -1.7}}, 0.25);

  private static double[][] noise(double rho, int count, int pixels) {
    return new StartNoise.Gaussian(rho).draw(11, LongStream.range(0, count).toArray(), pixels);
  }

  private static ProbabilityFlow heun(NoiseSchedule schedule) {
    return new ProbabilityFlow(schedule, Method.HEUN);
  }

  private static double[][] images(Solver solver, ScoreFunction function, double[][] y) {
    return solver.toImages(function, y, new long[0], done -> {});
  }

  private static double largest(double[][] one, double[][] other) {
    double largest = 0;
    for (int i = 0; i < one.length; i++) {
      for (int p = 0; p < one[i].length; p++) {
        largest = Math.max(largest, Math.abs(one[i][p] - other[i][p]));
      }
    }
    return largest;
  }

  /** Runge and Kutta's method of order 4, in {@code log rho}: {@code dy / d log rho = y - D}. */
  private static double[][] rungeKutta(ScoreFunction function, double[][] y, double to) {
    int steps = 2000;
    double step = Math.log(to / HIGHEST) / steps;
    double[][] now = y;
    for (int i = 0; i < steps; i++) {
      double rho = HIGHEST * Math.exp(i * step);
      double middle = rho * Math.exp(step / 2);
      double end = rho * Math.exp(step);
      double[][] k1 = plus(now, -1, function.denoised(now, rho));
      double[][] y2 = plus(now, step / 2, k1);
      double[][] k2 = plus(y2, -1, function.denoised(y2, middle));
      double[][] y3 = plus(now, step / 2, k2);
      double[][] k3 = plus(y3, -1, function.denoised(y3, middle));
      double[][] y4 = plus(now, step, k3);
      double[][] k4 = plus(y4, -1, function.denoised(y4, end));
      now = plus(plus(now, step / 6, plus(k1, 1, k4)), step / 3, plus(k2, 1, k3));
    }
    return now;
  }

  private static double[][] plus(double[][] a, double factor, double[][] b) {
    return IntStream.range(0, a.length)
        .mapToObj(
            i ->
                IntStream.range(0, a[i].length)
                    .mapToDouble(p -> a[i][p] + factor * b[i][p])
                    .toArray())
        .toArray(double[][]::new);
  }

  @Test
  void theScoreIsTheGradientOfTheLogDensity() {
    double[][] y = {{0.3, -0.4}, {2, 1}};
    double h = 1e-5;
    for (double rho : new double[] {0.1, 1, 20}) {
      double[][] score = MIXTURE.score(y, rho);
      for (int i = 0; i < y.length; i++) {
        for (int p = 0; p < 2; p++) {
          double[] above = y[i].clone();
          double[] below = y[i].clone();
          above[p] += h;
          below[p] -= h;
          double slope = (MIXTURE.logDensity(above, rho) - MIXTURE.logDensity(below, rho)) / 2 / h;
          assertThat(score[i][p]).isCloseTo(slope, within(1e-6 * (1 + Math.abs(slope))));
        }
      }
    }
  }

  /** 100 steps of Heun's method: points of size 1 to two thousandths. */
  @Test
  void pointsOfAGaussianGoWhereTheClosedFormSays() {
    double[][] y = noise(HIGHEST, 20, 3);
    for (NoiseSchedule schedule :
        new NoiseSchedule[] {
          NoiseSchedule.edm(HIGHEST, LOWEST, 101), NoiseSchedule.logUniform(HIGHEST, LOWEST, 101)
        }) {
      assertThat(largest(images(heun(schedule), GAUSSIAN, y), GAUSSIAN.transported(y, 50, 0.01)))
          .isLessThan(2e-3);
    }
  }

  @Test
  void pointsOfAMixtureGoWhereAFineIntegrationSays() {
    double[][] y = noise(HIGHEST, 20, 2);
    double[][] fine = rungeKutta(MIXTURE, y, LOWEST);
    NoiseSchedule schedule = NoiseSchedule.edm(HIGHEST, LOWEST, 401);
    assertThat(largest(images(heun(schedule), MIXTURE, y), fine)).isLessThan(2e-4);
  }

  /** The slope of the logarithm of the error against that of the number of steps. */
  @ParameterizedTest
  @CsvSource({"EULER, 1", "HEUN, 2"})
  void theErrorFallsWithTheMethodsOrder(Method method, double order) {
    double[][] noise = noise(HIGHEST, 10, 3);
    double[][] expected = GAUSSIAN.transported(noise, HIGHEST, LOWEST);
    double[][] mixed = noise(HIGHEST, 10, 2);
    double[][] fine = rungeKutta(MIXTURE, mixed, LOWEST);
    SimpleRegression gaussian = new SimpleRegression();
    SimpleRegression mixture = new SimpleRegression();
    for (int steps = 100; steps <= 1600; steps *= 2) {
      NoiseSchedule schedule = NoiseSchedule.logUniform(HIGHEST, LOWEST, steps + 1);
      ProbabilityFlow flow = new ProbabilityFlow(schedule, method);
      double error = largest(images(flow, GAUSSIAN, noise), expected);
      gaussian.addData(Math.log(steps), Math.log(error));
      error = largest(images(flow, MIXTURE, mixed), fine);
      mixture.addData(Math.log(steps), Math.log(error));
    }
    assertThat(-gaussian.getSlope()).isCloseTo(order, within(0.1));
    assertThat(-mixture.getSlope()).isCloseTo(order, within(0.2));
  }

  /**
   * Up to noise and down again: images to a hundred-thousandth, and noise, which is 50 times as
   * large, to two ten-thousandths.
   */
  @Test
  void theFlowIsReversible() {
    double[][] y = noise(HIGHEST, 20, 2);
    ProbabilityFlow flow = heun(NoiseSchedule.edm(HIGHEST, LOWEST, 401));
    double[][] images = images(flow, MIXTURE, y);
    double[][] back = flow.toNoise(MIXTURE, images, done -> {});
    assertThat(largest(back, y)).isLessThan(2e-4);
    assertThat(largest(images(flow, MIXTURE, back), images)).isLessThan(1e-5);
  }

  /**
   * From a clean image and back to one: the denoising step draws a point at distance d from a
   * Gaussian's mean nearer by d rho^2 / s^2 / 2, here 0.0008 d.
   */
  @Test
  void aCleanImageComesBack() {
    double[][] images = {{-1.2, 0.3}, {1.1, 0.5}, {0.8, -1.5}};
    ProbabilityFlow flow = heun(NoiseSchedule.edm(HIGHEST, LOWEST, 401).denoising());
    double[][] noise = flow.toNoise(MIXTURE, images, done -> {});
    assertThat(largest(noise, images)).isGreaterThan(10);
    assertThat(largest(images(flow, MIXTURE, noise), images)).isLessThan(5e-4);
  }

  /** The last step is one evaluation, whose result is the image. */
  @ParameterizedTest
  @CsvSource({"EULER", "HEUN"})
  void theLastStepDenoises(Method method) {
    double[][] y = noise(0.3, 5, 2);
    NoiseSchedule schedule = NoiseSchedule.of(0.3, 0);
    assertThat(
            largest(
                images(new ProbabilityFlow(schedule, method), MIXTURE, y),
                MIXTURE.denoised(y, 0.3)))
        .isLessThan(1e-15);
  }

  /** The flow of the variance-preserving process, in its own {@code x_t} and {@code t}. */
  private static double[][] variancePreserving(double[][] y, double from, double to) {
    int steps = 8000;
    double step = (to - from) / steps;
    double[][] now = plus(y, Math.exp(-integral(from) / 2) - 1, y);
    for (int i = 0; i < steps; i++) {
      double t = from + i * step;
      double[][] k1 = drift(now, t);
      double[][] k2 = drift(plus(now, step / 2, k1), t + step / 2);
      now = plus(now, step, k2);
    }
    return plus(now, Math.exp(integral(to) / 2) - 1, now);
  }

  /** {@code -beta (x + score) / 2}. */
  private static double[][] drift(double[][] x, double t) {
    double alpha = Math.exp(-integral(t) / 2);
    double variance = 1 - alpha * alpha;
    double[][] denoised = MIXTURE.denoised(plus(x, 1 / alpha - 1, x), Math.sqrt(variance) / alpha);
    double[][] plusScore = plus(plus(x, -1 / variance, x), alpha / variance, denoised);
    double beta = 0.1 + t * 19.9;
    return plus(plusScore, -beta / 2 - 1, plusScore);
  }

  /** Of beta, which goes from 0.1 to 20. */
  private static double integral(double t) {
    return 0.1 * t + 9.95 * t * t;
  }

  @Test
  void theLevelsOfBothProcessesReachTheSamePoints() {
    double from = 0.88;
    double to = 0.001;
    int steps = 800;
    double[] levels =
        IntStream.rangeClosed(0, steps)
            .mapToDouble(i -> Math.sqrt(Math.expm1(integral(from + i * (to - from) / steps))))
            .toArray();
    double[][] y = noise(levels[0], 10, 2);
    double[][] preserved = variancePreserving(y, from, to);
    double[][] preserving = images(heun(NoiseSchedule.of(levels)), MIXTURE, y);
    double[][] exploding =
        images(
            heun(
                NoiseSchedule.uniformTime(
                    new VarianceExploding(LOWEST, HIGHEST), levels[0], levels[steps], steps + 1)),
            MIXTURE,
            y);
    assertThat(largest(preserving, preserved)).isLessThan(1e-3);
    assertThat(largest(exploding, preserved)).isLessThan(1e-4);
  }

  /** An entry's own error is the root of (S_ii S_jj + S_ij^2) / n: five of them. */
  @Test
  void samplesHaveTheMomentsOfAGaussian() {
    int count = 20_000;
    NoiseSchedule schedule = NoiseSchedule.edm(80, LOWEST, 80).denoising();
    double[][] samples = images(heun(schedule), GAUSSIAN, noise(80, count, 3));
    double[] mean = {0.5, -1, 0.2};
    for (int p = 0; p < 3; p++) {
      int row = p;
      double average = Arrays.stream(samples).mapToDouble(s -> s[row]).average().orElseThrow();
      double error = Math.sqrt(GAUSSIAN.covariance(p, p) / count);
      assertThat(average).isCloseTo(mean[p], within(5 * error));
      for (int q = 0; q < 3; q++) {
        int column = q;
        double covariance =
            Arrays.stream(samples)
                .mapToDouble(s -> (s[row] - mean[row]) * (s[column] - mean[column]))
                .average()
                .orElseThrow();
        double expected = GAUSSIAN.covariance(p, q);
        error =
            Math.sqrt(
                (GAUSSIAN.covariance(p, p) * GAUSSIAN.covariance(q, q) + expected * expected)
                    / count);
        assertThat(covariance).isCloseTo(expected, within(5 * error));
      }
    }
  }

  /** Five deviations of a share of n, and of a component's mean and variance. */
  @Test
  void samplesHaveTheSharesAndMomentsOfAMixture() {
    int count = 20_000;
    NoiseSchedule schedule = NoiseSchedule.edm(80, LOWEST, 80).denoising();
    double[][] samples = images(heun(schedule), MIXTURE, noise(80, count, 2));
    for (int k = 0; k < 3; k++) {
      int component = k;
      double share = MIXTURE.shares()[k];
      double[][] own =
          Arrays.stream(samples)
              .filter(s -> MIXTURE.nearest(s) == component)
              .toArray(double[][]::new);
      assertThat((double) own.length / count)
          .isCloseTo(share, within(5 * Math.sqrt(share * (1 - share) / count)));
      for (int p = 0; p < 2; p++) {
        int pixel = p;
        double expected = MIXTURE.means()[k][p];
        double mean = Arrays.stream(own).mapToDouble(s -> s[pixel]).average().orElseThrow();
        double variance =
            Arrays.stream(own)
                .mapToDouble(s -> (s[pixel] - expected) * (s[pixel] - expected))
                .average()
                .orElseThrow();
        assertThat(mean).isCloseTo(expected, within(5 * 0.25 / Math.sqrt(own.length)));
        assertThat(variance).isCloseTo(0.0625, within(5 * 0.0625 * Math.sqrt(2.0 / own.length)));
      }
    }
  }
}
