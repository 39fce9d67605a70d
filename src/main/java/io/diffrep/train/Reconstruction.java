package io.diffrep.train;

import io.diffrep.model.ModelSpecification;
import java.util.Iterator;

/**
 * Autoencoders: the score network gets nothing to look at, a noisy image of zeros at {@code log rho
 * = 0} and every image's code, and is to give the image itself. The loss is the sum of squares.
 */
final class Reconstruction implements Objective {
  private static final long serialVersionUID = 1L;

  private final ModelSpecification specification;
  private final EncoderImages images;

  Reconstruction(ModelSpecification specification, long seed) {
    this.specification = specification;
    images = new EncoderImages(specification, seed);
  }

  @Override
  public BatchArrays arrays(int size) {
    return images.arrays(size, 1, specification.architecture().image().size() + 1);
  }

  @Override
  public void fill(BatchArrays batch, Iterator<Draw> draws) {
    int pixels = specification.architecture().image().size();
    for (int i = 0; i < batch.size(); i++) {
      Draw draw = draws.next();
      images.put(batch, draw, i);
      images.codeNoise(batch, images.noise(batch, draw), i);
      System.arraycopy(batch.clean, i * pixels, batch.labels, i * (pixels + 1), pixels);
      batch.labels[(i + 1) * (pixels + 1) - 1] = 1;
      batch.keep[i] = 1;
    }
  }
}
