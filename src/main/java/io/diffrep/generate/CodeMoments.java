package io.diffrep.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Moments of codes at a noise level, which a prior is to be held against: under {@code N(0, I)} all
 * means are 0 and all deviations 1.
 *
 * @param level the noise level, in words
 * @param largestMean largest absolute mean of a dimension
 * @param lowestDeviation lowest deviation of a dimension
 * @param meanDeviation root of the mean variance
 * @param highestDeviation highest deviation of a dimension
 */
public record CodeMoments(
    String level,
    double largestMean,
    double lowestDeviation,
    double meanDeviation,
    double highestDeviation) {
  /** The moments of each level of fitted codes. */
  static List<CodeMoments> of(GaussianFit fit, List<Double> levels) {
    int dimension = fit.mean().length / levels.size();
    List<CodeMoments> moments = new ArrayList<>();
    for (int level = 0; level < levels.size(); level++) {
      double mean = 0;
      double variances = 0;
      double lowest = Double.POSITIVE_INFINITY;
      double highest = 0;
      for (int d = level * dimension; d < (level + 1) * dimension; d++) {
        double deviation = Math.sqrt(fit.covariance(d, d));
        mean = Math.max(mean, Math.abs(fit.mean()[d]));
        variances += fit.covariance(d, d) / dimension;
        lowest = Math.min(lowest, deviation);
        highest = Math.max(highest, deviation);
      }
      moments.add(
          new CodeMoments(words(levels, level), mean, lowest, Math.sqrt(variances), highest));
    }
    return moments;
  }

  private static String words(List<Double> levels, int level) {
    return levels.size() == 1 ? "all noise levels" : "rho " + Layout.plain(levels.get(level));
  }

  /** One line for a console. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s: deviations %.3g to %.3g (root mean square %.3g), means up to %.3g",
        level,
        lowestDeviation,
        highestDeviation,
        meanDeviation,
        largestMean);
  }
}
