package io.diffrep.evaluate;

/**
 * Softmax regression by plain gradient descent, written from scikit-learn's objective: C times the
 * sum of the losses plus half the squared weights; intercepts go free.
 */
final class SlowSoftmax {
  private final double[][] features;
  private final int[] labels;
  private final double inverseStrength;
  private double[][] weights;
  private double[] intercepts;

  SlowSoftmax(double[][] features, int[] labels, int classes, double inverseStrength) {
    this.features = features;
    this.labels = labels;
    this.inverseStrength = inverseStrength;
    this.weights = new double[classes][features[0].length];
    this.intercepts = new double[classes];
  }

  void place(double[][] newWeights, double[] newIntercepts) {
    weights = newWeights;
    intercepts = newIntercepts;
  }

  void descend(int steps, double rate) {
    for (int step = 0; step < steps; step++) {
      double[][] gradient = new double[weights.length][];
      double[] interceptGradient = new double[weights.length];
      for (int label = 0; label < weights.length; label++) {
        gradient[label] = weights[label].clone();
      }
      for (int row = 0; row < features.length; row++) {
        double[] probabilities = probabilities(features[row]);
        for (int label = 0; label < weights.length; label++) {
          double error = probabilities[label] - (labels[row] == label ? 1 : 0);
          interceptGradient[label] += inverseStrength * error;
          for (int i = 0; i < features[row].length; i++) {
            gradient[label][i] += inverseStrength * error * features[row][i];
          }
        }
      }
      for (int label = 0; label < weights.length; label++) {
        intercepts[label] -= rate * interceptGradient[label];
        for (int i = 0; i < weights[label].length; i++) {
          weights[label][i] -= rate * gradient[label][i];
        }
      }
    }
  }

  double objective() {
    double objective = 0;
    for (int row = 0; row < features.length; row++) {
      objective -= inverseStrength * Math.log(probabilities(features[row])[labels[row]]);
    }
    for (double[] row : weights) {
      for (double weight : row) {
        objective += weight * weight / 2;
      }
    }
    return objective;
  }

  int predict(double[] vector) {
    double[] probabilities = probabilities(vector);
    int best = 0;
    for (int label = 1; label < probabilities.length; label++) {
      best = probabilities[label] > probabilities[best] ? label : best;
    }
    return best;
  }

  double[][] weights() {
    return weights;
  }

  private double[] probabilities(double[] vector) {
    double[] scores = new double[weights.length];
    double sum = 0;
    for (int label = 0; label < scores.length; label++) {
      double score = intercepts[label];
      for (int i = 0; i < vector.length; i++) {
        score += weights[label][i] * vector[i];
      }
      scores[label] = Math.exp(score);
      sum += scores[label];
    }
    for (int label = 0; label < scores.length; label++) {
      scores[label] /= sum;
    }
    return scores;
  }
}
