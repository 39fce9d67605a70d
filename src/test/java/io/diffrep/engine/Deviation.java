package io.diffrep.engine;

import java.util.Map;
import java.util.Random;

/** How far results lie apart, as a share of the size of what is compared. */
final class Deviation {
  private static final int DERIVATIVES_PER_PARAMETER = 12;

  private Deviation() {}

  /** Largest difference of outputs over the largest value of that output. */
  static double ofOutputs(Map<String, double[]> actual, Map<String, double[]> expected) {
    double worst = 0;
    for (Map.Entry<String, double[]> output : expected.entrySet()) {
      double[] e = output.getValue();
      double[] a = actual.get(output.getKey());
      worst = Math.max(worst, largestDifference(a, e, 0, e.length) / largest(e, 0, e.length));
    }
    return worst;
  }

  /** Largest difference of gradients over the largest gradient of that parameter. */
  static double ofGradients(ParameterLayout layout, double[] actual, double[] expected) {
    double worst = 0;
    for (Parameter p : layout.parameters()) {
      int end = p.offset() + p.length();
      double difference = largestDifference(actual, expected, p.offset(), end);
      worst = Math.max(worst, difference / scale(layout, expected, p));
    }
    return worst;
  }

  /**
   * Largest difference between gradients and finite differences of the reference, at a few entries
   * of each parameter.
   */
  static double fromFiniteDifferences(EngineCase c, double[] gradients) {
    Random random = new Random(c.name().hashCode());
    double worst = 0;
    for (Parameter p : c.graph().layout().parameters()) {
      double scale = scale(c.graph().layout(), gradients, p);
      for (int i = 0; i < Math.min(p.length(), DERIVATIVES_PER_PARAMETER); i++) {
        boolean every = p.length() <= DERIVATIVES_PER_PARAMETER;
        int index = p.offset() + (every ? i : random.nextInt(p.length()));
        double difference = Math.abs(gradients[index] - ReferenceNet.derivative(c, index));
        worst = Math.max(worst, Double.isFinite(difference) ? difference / scale : 1e9);
      }
    }
    return worst;
  }

  /** A gradient that is zero by construction is judged by the size of the others. */
  private static double scale(ParameterLayout layout, double[] gradients, Parameter p) {
    double own = largest(gradients, p.offset(), p.offset() + p.length());
    return Math.max(own, 0.1 * largest(gradients, 0, layout.length()));
  }

  private static double largest(double[] numbers, int from, int to) {
    double largest = 1e-6;
    for (int i = from; i < to; i++) {
      largest = Math.max(largest, Math.abs(numbers[i]));
    }
    return largest;
  }

  private static double largestDifference(double[] a, double[] b, int from, int to) {
    double largest = 0;
    for (int i = from; i < to; i++) {
      double difference = Math.abs(a[i] - b[i]);
      largest = Math.max(largest, Double.isFinite(difference) ? difference : 1e9);
    }
    return largest;
  }
}
