package io.diffrep.network;

import java.nio.FloatBuffer;

/**
 * The cross-entropy of an image's class, {@code log sum_k exp(a_k) - a_class}, and the code's
 * {@link CodePenalty}. Predictions are {@code [batch, classes + code]}, or {@code [batch, classes +
 * means + log variances]}, labels {@code [batch, 1]}: the class's index.
 *
 * @param classes how many classes there are
 * @param penalty what holds codes small
 */
record ClassificationLoss(int classes, CodePenalty penalty) implements NetworkLoss {
  @Override
  public double[] losses(
      FloatBuffer labels, FloatBuffer predictions, int rows, FloatBuffer gradient) {
    int width = predictions.capacity() / rows;
    double[] losses = new double[rows];
    for (int i = 0; i < rows; i++) {
      int from = i * width;
      int wanted = (int) labels.get(i);
      double log = logOfSum(predictions, from);
      if (gradient != null) {
        for (int k = 0; k < classes; k++) {
          double probability = Math.exp(predictions.get(from + k) - log);
          gradient.put(from + k, (float) (k == wanted ? probability - 1 : probability));
        }
      }
      losses[i] =
          log
              - predictions.get(from + wanted)
              + penalty.of(predictions, from + classes, from + width, gradient);
    }
    return losses;
  }

  /** {@code log sum exp}, about the greatest, so that nothing overflows. */
  private double logOfSum(FloatBuffer logits, int from) {
    double greatest = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < classes; k++) {
      greatest = Math.max(greatest, logits.get(from + k));
    }
    double sum = 0;
    for (int k = 0; k < classes; k++) {
      sum += Math.exp(logits.get(from + k) - greatest);
    }
    return greatest + Math.log(sum);
  }

  @Override
  public String name() {
    return "classification";
  }
}
