package io.diffrep.train;

import java.util.List;
import java.util.Locale;

/**
 * Stops a training that has diverged, before its round is taken over: a loss, a weight or a moment
 * that is no number, or a loss that explodes.
 *
 * <p>A loss explodes when a round's mean exceeds the lowest smoothed loss so far by a factor, once
 * the learning rate has been warmed up (until then the loss falls from what an untrained network
 * has, and the lowest means nothing). The lowest, not the last: a loss that creeps up over many
 * rounds is found, too. The smoothed loss is a moving average over about ten rounds, since the mean
 * of a short round depends on the noise levels that it happened to draw.
 *
 * <p>The default factor of 20 lies above what can happen to a sound training under unit weights.
 * The network's target has unit variance, so that with unit weight an image costs about as much as
 * it has pixels while nothing is learned, and always at the lowest noise levels, where nothing can
 * be; trained, it costs about a ninth of that at the levels that are learned best (83 of 784 on
 * Fashion-MNIST). So even a round of one image at the worst level stays below the factor, and what
 * is above it is worse than no training at all. Weights that differ between levels by orders of
 * magnitude ({@code paper} with laws of mostly high levels) make single images count as much as
 * hundreds: rounds of a few images may then need a higher factor. Losses that can vanish are taken
 * for no lower than a floor ({@link Objective#lossFloor}).
 */
final class DivergenceGuard implements RoundListener {
  private static final double SMOOTHING = 0.1;

  private final TrainSettings settings;
  private final String directory;
  private final double floor;
  private double smoothed = Double.NaN;
  private double lowest = Double.POSITIVE_INFINITY;

  /**
   * @param directory where the model lies, for messages
   * @param floor the loss that lower ones are taken for
   * @param history the rounds that an earlier process has done
   */
  DivergenceGuard(
      TrainSettings settings, String directory, double floor, List<RoundReport> history) {
    this.settings = settings;
    this.directory = directory;
    this.floor = floor;
    history.forEach(this::end);
  }

  @Override
  public void averaged(Round round, RoundResult result) {
    double factor = settings.guards().explosionFactor();
    if (!Double.isFinite(result.loss())) {
      throw diverged(round, "the loss is " + result.loss());
    }
    if (!isFinite(result.parameters())) {
      throw diverged(round, "a weight is no finite number");
    }
    if (!isFinite(result.updater())) {
      throw diverged(round, "a moment of the optimiser is no finite number");
    }
    if (factor > 0 && result.loss() > factor * lowest) {
      throw diverged(
          round,
          String.format(
              Locale.ROOT,
              "the loss is %.4g, more than train.explosion-factor = %.4g times the lowest so far,"
                  + " %.4g%s",
              result.loss(),
              factor,
              lowest,
              lowest == floor ? " (lower ones are taken for that)" : ""));
    }
  }

  private static boolean isFinite(float[] vector) {
    for (float value : vector) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void end(RoundReport report) {
    if (report.images() >= settings.warmUpImages()) {
      smoothed =
          Double.isNaN(smoothed)
              ? report.loss()
              : smoothed + SMOOTHING * (report.loss() - smoothed);
      lowest = Math.min(lowest, Math.max(floor, smoothed));
    }
  }

  private IllegalStateException diverged(Round round, String what) {
    return new IllegalStateException(
        what
            + " in round "
            + round.number()
            + ": the training has diverged. Lower train.learning-rate (now "
            + settings.learningRate()
            + ") or train.clip (now "
            + settings.clip()
            + "), or raise train.warm-up-images (now "
            + settings.warmUpImages()
            + "), and begin anew (train --fresh, or in another directory). If the loss was sound and"
            + " only jumps, as that of few images at rare noise levels does, raise"
            + " train.explosion-factor and run again: the training goes on with the state before"
            + " this round, which is the newest checkpoint in "
            + directory);
  }
}
