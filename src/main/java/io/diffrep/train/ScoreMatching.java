package io.diffrep.train;

import io.diffrep.image.ImageShape;
import io.diffrep.model.ModelSpecification;
import io.diffrep.network.NetworkSettings;
import io.diffrep.sde.NoiseLaw;
import io.diffrep.sde.NoiseStream;
import io.diffrep.sde.Parameterisation;
import java.io.Serializable;
import java.util.Iterator;

/**
 * The objective of the paper (arXiv 2105.14257): denoising score matching with a conditional score
 * model. Makes batches as {@link io.diffrep.network.NetworkGraph} takes them. All randomness of an
 * image comes from the run's seed, the image and the epoch.
 */
final class ScoreMatching implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Keeps the noise apart from the order of the images. */
  private static final long NOISE = 1;

  private final ModelSpecification specification;
  private final NoiseLaw law;
  private final long seed;

  ScoreMatching(ModelSpecification specification, long seed) {
    this.specification = specification;
    this.seed = seed;
    law = specification.noise().noiseLaw();
  }

  /** Arrays for batches of a size, to be filled. */
  BatchArrays arrays(int size) {
    return new BatchArrays(specification.architecture().image(), codeNoiseSize(), size);
  }

  private int codeNoiseSize() {
    NetworkSettings network = specification.architecture().settings();
    return network.isGaussian() ? network.codeSize() : 0;
  }

  /** Fills a batch with the next draws. */
  void fill(BatchArrays batch, Iterator<Draw> draws) {
    for (int i = 0; i < batch.size(); i++) {
      fill(batch, i, draws.next());
    }
  }

  private void fill(BatchArrays batch, int i, Draw draw) {
    ImageShape shape = specification.architecture().image();
    int pixels = shape.size();
    specification.normalisation().apply(draw.image().pixels(), shape, batch.clean, i * pixels);
    NoiseStream stream = batch.stream;
    stream.begin(Mixing.mix(seed, draw.epoch(), draw.image().key(), NOISE));
    double rho = law.rho(stream.uniform());
    batch.logRho[i] = (float) StrictMath.log(rho);
    batch.keep[i] = stream.uniform() < specification.objective().dropCode() ? 0 : 1;
    stream.normal(batch.noise, 0, pixels);
    stream.normal(batch.codeNoise, i * codeNoiseSize(), codeNoiseSize());
    Parameterisation parameterisation = specification.objective().parameterisation();
    double scale = parameterisation.inputScale(rho);
    mix((float) scale, batch.clean, (float) (scale * rho), batch.noise, batch.noisy, i * pixels, 0);
    // Whatever the network's output stands for is linear in image and noise.
    float ofImage = (float) parameterisation.target(rho, 1, 0);
    float ofNoise = (float) parameterisation.target(rho, 0, 1);
    mix(ofImage, batch.clean, ofNoise, batch.noise, batch.labels, i * pixels, i);
    batch.labels[(i + 1) * (pixels + 1) - 1] =
        (float) specification.objective().weighting().ofOutput(parameterisation, rho);
  }

  /**
   * {@code to = a clean + b noise} of one image: a loop that the compiler vectorises.
   *
   * @param start where the image begins in {@code clean}
   * @param shift how much later it begins in {@code to}
   */
  private static void mix(
      float a, float[] clean, float b, float[] noise, float[] to, int start, int shift) {
    for (int p = 0; p < noise.length; p++) {
      to[start + shift + p] = a * clean[start + p] + b * noise[p];
    }
  }
}
