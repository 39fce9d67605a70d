package io.diffrep.train;

import io.diffrep.model.ModelSpecification;
import java.util.Iterator;

/** A classifier of the codes by the images' labels: what labels alone are worth. */
final class Classification implements Objective {
  private static final long serialVersionUID = 1L;

  private final EncoderImages images;
  private final int classes;

  Classification(ModelSpecification specification, long seed) {
    images = new EncoderImages(specification, seed);
    classes = specification.architecture().companion().classes().size();
  }

  @Override
  public double lossFloor(int images) {
    return Math.log(classes) / 10;
  }

  @Override
  public BatchArrays arrays(int size) {
    return images.arrays(size, 1, 1);
  }

  @Override
  public void fill(BatchArrays batch, Iterator<Draw> draws) {
    for (int i = 0; i < batch.size(); i++) {
      Draw draw = draws.next();
      images.put(batch, draw, i);
      images.codeNoise(batch, images.noise(batch, draw), i);
      batch.labels[i] = draw.image().label();
    }
  }
}
