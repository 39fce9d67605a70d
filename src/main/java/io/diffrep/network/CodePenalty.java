package io.diffrep.network;

import java.io.Serializable;
import java.nio.FloatBuffer;

/**
 * What holds codes small, whatever they are learned for: {@code weight |z|_1}, or {@code weight
 * KL(N(mean, variance) || N(0, I))} where codes are Gaussian, which is {@code (mean^2 + variance -
 * 1 - log variance) / 2} for each dimension (Kingma and Welling 2014, arXiv 1312.6114, appendix B).
 *
 * @param weight weight of the norm or divergence
 * @param code what the encoder says of a code
 */
record CodePenalty(double weight, CodeKind code) implements Serializable {
  /**
   * The penalty of an image.
   *
   * @param numbers holds the code, or its means, then its log variances
   * @param from where they begin
   * @param to behind the last of them
   * @param gradient receives the gradient by them at the same places, or null
   */
  double of(FloatBuffer numbers, int from, int to, FloatBuffer gradient) {
    return weight
        * (code == CodeKind.GAUSSIAN
            ? divergence(numbers, from, (to - from) / 2, gradient)
            : norm(numbers, from, to, gradient));
  }

  private double norm(FloatBuffer numbers, int from, int to, FloatBuffer gradient) {
    double norm = 0;
    for (int k = from; k < to; k++) {
      float number = numbers.get(k);
      norm += Math.abs(number);
      if (gradient != null) {
        gradient.put(k, (float) (weight * Math.signum(number)));
      }
    }
    return norm;
  }

  private double divergence(FloatBuffer numbers, int from, int count, FloatBuffer gradient) {
    double divergence = 0;
    for (int k = from; k < from + count; k++) {
      double mean = numbers.get(k);
      double logVariance = numbers.get(k + count);
      double variance = Math.exp(logVariance);
      divergence += 0.5 * (mean * mean + variance - 1 - logVariance);
      if (gradient != null) {
        gradient.put(k, (float) (weight * mean));
        gradient.put(k + count, (float) (weight * 0.5 * (variance - 1)));
      }
    }
    return divergence;
  }
}
