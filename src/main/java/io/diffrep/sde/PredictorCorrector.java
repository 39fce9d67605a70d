package io.diffrep.sde;

import io.diffrep.runtime.Requirements;
import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * The reverse-time SDE of the variance-exploding process, discretised (Song et al. 2021, arXiv
 * 2011.13456): a step of reverse diffusion to the next level (appendix E), then at that level steps
 * of Langevin dynamics (appendix G, algorithms 2 and 4), which bring the images closer to its law.
 * The last step of a schedule that denoises gives {@code D}, without noise and correction. It takes
 * hundreds of levels where {@link ProbabilityFlow} takes tens.
 *
 * <p>The size of a Langevin step follows from the norms of an image's own noise and score, as in
 * the paper; its authors' program takes the means over the batch, which would make an image depend
 * on its neighbours. A signal-to-noise ratio of {@code r} leaves the variance of a Gaussian in
 * {@code n} dimensions too large by a factor of about {@code 1 + r^2 + 2 / n}, the last since norms
 * scatter: it is a method for images, not for the plane.
 *
 * @param schedule the levels
 * @param correctorSteps Langevin steps at each level, at least 0
 * @param signalToNoise norm of what a Langevin step adds along the score against the norm of the
 *     noise that it adds; above 0
 * @param seed of all noise
 */
public record PredictorCorrector(
    NoiseSchedule schedule, int correctorSteps, double signalToNoise, long seed) implements Solver {
  /** The paper's signal-to-noise ratio for images under the variance-exploding process. */
  public static final double SIGNAL_TO_NOISE = 0.16;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a component is out of range
   */
  public PredictorCorrector {
    new Requirements()
        .atLeast("correctorSteps", correctorSteps, 0)
        .positive("signalToNoise", signalToNoise)
        .enforce();
  }

  @Override
  public long evaluations() {
    long corrected = schedule.steps() - (schedule.denoises() ? 1 : 0);
    return schedule.steps() + correctorSteps * corrected;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if there is not one index for each image
   */
  @Override
  public double[][] toImages(
      ScoreFunction function, double[][] y, long[] images, LongConsumer evaluated) {
    if (images.length != y.length) {
      throw new IllegalArgumentException(
          "%d indices for %d images; each needs one".formatted(images.length, y.length));
    }
    Evaluations evaluations = new Evaluations(function, evaluated);
    NoiseStream[] streams =
        Arrays.stream(images)
            .mapToObj(image -> ImageStreams.solver(seed, image))
            .toArray(NoiseStream[]::new);
    double[][] now = Arrays.stream(y).map(double[]::clone).toArray(double[][]::new);
    for (int step = 0; step < schedule.steps(); step++) {
      double to = schedule.rho(step + 1);
      predict(evaluations, now, schedule.rho(step), to, streams);
      for (int i = 0; to > 0 && i < correctorSteps; i++) {
        correct(evaluations, now, to, streams);
      }
    }
    return now;
  }

  private static void predict(
      Evaluations evaluations, double[][] y, double from, double to, NoiseStream[] streams) {
    double[][] denoised = evaluations.denoised(y, from);
    double variance = (from - to) * (from + to);
    double share = variance / (from * from);
    double deviation = to > 0 ? Math.sqrt(variance) : 0;
    for (int i = 0; i < y.length; i++) {
      float[] noise = to > 0 ? normal(streams[i], y[i].length) : new float[y[i].length];
      for (int p = 0; p < y[i].length; p++) {
        y[i][p] += share * (denoised[i][p] - y[i][p]) + deviation * noise[p];
      }
    }
  }

  private void correct(Evaluations evaluations, double[][] y, double rho, NoiseStream[] streams) {
    double[][] denoised = evaluations.denoised(y, rho);
    for (int i = 0; i < y.length; i++) {
      float[] noise = normal(streams[i], y[i].length);
      double noiseNorm = 0;
      double scoreNorm = 0;
      for (int p = 0; p < y[i].length; p++) {
        double score = (denoised[i][p] - y[i][p]) / (rho * rho);
        noiseNorm += (double) noise[p] * noise[p];
        scoreNorm += score * score;
      }
      if (scoreNorm == 0) {
        // A maximum of the density, where there is no scale to take a step by.
        continue;
      }
      double size = 2 * signalToNoise * signalToNoise * noiseNorm / scoreNorm;
      double deviation = Math.sqrt(2 * size);
      for (int p = 0; p < y[i].length; p++) {
        double score = (denoised[i][p] - y[i][p]) / (rho * rho);
        y[i][p] += size * score + deviation * noise[p];
      }
    }
  }

  private static float[] normal(NoiseStream stream, int pixels) {
    float[] noise = new float[pixels];
    stream.normal(noise, 0, pixels);
    return noise;
  }
}
