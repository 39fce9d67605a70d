package io.diffrep.evaluate;

import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.linalg.Matrix;

/**
 * Linear class scores, the highest of which wins; of equal ones, the first. It carries the numbers
 * alone: MLlib's model would take its training summary along into every task.
 */
final class LinearClassifier implements Probe.Classifier {
  private static final long serialVersionUID = 1L;

  private final double[][] weights;
  private final double[] intercepts;

  /**
   * A classifier.
   *
   * @param weights {@code [class][dimension]}
   * @param intercepts {@code [class]}
   */
  LinearClassifier(double[][] weights, double[] intercepts) {
    this.weights = weights;
    this.intercepts = intercepts;
  }

  /** The classifier of a multinomial model. */
  static LinearClassifier of(LogisticRegressionModel model) {
    Matrix matrix = model.coefficientMatrix();
    double[][] weights = new double[matrix.numRows()][matrix.numCols()];
    for (int label = 0; label < weights.length; label++) {
      for (int i = 0; i < weights[label].length; i++) {
        weights[label][i] = matrix.apply(label, i);
      }
    }
    return new LinearClassifier(weights, model.interceptVector().toArray());
  }

  double[][] weights() {
    return weights;
  }

  double[] intercepts() {
    return intercepts;
  }

  @Override
  public int predict(float[] features) {
    int best = 0;
    double highest = Double.NEGATIVE_INFINITY;
    for (int label = 0; label < weights.length; label++) {
      double score = intercepts[label];
      double[] row = weights[label];
      for (int i = 0; i < row.length; i++) {
        score += row[i] * features[i];
      }
      if (score > highest) {
        highest = score;
        best = label;
      }
    }
    return best;
  }
}
