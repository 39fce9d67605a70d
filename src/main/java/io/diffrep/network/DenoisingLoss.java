package io.diffrep.network;

import java.nio.FloatBuffer;

/**
 * The loss of an image: {@code weight ||F - target||^2} and the code's {@link CodePenalty}, sums
 * over pixels and code. Predictions are {@code [batch, pixels + code]}, or {@code [batch, pixels +
 * means + log variances]}, labels {@code [batch, pixels + 1]}: the target, then the weight.
 *
 * @param pixels values of an image
 * @param penalty what holds codes small
 */
record DenoisingLoss(int pixels, CodePenalty penalty) implements NetworkLoss {
  @Override
  public double[] losses(
      FloatBuffer labels, FloatBuffer predictions, int rows, FloatBuffer gradient) {
    int width = predictions.capacity() / rows;
    double[] losses = new double[rows];
    for (int i = 0; i < rows; i++) {
      int wanted = i * (pixels + 1);
      int given = i * width;
      float weight = labels.get(wanted + pixels);
      double squares = 0;
      for (int p = 0; p < pixels; p++) {
        float error = predictions.get(given + p) - labels.get(wanted + p);
        squares += (double) error * error;
        if (gradient != null) {
          gradient.put(given + p, 2 * weight * error);
        }
      }
      losses[i] =
          weight * squares + penalty.of(predictions, given + pixels, given + width, gradient);
    }
    return losses;
  }

  @Override
  public String name() {
    return "denoising";
  }
}
