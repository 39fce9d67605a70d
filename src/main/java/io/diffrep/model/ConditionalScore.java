package io.diffrep.model;

import io.diffrep.sde.CodeFunction;
import io.diffrep.sde.ScoreFunction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A trained score network as a solver takes it, with the codes of a batch of images. For one
 * thread.
 */
public final class ConditionalScore implements ScoreFunction {
  private final Inference network;
  private final CodeFunction codes;

  private ConditionalScore(Inference network, CodeFunction codes) {
    this.network = network;
    this.codes = codes;
  }

  /**
   * @param network a score network, whose batch is at least the images; stays the caller's
   * @param codes the images' codes
   */
  public static ConditionalScore of(Inference network, CodeFunction codes) {
    return new ConditionalScore(network, codes);
  }

  /**
   * Without codes: what the network learned from images whose code was dropped.
   *
   * @param network as for {@link #of}
   */
  public static ConditionalScore unconditional(Inference network) {
    return new ConditionalScore(network, null);
  }

  /**
   * The encoder itself as the function of the noise level.
   *
   * @param encoder an encoder, whose batch is at least the images; stays the caller's
   * @param images standardised pixels, each {@code [channels, height, width]}
   */
  public static CodeFunction encoded(Inference encoder, List<float[]> images) {
    return rho -> encoder.codes(images, rho);
  }

  @Override
  public double[][] denoised(double[][] y, double rho) {
    List<float[]> noised = new ArrayList<>(y.length);
    for (double[] image : y) {
      float[] pixels = new float[image.length];
      for (int p = 0; p < pixels.length; p++) {
        pixels[p] = (float) image[p];
      }
      noised.add(pixels);
    }
    float[][] none = new float[y.length][];
    float[][] denoised =
        network.denoised(noised, rho, Arrays.asList(codes == null ? none : codes.at(rho)));
    double[][] result = new double[y.length][];
    for (int i = 0; i < result.length; i++) {
      result[i] = new double[denoised[i].length];
      for (int p = 0; p < result[i].length; p++) {
        result[i][p] = denoised[i][p];
      }
    }
    return result;
  }
}
