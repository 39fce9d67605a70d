package io.diffrep.train;

import io.diffrep.model.ModelSpecification;
import io.diffrep.sde.NoiseLaw;
import io.diffrep.sde.NoiseStream;
import io.diffrep.sde.ObjectiveSettings;
import io.diffrep.sde.Parameterisation;
import java.util.Iterator;

/**
 * The objective of the paper (arXiv 2105.14257): denoising score matching with a conditional score
 * model. Under mixup the encoder sees {@code lambda x_0 + (1 - lambda) x'} with {@code x'} the
 * batch's next image, and the loss, of denoising {@code x_0}, counts {@code 2 lambda} times, as the
 * paper's code has it.
 */
final class ScoreMatching implements Objective {
  private static final long serialVersionUID = 2L;

  private final ModelSpecification specification;
  private final EncoderImages images;
  private final NoiseLaw law;

  ScoreMatching(ModelSpecification specification, long seed) {
    this.specification = specification;
    images = new EncoderImages(specification, seed);
    law = specification.noise().noiseLaw();
  }

  @Override
  public BatchArrays arrays(int size) {
    return images.arrays(size, 1, pixels() + 1);
  }

  private int pixels() {
    return specification.architecture().image().size();
  }

  @Override
  public void fill(BatchArrays batch, Iterator<Draw> draws) {
    for (int i = 0; i < batch.size(); i++) {
      fill(batch, i, draws.next());
    }
    if (mixes()) {
      mixUp(batch);
    }
  }

  private void fill(BatchArrays batch, int i, Draw draw) {
    int pixels = pixels();
    ObjectiveSettings objective = specification.objective();
    images.put(batch, draw, i);
    NoiseStream stream = images.noise(batch, draw);
    double rho = law.rho(stream.uniform());
    batch.logRho[i] = (float) StrictMath.log(rho);
    batch.keep[i] = stream.uniform() < objective.dropCode() ? 0 : 1;
    stream.normal(batch.noise, 0, pixels);
    images.codeNoise(batch, stream, i);
    Parameterisation parameterisation = objective.parameterisation();
    double scale = parameterisation.inputScale(rho);
    mix((float) scale, batch.clean, (float) (scale * rho), batch.noise, batch.noisy, i * pixels, 0);
    // Whatever the network's output stands for is linear in image and noise.
    float ofImage = (float) parameterisation.target(rho, 1, 0);
    float ofNoise = (float) parameterisation.target(rho, 0, 1);
    mix(ofImage, batch.clean, ofNoise, batch.noise, batch.labels, i * pixels, i);
    batch.labels[weight(i)] = (float) objective.weighting().ofOutput(parameterisation, rho);
    if (mixes()) {
      batch.share[i] = (float) stream.beta(specification.augmentation().mixup());
    }
  }

  private int weight(int i) {
    return (i + 1) * (pixels() + 1) - 1;
  }

  private boolean mixes() {
    return specification.augmentation().mixup() > 0;
  }

  private void mixUp(BatchArrays batch) {
    int pixels = pixels();
    float[] image = batch.image;
    System.arraycopy(image, 0, batch.noise, 0, pixels);
    for (int i = 0; i < batch.size(); i++) {
      boolean last = i == batch.size() - 1;
      float[] other = last ? batch.noise : image;
      int from = last ? 0 : (i + 1) * pixels;
      float share = batch.share[i];
      for (int p = 0; p < pixels; p++) {
        image[i * pixels + p] = share * image[i * pixels + p] + (1 - share) * other[from + p];
      }
      batch.labels[weight(i)] *= 2 * share;
    }
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
