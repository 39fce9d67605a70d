package io.diffrep.network;

import java.nio.FloatBuffer;

/**
 * NT-Xent (Chen et al. 2020, arXiv 2002.05709, eq. 1) and the code's {@link CodePenalty}: of a row
 * and its partner, the other view of the same image, {@code -log (exp(s_ij / temperature) / sum_{k
 * != i} exp(s_ik / temperature))}, where {@code s} is the cosine of two projections and {@code k}
 * runs over all rows of the batch. Rows {@code 2i} and {@code 2i + 1} are partners. Predictions are
 * {@code [rows, projection + code]}, or {@code [rows, projection + means + log variances]}; labels
 * are not read.
 *
 * @param size numbers of a projection
 * @param temperature what similarities are divided by, above 0
 * @param penalty what holds codes small
 */
record ContrastiveLoss(int size, double temperature, CodePenalty penalty) implements NetworkLoss {
  /** Added to a projection's length, so that one of zeros has a direction, too. */
  private static final double TINY = 1e-12;

  @Override
  public double[] losses(
      FloatBuffer labels, FloatBuffer predictions, int rows, FloatBuffer gradient) {
    int width = predictions.capacity() / rows;
    double[][] directions = new double[rows][size];
    double[] lengths = new double[rows];
    for (int i = 0; i < rows; i++) {
      lengths[i] = direction(predictions, i * width, directions[i]);
    }
    double[][] gradients = new double[rows][size];
    double[] losses = new double[rows];
    for (int i = 0; i < rows; i++) {
      losses[i] = ofRow(i, directions, gradients);
    }
    for (int i = 0; i < rows; i++) {
      if (gradient != null) {
        throughDirection(directions[i], lengths[i], gradients[i], gradient, i * width);
      }
      losses[i] += penalty.of(predictions, i * width + size, (i + 1) * width, gradient);
    }
    return losses;
  }

  private double direction(FloatBuffer predictions, int from, double[] direction) {
    double squares = 0;
    for (int d = 0; d < size; d++) {
      direction[d] = predictions.get(from + d);
      squares += direction[d] * direction[d];
    }
    double length = Math.sqrt(squares) + TINY;
    for (int d = 0; d < size; d++) {
      direction[d] /= length;
    }
    return length;
  }

  /** A row's loss; adds its gradient by all directions. */
  private double ofRow(int i, double[][] directions, double[][] gradients) {
    int rows = directions.length;
    int partner = i ^ 1;
    double[] similarities = new double[rows];
    double greatest = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < rows; k++) {
      similarities[k] = dot(directions[i], directions[k]) / temperature;
      greatest = k == i ? greatest : Math.max(greatest, similarities[k]);
    }
    double sum = 0;
    for (int k = 0; k < rows; k++) {
      // The greatest is taken off, so that nothing overflows or vanishes.
      sum += k == i ? 0 : Math.exp(similarities[k] - greatest);
    }
    for (int k = 0; k < rows; k++) {
      if (k == i) {
        continue;
      }
      double share = Math.exp(similarities[k] - greatest) / sum;
      double factor = (k == partner ? share - 1 : share) / temperature;
      for (int d = 0; d < size; d++) {
        gradients[i][d] += factor * directions[k][d];
        gradients[k][d] += factor * directions[i][d];
      }
    }
    return Math.log(sum) + greatest - similarities[partner];
  }

  /** The gradient by a projection, given that by its direction: what lies along it is lost. */
  private void throughDirection(
      double[] direction, double length, double[] given, FloatBuffer gradient, int to) {
    double along = dot(direction, given);
    for (int d = 0; d < size; d++) {
      gradient.put(to + d, (float) ((given[d] - along * direction[d]) / length));
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int d = 0; d < a.length; d++) {
      sum += a[d] * b[d];
    }
    return sum;
  }

  @Override
  public String name() {
    return "contrastive";
  }
}
