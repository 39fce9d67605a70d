package io.diffrep.train;

import io.diffrep.model.ModelSpecification;
import io.diffrep.sde.NoiseStream;
import java.util.Iterator;

/**
 * SimCLR (Chen et al. 2020, arXiv 2002.05709): two views of each image, one row after the other.
 * What a view is told apart from are the other rows of its worker's batch; where that spans two
 * epochs, an image may be among them twice.
 */
final class Contrast implements Objective {
  private static final long serialVersionUID = 1L;

  private final EncoderImages images;
  private final int views;

  Contrast(ModelSpecification specification, long seed) {
    images = new EncoderImages(specification, seed);
    views = specification.architecture().rowsPerImage();
  }

  @Override
  public double lossFloor(int images) {
    return Math.log((double) views * images - 1) / 10;
  }

  @Override
  public BatchArrays arrays(int size) {
    return images.arrays(size, views, 1);
  }

  @Override
  public void fill(BatchArrays batch, Iterator<Draw> draws) {
    for (int i = 0; i < batch.size(); i++) {
      Draw draw = draws.next();
      images.put(batch, draw, i);
      NoiseStream stream = images.noise(batch, draw);
      for (int view = 0; view < views; view++) {
        images.codeNoise(batch, stream, views * i + view);
      }
    }
  }
}
