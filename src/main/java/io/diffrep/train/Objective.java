package io.diffrep.train;

import io.diffrep.model.ModelSpecification;
import java.io.Serializable;
import java.util.Iterator;

/**
 * What a model is trained for: makes batches as {@link io.diffrep.network.NetworkGraph} takes them.
 * All randomness of an image comes from the run's seed, the image and the epoch.
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

  /** Arrays for batches of so many images, to be filled. */
  BatchArrays arrays(int images);

  /** Fills a batch with the next draws. */
  void fill(BatchArrays batch, Iterator<Draw> draws);
}
