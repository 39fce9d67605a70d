package io.diffrep.generate;

import io.diffrep.image.ImageShape;
import io.diffrep.image.Normalisation;
import io.diffrep.model.Inference;
import io.diffrep.model.Model;
import io.diffrep.runtime.UsageException;
import io.diffrep.sde.ImageStreams;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Noises images and denoises them in one step with their own codes. For one thread, which closes
 * it.
 */
public final class OneStep implements AutoCloseable {
  private final Model model;
  private final long seed;
  private final Inference encoder;
  private final Inference network;

  /**
   * An image before and after, as unsigned bytes {@code [height, width, channels]}. A class: its
   * arrays are compared by nobody.
   */
  public static final class Denoised implements Serializable {
    private static final long serialVersionUID = 1L;

    private final byte[] noised;
    private final byte[] image;

    private Denoised(byte[] noised, byte[] image) {
      this.noised = noised;
      this.image = image;
    }

    /** What the score network sees: the noised image, scaled as its input is. */
    public byte[] noised() {
      return noised;
    }

    /** What it makes of it. */
    public byte[] image() {
      return image;
    }
  }

  /**
   * Makes its networks ready.
   *
   * @param model the model
   * @param batch images per step, at least 1
   * @param seed seed of the noise
   * @throws UsageException if the model knows nothing of noise
   */
  public OneStep(Model model, int batch, long seed) {
    model.requireScoreMatching();
    this.model = model;
    this.seed = seed;
    encoder = Inference.encoder(model, batch);
    try {
      network = Inference.scoreNetwork(model, batch);
    } catch (RuntimeException | Error e) {
      encoder.close();
      throw e;
    }
  }

  /**
   * Noises images and denoises them.
   *
   * @param images unsigned bytes {@code [height, width, channels]}, at most a batch
   * @param noise index of the noise of each, which is the same at every level
   * @param rho noise-to-signal ratio, above 0, which the model must know
   */
  public List<Denoised> denoise(List<byte[]> images, long[] noise, double rho) {
    ImageShape shape = model.architecture().image();
    Normalisation normalisation = model.specification().normalisation();
    List<float[]> clean = images.stream().map(model::standardised).toList();
    List<float[]> noised = new ArrayList<>();
    for (int i = 0; i < noise.length; i++) {
      noised.add(noised(clean.get(i), rho, noise[i]));
    }
    float[][] denoised = network.denoised(noised, rho, Arrays.asList(encoder.codes(clean, rho)));
    double scale = model.specification().objective().parameterisation().inputScale(rho);
    List<Denoised> pairs = new ArrayList<>();
    for (int i = 0; i < denoised.length; i++) {
      pairs.add(
          new Denoised(
              normalisation.pixels(scaled(noised.get(i), scale), shape),
              normalisation.pixels(denoised[i], shape)));
    }
    return pairs;
  }

  private float[] noised(float[] clean, double rho, long index) {
    float[] noised = new float[clean.length];
    ImageStreams.perturbation(seed, index).normal(noised, 0, noised.length);
    for (int p = 0; p < noised.length; p++) {
      noised[p] = (float) (clean[p] + rho * noised[p]);
    }
    return noised;
  }

  private static float[] scaled(float[] image, double factor) {
    float[] scaled = new float[image.length];
    for (int p = 0; p < scaled.length; p++) {
      scaled[p] = (float) (factor * image[p]);
    }
    return scaled;
  }

  @Override
  public void close() {
    encoder.close();
    network.close();
  }
}
