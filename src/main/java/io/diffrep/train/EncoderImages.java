package io.diffrep.train;

import io.diffrep.image.Augmentation;
import io.diffrep.image.AugmentationKind;
import io.diffrep.image.ImageShape;
import io.diffrep.model.ModelSpecification;
import io.diffrep.network.NetworkSettings;
import io.diffrep.sde.NoiseStream;
import java.io.Serializable;

/** What every objective does with an image: brings it to the encoder, changed as is configured. */
final class EncoderImages implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Keeps this noise apart from the order of the images. */
  private static final long NOISE = 1;

  /** Keeps what changes images apart from the noise that they are given. */
  private static final long AUGMENTATION = 2;

  private final ModelSpecification specification;
  private final long seed;

  EncoderImages(ModelSpecification specification, long seed) {
    this.specification = specification;
    this.seed = seed;
  }

  /**
   * Arrays for batches, to be filled.
   *
   * @param views how often each image stands in a batch
   * @param labels numbers that the loss reads for each row
   */
  BatchArrays arrays(int images, int views, int labels) {
    return new BatchArrays(
        specification.architecture(),
        new Augmentation(specification.augmentation(), specification.normalisation(), shape()),
        images,
        views,
        kind() == AugmentationKind.VIEW || specification.augmentation().mixup() > 0,
        labels);
  }

  private ImageShape shape() {
    return specification.architecture().image();
  }

  /**
   * Writes an image: as all of the networks see it, standardised and lightly augmented where that
   * is configured, and for the encoder, which may see views of it instead, each in a row.
   *
   * @param i which of the batch's images
   */
  void put(BatchArrays batch, Draw draw, int i) {
    int size = shape().size();
    specification.normalisation().apply(draw.image().pixels(), shape(), batch.clean, i * size);
    switch (kind()) {
      case LIGHT ->
          batch.augmentation.light(stream(batch, draw, AUGMENTATION), batch.clean, i * size);
      case VIEW -> {
        NoiseStream stream = stream(batch, draw, AUGMENTATION);
        for (int view = 0; view < batch.views(); view++) {
          int row = i * batch.views() + view;
          batch.augmentation.view(stream, batch.clean, i * size, batch.image, row * size);
        }
        return;
      }
      case NONE -> {}
    }
    if (batch.clean != batch.image) {
      System.arraycopy(batch.clean, i * size, batch.image, i * size, size);
    }
  }

  private AugmentationKind kind() {
    return specification.augmentation().kind();
  }

  /** Draws what Gaussian codes are drawn with, for one row. */
  void codeNoise(BatchArrays batch, NoiseStream stream, int row) {
    NetworkSettings network = specification.architecture().settings();
    if (network.isGaussian()) {
      stream.normal(batch.codeNoise, row * network.codeSize(), network.codeSize());
    }
  }

  /** The stream of an image's noise, at its beginning. */
  NoiseStream noise(BatchArrays batch, Draw draw) {
    return stream(batch, draw, NOISE);
  }

  private NoiseStream stream(BatchArrays batch, Draw draw, long purpose) {
    batch.stream.begin(Mixing.mix(seed, draw.epoch(), draw.image().key(), purpose));
    return batch.stream;
  }
}
