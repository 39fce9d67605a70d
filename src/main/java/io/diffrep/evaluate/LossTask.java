package io.diffrep.evaluate;

import io.diffrep.model.Inference;
import io.diffrep.model.Model;
import io.diffrep.runtime.Tasks;
import io.diffrep.sde.CodeFunction;
import io.diffrep.sde.InterpolatedCodes;
import io.diffrep.sde.NoiseStream;
import io.diffrep.sde.Parameterisation;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/**
 * The losses of a sample of images at one noise level.
 *
 * @param model the model
 * @param images uint8, row-major {@code [height, width, channels]}
 * @param seed seed of the noise
 */
record LossTask(Model model, List<byte[]> images, long seed) implements Serializable {
  private static final int BATCH = 64;

  /** Predictions of the score network at one noise level: one for each image and kind of code. */
  long predictions() {
    return (long) images.size() * (learnedWithout() ? 3 : 2);
  }

  private boolean learnedWithout() {
    return model.specification().objective().dropCode() > 0;
  }

  /**
   * Measures.
   *
   * @param rho the noise level
   * @param done is told of every batch how many predictions it was
   */
  DenoisingLoss at(double rho, LongConsumer done) {
    List<float[]> clean = standardised();
    List<float[]> codes = codes(clean, rho);
    List<float[]> others = new ArrayList<>(codes.subList(1, codes.size()));
    others.add(codes.get(0));
    List<float[]> none = Arrays.asList(new float[codes.size()][]);
    try (Inference network = Inference.scoreNetwork(model, BATCH)) {
      return new DenoisingLoss(
          rho,
          mean(network, clean, codes, rho, done),
          mean(network, clean, others, rho, done),
          learnedWithout() ? mean(network, clean, none, rho, done) : Double.NaN);
    }
  }

  /**
   * The loss with codes that are interpolated between stored levels, and with the encoder's own.
   *
   * @param rho the noise level
   * @param levels the stored levels, rising
   * @param done is told of every batch how many predictions it was
   * @return the loss with the encoder's own codes, and with interpolated ones
   */
  double[] interpolated(double rho, List<Double> levels, LongConsumer done) {
    List<float[]> clean = standardised();
    CodeFunction between =
        new InterpolatedCodes(
            levels,
            levels.stream().map(level -> codes(clean, level).toArray(float[][]::new)).toList());
    try (Inference network = Inference.scoreNetwork(model, BATCH)) {
      return new double[] {
        mean(network, clean, codes(clean, rho), rho, done),
        mean(network, clean, Arrays.asList(between.at(rho)), rho, done)
      };
    }
  }

  private List<float[]> standardised() {
    return images.stream().map(model::standardised).toList();
  }

  private List<float[]> codes(List<float[]> clean, double rho) {
    List<float[]> codes = new ArrayList<>(clean.size());
    try (Inference encoder = Inference.encoder(model, BATCH)) {
      for (int start = 0; start < clean.size(); start += BATCH) {
        List<float[]> batch = clean.subList(start, Math.min(clean.size(), start + BATCH));
        codes.addAll(Arrays.asList(encoder.codes(batch, rho)));
      }
    }
    return codes;
  }

  private double mean(
      Inference network, List<float[]> clean, List<float[]> codes, double rho, LongConsumer done) {
    Parameterisation parameterisation = model.specification().objective().parameterisation();
    double sum = 0;
    for (int start = 0; start < clean.size(); start += BATCH) {
      Tasks.endIfCancelled();
      int end = Math.min(clean.size(), start + BATCH);
      List<float[]> noises = IntStream.range(start, end).mapToObj(this::noise).toList();
      List<float[]> noisy = new ArrayList<>(noises.size());
      for (int i = start; i < end; i++) {
        noisy.add(noisy(parameterisation, clean.get(i), noises.get(i - start), rho));
      }
      float[][] outputs = network.predictions(noisy, rho, codes.subList(start, end));
      for (int i = start; i < end; i++) {
        sum += loss(parameterisation, clean.get(i), noises.get(i - start), outputs[i - start], rho);
      }
      done.accept(end - start);
    }
    return sum / clean.size();
  }

  /** Always by this formula: losses are compared with those that were measured before. */
  private float[] noise(int image) {
    NoiseStream stream = new NoiseStream();
    stream.begin(seed * 1_000_003 + image);
    float[] noise = new float[model.architecture().image().size()];
    stream.normal(noise, 0, noise.length);
    return noise;
  }

  private static float[] noisy(
      Parameterisation parameterisation, float[] clean, float[] noise, double rho) {
    float[] noisy = new float[clean.length];
    double scale = parameterisation.inputScale(rho);
    for (int p = 0; p < noisy.length; p++) {
      noisy[p] = (float) (scale * (clean[p] + rho * noise[p]));
    }
    return noisy;
  }

  private static double loss(
      Parameterisation parameterisation, float[] clean, float[] noise, float[] output, double rho) {
    double sum = 0;
    for (int p = 0; p < clean.length; p++) {
      double error = output[p] - parameterisation.target(rho, clean[p], noise[p]);
      sum += error * error;
    }
    return sum;
  }
}
