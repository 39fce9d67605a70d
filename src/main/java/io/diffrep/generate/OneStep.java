package io.diffrep.generate;

import io.diffrep.image.ImageShape;
import io.diffrep.image.Normalisation;
import io.diffrep.model.Inference;
import io.diffrep.model.Model;
import io.diffrep.sde.NoiseStream;
import io.diffrep.sde.Parameterisation;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Noised images, denoised in one step with their own codes. */
public final class OneStep {
  private OneStep() {}

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
   * Noises images and denoises them.
   *
   * @param model the model, which must know the level
   * @param images unsigned bytes {@code [height, width, channels]}, one or more
   * @param rho noise-to-signal ratio, above 0
   * @param seed seed of the noise, which is the same at every level
   */
  public static List<Denoised> denoise(Model model, List<byte[]> images, double rho, long seed) {
    ImageShape shape = model.architecture().image();
    Normalisation normalisation = model.specification().normalisation();
    List<float[]> clean = new ArrayList<>();
    List<float[]> noised = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      float[] planes = new float[shape.size()];
      normalisation.apply(images.get(i), shape, planes, 0);
      clean.add(planes);
      noised.add(noised(planes, rho, seed * 1_000_003 + i));
    }
    List<float[]> codes;
    try (Inference encoder = Inference.encoder(model, images.size())) {
      codes = Arrays.asList(encoder.codes(clean, rho));
    }
    float[][] denoised;
    try (Inference network = Inference.scoreNetwork(model, images.size())) {
      denoised = network.denoised(noised, rho, codes);
    }
    Parameterisation parameterisation = model.specification().objective().parameterisation();
    List<Denoised> pairs = new ArrayList<>();
    for (int i = 0; i < denoised.length; i++) {
      float[] seen = scaled(noised.get(i), parameterisation.inputScale(rho));
      pairs.add(
          new Denoised(
              normalisation.pixels(seen, shape), normalisation.pixels(denoised[i], shape)));
    }
    return pairs;
  }

  private static float[] noised(float[] clean, double rho, long stream) {
    NoiseStream noise = new NoiseStream();
    noise.begin(stream);
    float[] noised = new float[clean.length];
    noise.normal(noised, 0, noised.length);
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
}
