package io.diffrep.model;

import io.diffrep.runtime.UsageException;
import io.diffrep.sde.CodeFunction;
import io.diffrep.sde.NoiseLaw;
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
  private final NoiseLaw law;

  private ConditionalScore(Inference network, CodeFunction codes) {
    this.network = network;
    this.codes = codes;
    law = network.specification().noise().noiseLaw();
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
   * @throws UsageException if no code was dropped in training
   */
  public static ConditionalScore unconditional(Inference network) {
    requireUnconditional(network.specification());
    return new ConditionalScore(network, null);
  }

  /**
   * Refuses a model that knows images with their codes alone: to be asked before Spark is.
   *
   * @throws UsageException if no code was dropped in training
   */
  public static void requireUnconditional(ModelSpecification specification) {
    if (specification.objective().dropCode() == 0) {
      throw new UsageException(
          "the model has not learned to do without a code: it was trained with objective.drop-code"
              + " = 0; train one with more");
    }
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

  /**
   * {@inheritDoc}
   *
   * @throws UsageException if the model was not trained at that level
   */
  @Override
  public double[][] denoised(double[][] y, double rho) {
    if (!law.support().contains(rho)) {
      throw new UsageException(
          "the model was not trained at noise level "
              + rho
              + " ("
              + law.description()
              + "): ask it for levels inside");
    }
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
