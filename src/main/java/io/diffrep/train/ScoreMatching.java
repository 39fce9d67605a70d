package io.diffrep.train;

import io.diffrep.image.ImageShape;
import io.diffrep.model.ModelSpecification;
import io.diffrep.sde.NoiseLaw;
import io.diffrep.sde.Parameterisation;
import io.diffrep.sde.Weighting;
import java.io.Serializable;
import java.util.Iterator;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The objective of the paper (arXiv 2105.14257): denoising score matching with a conditional score
 * model. Makes batches as {@link io.diffrep.network.NetworkGraph} takes them. All randomness of an
 * image comes from the run's seed, the image and the epoch.
 */
final class ScoreMatching implements Serializable {
  private static final long serialVersionUID = 1L;

  private final ModelSpecification specification;
  private final NoiseLaw law;
  private final long seed;

  ScoreMatching(ModelSpecification specification, long seed) {
    this.specification = specification;
    this.seed = seed;
    law = specification.noise().noiseLaw();
  }

  /** The next {@code size} draws as a batch. */
  MultiDataSet batch(Iterator<Draw> draws, int size) {
    ImageShape shape = specification.architecture().image();
    int pixels = shape.size();
    float[] clean = new float[size * pixels];
    float[] noisy = new float[size * pixels];
    float[] labels = new float[size * (pixels + 1)];
    float[] logRho = new float[size];
    float[] keep = new float[size];
    Parameterisation parameterisation = specification.objective().parameterisation();
    Weighting weighting = specification.objective().weighting();
    for (int i = 0; i < size; i++) {
      Draw draw = draws.next();
      specification.normalisation().apply(draw.image().pixels(), shape, clean, i * pixels);
      SplittableRandom random =
          new SplittableRandom(Mixing.mix(seed, draw.epoch(), draw.image().key(), 1));
      double rho = law.rho(random.nextDouble());
      keep[i] = random.nextDouble() < specification.objective().dropCode() ? 0 : 1;
      logRho[i] = (float) Math.log(rho);
      double scale = parameterisation.inputScale(rho);
      for (int p = 0; p < pixels; p++) {
        double x0 = clean[i * pixels + p];
        double noise = random.nextGaussian();
        noisy[i * pixels + p] = (float) (scale * (x0 + rho * noise));
        labels[i * (pixels + 1) + p] = (float) parameterisation.target(rho, x0, noise);
      }
      labels[i * (pixels + 1) + pixels] = (float) weighting.ofOutput(parameterisation, rho);
    }
    long[] images = {size, shape.channels(), shape.height(), shape.width()};
    return new MultiDataSet(
        new INDArray[] {
          Nd4j.create(clean, images, 'c'),
          Nd4j.create(noisy, images, 'c'),
          Nd4j.create(logRho, new long[] {size, 1}, 'c'),
          Nd4j.create(keep, new long[] {size, 1}, 'c')
        },
        new INDArray[] {Nd4j.create(labels, new long[] {size, pixels + 1L}, 'c')});
  }
}
