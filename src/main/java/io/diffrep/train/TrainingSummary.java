package io.diffrep.train;

import java.util.Locale;

/**
 * How a training went.
 *
 * @param model where the model lies
 * @param workers replicas that were averaged
 * @param rounds rounds done
 * @param images images seen, repeats counted
 * @param trainingImages images of the split
 * @param loss mean loss of the last round
 * @param seconds duration of all rounds
 */
public record TrainingSummary(
    String model,
    int workers,
    int rounds,
    long images,
    long trainingImages,
    double loss,
    double seconds) {
  /** One line for a console. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "trained on %,d images (%,d seen) with %d workers in %d rounds and %.0f s"
            + " (%.0f images/s), last loss %.2f: %s",
        trainingImages,
        images,
        workers,
        rounds,
        seconds,
        images / seconds,
        loss,
        model);
  }
}
