package io.diffrep.train;

import io.diffrep.image.Augmentation;
import io.diffrep.network.Architecture;
import io.diffrep.sde.NoiseStream;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The numbers of a batch on the heap, with what it takes to draw them: filled again and again by an
 * {@link Objective}, on any thread, since ND4J, which ties arrays to a thread's device, sees copies
 * alone. What the network does not take is empty.
 */
final class BatchArrays {
  private final Architecture architecture;
  private final int images;
  private final int views;

  final NoiseStream stream = new NoiseStream();
  final Augmentation augmentation;

  /** Of one image at a time. */
  final float[] noise;

  /** What the encoder sees, {@code [rows, channels, height, width]}. */
  final float[] image;

  /** The originals, {@code [images, ...]} likewise: the encoder's own where it sees them. */
  final float[] clean;

  /** What the score network sees, {@code [rows, ...]} likewise. */
  final float[] noisy;

  /** What the loss reads, {@code [rows, numbers]}. */
  final float[] labels;

  final float[] logRho;
  final float[] keep;

  /** Each image's own part of what the encoder sees, where images are mixed. */
  final float[] share;

  /** {@code [rows, code]} where codes are drawn. */
  final float[] codeNoise;

  /**
   * @param architecture what the batches are for
   * @param augmentation changes images
   * @param images how many images
   * @param views rows of each image
   * @param apart whether the encoder sees something else than the originals
   * @param labelSize numbers that the loss reads for each row
   */
  BatchArrays(
      Architecture architecture,
      Augmentation augmentation,
      int images,
      int views,
      boolean apart,
      int labelSize) {
    this.architecture = architecture;
    this.augmentation = augmentation;
    this.images = images;
    this.views = views;
    int rows = Math.multiplyExact(images, views);
    int pixels = architecture.image().size();
    List<String> inputs = architecture.inputs();
    noise = new float[pixels];
    image = new float[Math.multiplyExact(rows, pixels)];
    noisy = new float[inputs.contains(Architecture.NOISY) ? image.length : 0];
    clean = apart ? new float[image.length / views] : image;
    share = new float[images];
    labels = new float[Math.multiplyExact(rows, labelSize)];
    logRho = new float[inputs.contains(Architecture.LOG_RHO) ? rows : 0];
    keep = new float[inputs.contains(Architecture.KEEP) ? rows : 0];
    codeNoise =
        new float
            [inputs.contains(Architecture.CODE_NOISE)
                ? Math.multiplyExact(rows, architecture.settings().codeSize())
                : 0];
  }

  /** How many images. */
  int size() {
    return images;
  }

  /** Rows of each image. */
  int views() {
    return views;
  }

  /** A copy as {@link io.diffrep.network.NetworkGraph} takes it, on the calling thread's device. */
  MultiDataSet toMultiDataSet() {
    List<INDArray> features = new ArrayList<>();
    for (String input : architecture.inputs()) {
      features.add(
          switch (input) {
            case Architecture.IMAGE -> maps(image);
            case Architecture.NOISY -> maps(noisy);
            case Architecture.LOG_RHO -> rows(logRho);
            case Architecture.KEEP -> rows(keep);
            case Architecture.CODE_NOISE -> rows(codeNoise);
            default -> throw new IllegalStateException("nothing is made for input " + input);
          });
    }
    return new MultiDataSet(features.toArray(INDArray[]::new), new INDArray[] {rows(labels)});
  }

  private INDArray maps(float[] numbers) {
    long rows = (long) images * views;
    return Nd4j.create(
        numbers,
        new long[] {
          rows,
          architecture.image().channels(),
          architecture.image().height(),
          architecture.image().width()
        },
        'c');
  }

  private INDArray rows(float[] numbers) {
    long rows = (long) images * views;
    return Nd4j.create(numbers, new long[] {rows, numbers.length / rows}, 'c');
  }
}
