package io.diffrep.train;

import io.diffrep.model.ModelSpecification;
import java.io.Serializable;
import java.util.Iterator;

/**
 * What a model is trained for: makes batches as {@link io.diffrep.network.NetworkGraph} takes them.
 * All randomness of an image comes from the run's seed, the image and the epoch; what it is mixed
 * with (mixup) or told apart from (contrastive) are the other images of its worker's batch, hence
 * of the run's batch and workers, too.
 */
sealed interface Objective extends Serializable
    permits ScoreMatching, Reconstruction, Contrast, Classification {
  /**
   * The objective that a specification names.
   *
   * @param seed the run's seed
   */
  static Objective of(ModelSpecification specification, long seed) {
    return switch (specification.objective().kind()) {
      case SCORE_MATCHING -> new ScoreMatching(specification, seed);
      case AUTOENCODER -> new Reconstruction(specification, seed);
      case CONTRASTIVE -> new Contrast(specification, seed);
      case SUPERVISED -> new Classification(specification, seed);
    };
  }

  /**
   * The loss below which a rise is no sign of divergence, in the unit of the loss: classifiers that
   * are right about all they see cost next to nothing, and one misfit many times as much. A tenth
   * of what guessing costs, and 0 where a floor of the loss itself keeps it from vanishing.
   *
   * @param images of a worker's batch
   */
  default double lossFloor(int images) {
    return 0;
  }

  /** Arrays for batches of so many images, to be filled. */
  BatchArrays arrays(int images);

  /** Fills a batch with the next draws. */
  void fill(BatchArrays batch, Iterator<Draw> draws);
}
