package io.diffrep.train;

import io.diffrep.model.ModelSpecification;
import io.diffrep.sde.NoiseStream;
import java.util.Iterator;

/**
 * SimCLR (Chen et al. 2020, arXiv 2002.05709): two views of each image, one row after the other.
 * What a view is told apart from are the other rows of its worker's batch.
 */
final class Contrast implements Objective {
  private static final long serialVersionUID = 1L;
  private static final int VIEWS = 2;

  private final EncoderImages images;

  Contrast(ModelSpecification specification, long seed) {
    images = new EncoderImages(specification, seed);
  }

  @Override
  public BatchArrays arrays(int size) {
    return images.arrays(size, VIEWS, 1);
  }

  @Override
  public void fill(BatchArrays batch, Iterator<Draw> draws) {
    for (int i = 0; i < batch.size(); i++) {
      Draw draw = draws.next();
      images.original(batch, draw, batch.clean, i);
      images.encode(batch, draw, batch.clean, i, VIEWS * i);
      NoiseStream stream = images.noise(batch, draw);
      for (int view = 0; view < VIEWS; view++) {
        images.codeNoise(batch, stream, VIEWS * i + view);
      }
    }
  }
}
