package io.diffrep.sde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Samples of laws whose score is known, in as many dimensions as images have: n of them add 2 / n
 * to the variance, since norms scatter.
 */
class PredictorCorrectorTest {
  private static final int PIXELS = 1024;
  private static final double HIGHEST = 50;

  /** The variances of the two halves of the eigenvectors. */
  private static final double[] VARIANCES = {0.1, 1};

  private static final GaussianLaw GAUSSIAN = gaussian();

  private static GaussianLaw gaussian() {
    double[] mean = new double[PIXELS];
    double[] eigenvalues = new double[PIXELS];
    for (int p = 0; p < PIXELS; p++) {
      mean[p] = Math.sin(p);
      eigenvalues[p] = VARIANCES[p % 2];
    }
    return new GaussianLaw(mean, eigenvalues);
  }

  private static double[][] samples(
      PredictorCorrector solver, ScoreFunction function, int count, int pixels) {
    long[] images = LongStream.range(0, count).toArray();
    double[][] y = new StartNoise.Gaussian(HIGHEST).draw(3, images, pixels);
    return solver.toImages(function, y, images, done -> {});
  }

  /** Variance of the samples along every second eigenvector. */
  private static double variance(double[][] samples, int half) {
    double sum = 0;
    for (double[] sample : samples) {
      double[] along = GAUSSIAN.along(sample);
      for (int k = half; k < PIXELS; k += 2) {
        sum += along[k] * along[k];
      }
    }
    return sum / samples.length / (PIXELS / 2);
  }

  /**
   * The variances that the discretised steps have in a Gaussian of many dimensions, where norms are
   * what they are expected to be. With {@code v = lambda + rho^2} the score is {@code -(y - m) /
   * v}: prediction makes {@code V} into {@code (1 - d / v)^2 V + d}, {@code d} the fall of {@code
   * rho^2}, and a Langevin step of size {@code e} into {@code (1 - e / v)^2 V + 2 e}, {@code e = 2
   * r^2 / mean(V / v^2)}.
   */
  private static double[] expected(NoiseSchedule schedule, int corrections, double ratio) {
    double[] now = {HIGHEST * HIGHEST, HIGHEST * HIGHEST};
    for (int step = 0; step < schedule.steps(); step++) {
      double from = schedule.rho(step) * schedule.rho(step);
      double to = schedule.rho(step + 1) * schedule.rho(step + 1);
      for (int half = 0; half < 2; half++) {
        double kept = 1 - (from - to) / (VARIANCES[half] + from);
        now[half] = kept * kept * now[half] + (to > 0 ? from - to : 0);
      }
      for (int i = 0; to > 0 && i < corrections; i++) {
        double score = 0;
        for (int half = 0; half < 2; half++) {
          score += now[half] / Math.pow(VARIANCES[half] + to, 2) / 2;
        }
        double size = 2 * ratio * ratio / score;
        for (int half = 0; half < 2; half++) {
          double kept = 1 - size / (VARIANCES[half] + to);
          now[half] = kept * kept * now[half] + 2 * size;
        }
      }
    }
    return now;
  }

  /** Five deviations of a variance of so many numbers, and a hundredth: norms scatter. */
  @ParameterizedTest
  @CsvSource({"0, 0.16", "1, 0.16", "3, 0.3"})
  void samplesOfAGaussianHaveTheVarianceThatTheStepsGive(int corrections, double ratio) {
    int count = 100;
    NoiseSchedule schedule = NoiseSchedule.logUniform(HIGHEST, 0.1, 60);
    double[] expected = expected(schedule, corrections, ratio);
    double[][] samples =
        samples(new PredictorCorrector(schedule, corrections, ratio, 5), GAUSSIAN, count, PIXELS);
    for (int half = 0; half < 2; half++) {
      double error = 5 * Math.sqrt(2.0 / (count * PIXELS / 2)) + 0.01;
      assertThat(variance(samples, half) / expected[half]).isCloseTo(1, within(error));
    }
  }

  /**
   * Five deviations, and what the steps are known to add to the variance: at most a factor of 1 +
   * r^2 by the corrector; 300 levels leave less of the predictor.
   */
  @Test
  void samplesHaveTheMomentsOfAGaussian() {
    int count = 60;
    NoiseSchedule schedule = NoiseSchedule.logUniform(HIGHEST, 0.01, 300).denoising();
    double[][] samples =
        samples(new PredictorCorrector(schedule, 1, 0.16, 6), GAUSSIAN, count, PIXELS);
    for (int half = 0; half < 2; half++) {
      double error = 5 * Math.sqrt(2.0 / (count * PIXELS / 2)) + 0.16 * 0.16;
      assertThat(variance(samples, half) / VARIANCES[half]).isCloseTo(1, within(error));
    }
    for (int p = 0; p < PIXELS; p++) {
      int pixel = p;
      double mean = Arrays.stream(samples).mapToDouble(s -> s[pixel]).average().orElseThrow();
      double deviation = Math.sqrt(GAUSSIAN.covariance(p, p) / count);
      assertThat(mean).isCloseTo(Math.sin(p), within(5 * deviation));
    }
  }

