package io.diffrep.train;

import io.diffrep.image.ImageShape;
import io.diffrep.sde.NoiseStream;
import java.util.ArrayList;
import java.util.List;
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
  private final int codeNoiseSize;
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

  /** {@code [size, code]} where codes are drawn, else empty. */
  final float[] codeNoise;

  /**
   * @param shape of each image
   * @param codeNoiseSize numbers that a code is drawn with; 0 where none is drawn
   * @param size images
   */
  BatchArrays(ImageShape shape, int codeNoiseSize, int size) {
    this.shape = shape;
    this.codeNoiseSize = codeNoiseSize;
    this.size = size;
    int pixels = shape.size();
    noise = new float[pixels];
    clean = new float[Math.multiplyExact(size, pixels)];
    noisy = new float[clean.length];
    labels = new float[Math.multiplyExact(size, pixels + 1)];
    logRho = new float[size];
    keep = new float[size];
    codeNoise = new float[Math.multiplyExact(size, codeNoiseSize)];
  }

  /** How many images. */
  int size() {
    return size;
  }

  /** A copy as {@link io.diffrep.network.NetworkGraph} takes it, on the calling thread's device. */
  MultiDataSet toMultiDataSet() {
    long[] images = {size, shape.channels(), shape.height(), shape.width()};
    long[] column = {size, 1};
    List<INDArray> features = new ArrayList<>();
    features.add(Nd4j.create(clean, images, 'c'));
    features.add(Nd4j.create(noisy, images, 'c'));
    features.add(Nd4j.create(logRho, column, 'c'));
    features.add(Nd4j.create(keep, column, 'c'));
    if (codeNoiseSize > 0) {
      features.add(Nd4j.create(codeNoise, new long[] {size, codeNoiseSize}, 'c'));
    }
    return new MultiDataSet(
        features.toArray(INDArray[]::new),
        new INDArray[] {Nd4j.create(labels, new long[] {size, shape.size() + 1L}, 'c')});
  }
}
