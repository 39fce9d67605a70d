package io.diffrep.train;

import io.diffrep.runtime.Requirements;
import java.io.Serializable;
import java.util.Set;

/**
 * How a model is trained. Schedules count images, so that they mean the same for any number of
 * workers.
 *
 * @param split the split of the image table that is trained on
 * @param images how many images are seen in all, repeats counted
 * @param batch images per step over all workers together
 * @param averaging how replicas are averaged
 * @param learningRate Adam's learning rate after the warm-up
 * @param warmUpImages images over which the rate rises from 0
 * @param finalRate the rate at the end as a share of {@code learningRate}; a cosine leads there
 * @param clip the norm that gradients are clipped to
 * @param emaImages memory of the moving average of the weights, in images
 * @param emaRamp share of the images seen so far that the memory is at most, early in training
 * @param guards when a training is stopped that leads nowhere
 * @param checkpointRounds averaging rounds between two checkpoints
 * @param keepCheckpoints how many of the latest checkpoints are kept
 * @param seed seed of initialisation, order and noise
 */
public record TrainSettings(
    String split,
    long images,
    int batch,
    AveragingSettings averaging,
    double learningRate,
    long warmUpImages,
    double finalRate,
    double clip,
    long emaImages,
    double emaRamp,
    GuardSettings guards,
    int checkpointRounds,
    int keepCheckpoints,
    long seed)
    implements Serializable {
  /**
   * Full keys of what may change while a training is interrupted, since it does not change the
   * model that was begun: when states are kept, when the run is stopped, in which tree is added up.
   */
  public static final Set<String> HARMLESS =
      Set.of(
          "train.checkpoint-rounds",
          "train.keep-checkpoints",
          "train.explosion-factor",
          "train.stall-minutes",
          // Read once, when the interval is chosen.
          "train.overhead-share",
          "train.aggregation-depth");

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a component is out of range
   */
  public TrainSettings {
    new Requirements()
        .notBlank("split", split)
        .atLeast("images", images, 1)
        .atLeast("batch", batch, 1)
        .positive("learningRate", learningRate)
        .atLeast("warmUpImages", warmUpImages, 0)
        .share("finalRate", finalRate)
        .positive("clip", clip)
        .atLeast("emaImages", emaImages, 1)
        .positive("emaRamp", emaRamp)
        .atLeast("checkpointRounds", checkpointRounds, 1)
        .atLeast("keepCheckpoints", keepCheckpoints, 1)
        .enforce();
  }

  /** The same with another seed, and replicas averaged otherwise. */
  public TrainSettings with(AveragingSettings other, long otherSeed) {
    return new TrainSettings(
        split,
        images,
        batch,
        other,
        learningRate,
        warmUpImages,
        finalRate,
        clip,
        emaImages,
        emaRamp,
        guards,
        checkpointRounds,
        keepCheckpoints,
        otherSeed);
  }
}
