package io.diffrep.sde;

import java.util.function.LongConsumer;

/**
 * The probability-flow ODE, {@code dy / d rho = (y - D(y, rho)) / rho} (Song et al. 2021, arXiv
 * 2011.13456, eq. 13; Karras et al. 2022, arXiv 2206.00364, eq. 1 and algorithm 1, without churn):
 * it carries the law of perturbed images at one level to that at another, and in {@code y} and
 * {@code rho} it is the same for every noise process. The last step of a schedule that denoises
 * gives {@code D}, whatever the method.
 *
 * @param schedule the levels
 * @param method how a step is made
 */
public record ProbabilityFlow(NoiseSchedule schedule, Method method) implements Solver {
  /** How a step is made. */
  public enum Method {
    /** One evaluation a step; the error falls as the number of steps. */
    EULER,
    /** Two evaluations a step; the error falls as the square of the number of steps. */
    HEUN
  }

  @Override
  public long evaluations() {
    long steps = schedule.steps();
    return method == Method.EULER ? steps : 2 * steps - (schedule.denoises() ? 1 : 0);
  }

  /** How often a run from images to noise evaluates the score function. */
  public long evaluationsToNoise() {
    // The slope at 0 is known.
    return evaluations() - (schedule.denoises() && method == Method.EULER ? 1 : 0);
  }

  @Override
  public double[][] toImages(
      ScoreFunction function, double[][] y, long[] images, LongConsumer evaluated) {
    return toImages(function, y, evaluated);
  }

  /** Solves from noise to images, as {@link Solver#toImages} does; no noise is drawn. */
  public double[][] toImages(ScoreFunction function, double[][] y, LongConsumer evaluated) {
    Evaluations evaluations = new Evaluations(function, evaluated);
    double[][] now = y;
    for (int step = 0; step < schedule.steps(); step++) {
      now = advanced(evaluations, now, schedule.rho(step), schedule.rho(step + 1));
    }
    return now;
  }

  /**
   * Solves from images to the noise that {@link #toImages} would make them of: the same levels the
   * other way. Ends where the calling task is cancelled.
   *
   * @param function the model, with the codes of these images
   * @param images clean images if the schedule denoises, else perturbed ones at its lowest level,
   *     {@code [batch][pixels]}; stay as they are
   * @param evaluated is told the number of evaluations that are done, after each
   * @return {@code y} at the schedule's highest level, {@code [batch][pixels]}
   * @throws IllegalStateException if the function gives pixels that are not finite, or not as many
   *     as it was given
   */
  public double[][] toNoise(ScoreFunction function, double[][] images, LongConsumer evaluated) {
    Evaluations evaluations = new Evaluations(function, evaluated);
    double[][] now = images;
    for (int step = schedule.steps(); step > 0; step--) {
      now = advanced(evaluations, now, schedule.rho(step), schedule.rho(step - 1));
    }
    return now;
  }

  private double[][] advanced(Evaluations evaluations, double[][] y, double from, double to) {
    double[][] slope = slope(evaluations, y, from);
    double[][] there = sum(y, to - from, slope);
    if (method == Method.EULER || to == 0) {
      return there;
    }
    double[][] slopes = sum(slope, 1, slope(evaluations, there, to));
    return sum(y, 0.5 * (to - from), slopes);
  }

  private static double[][] slope(Evaluations evaluations, double[][] y, double rho) {
    if (rho == 0) {
      // It is -rho times the score.
      return sum(y, -1, y);
    }
    double[][] slope = sum(y, -1, evaluations.denoised(y, rho));
    for (double[] image : slope) {
      for (int p = 0; p < image.length; p++) {
        image[p] /= rho;
      }
    }
    return slope;
  }

  /** {@code a + factor b}. */
  private static double[][] sum(double[][] a, double factor, double[][] b) {
    double[][] sum = new double[a.length][];
    for (int i = 0; i < a.length; i++) {
      sum[i] = new double[a[i].length];
      for (int p = 0; p < a[i].length; p++) {
        sum[i][p] = a[i][p] + factor * b[i][p];
      }
    }
    return sum;
  }
}
