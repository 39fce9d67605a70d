package io.diffrep.bench;

import java.util.Comparator;
import java.util.List;

/**
 * What trainings with as many workers and as large batches took.
 *
 * @param workers replicas that were averaged
 * @param batch images per step of each
 * @param split the round of the training in the middle, by images per second; of an even number,
 *     the slower of the two
 * @param imagesPerSecond of each training, in the order of the turns
 */
public record ScaleRun(int workers, int batch, RoundSplit split, List<Double> imagesPerSecond) {
  /** Copies the list. */
  public ScaleRun {
    imagesPerSecond = List.copyOf(imagesPerSecond);
  }

  static ScaleRun of(int workers, int batch, List<RoundSplit> trainings) {
    List<RoundSplit> sorted =
        trainings.stream().sorted(Comparator.comparingDouble(RoundSplit::imagesPerSecond)).toList();
    return new ScaleRun(
        workers,
        batch,
        sorted.get((sorted.size() - 1) / 2),
        trainings.stream().map(RoundSplit::imagesPerSecond).toList());
  }
}