  /** Five deviations of a share of n, of a mean, and of a variance with what the steps add. */
  @Test
  void samplesHaveTheSharesAndMomentsOfAMixture() {
    int count = 500;
    int pixels = 256;
    double[] shares = {0.6, 0.4};
    double[][] means = new double[2][pixels];
    for (int p = 0; p < pixels; p++) {
      means[0][p] = -0.2 * (p % 2 == 0 ? 1 : -1);
      means[1][p] = 0.3 * (p % 2 == 0 ? 1 : -1);
    }
    MixtureLaw mixture = new MixtureLaw(shares, means, 0.5);
    NoiseSchedule schedule = NoiseSchedule.logUniform(HIGHEST, 0.01, 200).denoising();
    double[][] samples =
        samples(new PredictorCorrector(schedule, 1, 0.16, 7), mixture, count, pixels);
    for (int k = 0; k < 2; k++) {
      int component = k;
      double[][] own =
          Arrays.stream(samples)
              .filter(s -> mixture.nearest(s) == component)
              .toArray(double[][]::new);
      assertThat((double) own.length / count)
          .isCloseTo(shares[k], within(5 * Math.sqrt(0.24 / count)));
      double variance = 0;
      for (int p = 0; p < pixels; p++) {
        int pixel = p;
        double expected = means[k][p];
        double mean = Arrays.stream(own).mapToDouble(s -> s[pixel]).average().orElseThrow();
        assertThat(mean).isCloseTo(expected, within(5 * 0.5 / Math.sqrt(own.length)));
        variance +=
            Arrays.stream(own)
                    .mapToDouble(s -> (s[pixel] - expected) * (s[pixel] - expected))
                    .average()
                    .orElseThrow()
                / pixels;
      }
      double error = 5 * Math.sqrt(2.0 / (own.length * pixels)) + 0.16 * 0.16;
      assertThat(variance / 0.25).isCloseTo(1, within(error));
    }
  }

  /** One step of algorithm 2 and one of algorithm 4, as the paper writes them. */
  @Test
  void aStepIsThePapers() {
    double[][] y = new StartNoise.Gaussian(2).draw(3, new long[] {9}, PIXELS);
    PredictorCorrector solver = new PredictorCorrector(NoiseSchedule.of(2, 1), 1, 0.16, 4);
    double[][] image = solver.toImages(GAUSSIAN, y, new long[] {9}, done -> {});

    float[] z = new float[2 * PIXELS];
    ImageStreams.solver(4, 9).normal(z, 0, z.length);
    double[] score = GAUSSIAN.score(y, 2)[0];
    double[][] predicted = new double[1][PIXELS];
    for (int p = 0; p < PIXELS; p++) {
      predicted[0][p] = y[0][p] + (4 - 1) * score[p] + Math.sqrt(4 - 1) * z[p];
    }
    double[] g = GAUSSIAN.score(predicted, 1)[0];
    double[] corrector = new double[PIXELS];
    for (int p = 0; p < PIXELS; p++) {
      corrector[p] = z[PIXELS + p];
    }
    double epsilon = 2 * Math.pow(0.16 * norm(corrector) / norm(g), 2);
    assertThat(epsilon * norm(g) / (Math.sqrt(2 * epsilon) * norm(corrector)))
        .isCloseTo(0.16, within(1e-12));
    for (int p = 0; p < PIXELS; p++) {
      assertThat(image[0][p])
          .isCloseTo(
              predicted[0][p] + epsilon * g[p] + Math.sqrt(2 * epsilon) * corrector[p],
              within(1e-12));
    }
  }

  private static double norm(double[] vector) {
    return Math.sqrt(Arrays.stream(vector).map(v -> v * v).sum());
  }

  @Test
  void theLastStepDenoises() {
    double[][] y = new StartNoise.Gaussian(0.3).draw(3, new long[] {0, 1}, PIXELS);
    PredictorCorrector solver = new PredictorCorrector(NoiseSchedule.of(0.3, 0), 2, 0.16, 1);
    double[][] image = solver.toImages(GAUSSIAN, y, new long[] {0, 1}, done -> {});
    double[][] expected = GAUSSIAN.denoised(y, 0.3);
    for (int i = 0; i < 2; i++) {
      assertThat(image[i]).containsExactly(expected[i], within(1e-15));
    }
  }

  @Test
  void theSeedAndTheIndexNameAnImagesNoise() {
    NoiseSchedule schedule = NoiseSchedule.edm(HIGHEST, 0.1, 10);
    double[][] y = new double[2][PIXELS];
    PredictorCorrector one = new PredictorCorrector(schedule, 1, 0.16, 1);
    PredictorCorrector other = new PredictorCorrector(schedule, 1, 0.16, 2);
    double[][] images = one.toImages(GAUSSIAN, y, new long[] {4, 5}, done -> {});
    assertThat(images[0]).isNotEqualTo(images[1]);
    assertThat(other.toImages(GAUSSIAN, y, new long[] {4, 5}, done -> {})[0])
        .isNotEqualTo(images[0]);
    assertThat(one.toImages(GAUSSIAN, y, new long[] {5, 4}, done -> {})[1]).isEqualTo(images[0]);
  }

  /** There is nothing to divide by; the noise drawn and not used leaves the others' alone. */
  @Test
  void aScoreOfZeroIsNoStep() {
    ScoreFunction flat = (y, rho) -> y;
    PredictorCorrector solver = new PredictorCorrector(NoiseSchedule.of(2, 1, 0), 3, 0.16, 1);
    double[][] image = solver.toImages(flat, new double[1][PIXELS], new long[1], done -> {});
    assertThat(Arrays.stream(image[0]).map(v -> v * v).sum() / 3 / PIXELS)
        .isCloseTo(1, within(5 * Math.sqrt(2.0 / PIXELS)));
  }

  @Test
  void whatCannotBeIsRefused() {
    NoiseSchedule schedule = NoiseSchedule.of(1, 0);
    assertThatThrownBy(() -> new PredictorCorrector(schedule, -1, 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("correctorSteps: -1")
        .hasMessageContaining("signalToNoise: 0");
    PredictorCorrector solver = new PredictorCorrector(schedule, 1, 0.16, 1);
    assertThatThrownBy(() -> solver.toImages(GAUSSIAN, new double[2][4], new long[1], done -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 indices for 2 images");
  }
}
