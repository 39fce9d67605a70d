package io.diffrep.train;

import io.diffrep.image.ImageShape;
import io.diffrep.sde.NoiseStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The numbers of a batch on the heap, with what it takes to draw them: filled again and again by
 * {@link ScoreMatching}, on any thread, since ND4J, which ties arrays to a thread's device, sees
 * copies alone.
 */
final class BatchArrays {
  private final ImageShape shape;
  private final int size;

  final NoiseStream stream = new NoiseStream();

  /** Of one image at a time. */
  final float[] noise;

  /** {@code [size, channels, height, width]}. */
  final float[] clean;

  /** {@code [size, channels, height, width]}. */
  final float[] noisy;

  /** {@code [size, pixels + 1]}: the target, then the weight. */
  final float[] labels;

  final float[] logRho;
  final float[] keep;

  /**
   * @param shape of each image
   * @param size images
   */
  BatchArrays(ImageShape shape, int size) {
    this.shape = shape;
    this.size = size;
    int pixels = shape.size();
    noise = new float[pixels];
    clean = new float[Math.multiplyExact(size, pixels)];
    noisy = new float[clean.length];
    labels = new float[Math.multiplyExact(size, pixels + 1)];
    logRho = new float[size];
    keep = new float[size];
  }

  /** How many images. */
  int size() {
    return size;
  }

  /** A copy as {@link io.diffrep.network.NetworkGraph} takes it, on the calling thread's device. */
  MultiDataSet toMultiDataSet() {
    long[] images = {size, shape.channels(), shape.height(), shape.width()};
    long[] column = {size, 1};
    return new MultiDataSet(
        new INDArray[] {
          Nd4j.create(clean, images, 'c'),
          Nd4j.create(noisy, images, 'c'),
          Nd4j.create(logRho, column, 'c'),
          Nd4j.create(keep, column, 'c')
        },
        new INDArray[] {Nd4j.create(labels, new long[] {size, shape.size() + 1L}, 'c')});
  }
}
