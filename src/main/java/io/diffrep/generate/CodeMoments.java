package io.diffrep.generate;

import io.diffrep.evaluate.Moments;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * Moments of codes at a noise level, which a prior is to be held against: under {@code N(0, I)} all
 * means are 0 and all deviations 1.
 *
 * @param level the noise level, in words
 * @param largestMean largest absolute mean of a dimension
 * @param lowestDeviation lowest deviation of a dimension
 * @param rootMeanSquareDeviation root of the mean variance
 * @param highestDeviation highest deviation of a dimension
 */
public record CodeMoments(
    String level,
    double largestMean,
    double lowestDeviation,
    double rootMeanSquareDeviation,
    double highestDeviation) {
  /**
   * The moments at each level.
   *
   * @param codes of each image {@code [level][dimension]}
   */
  static List<CodeMoments> of(List<float[][]> codes, List<Double> levels) {
    List<CodeMoments> moments = new ArrayList<>();
    for (int level = 0; level < levels.size(); level++) {
      int of = level;
      Moments ofLevel = Moments.of(() -> codes.stream().map(code -> code[of]).iterator());
      DoubleSummaryStatistics deviations = DoubleStream.of(ofLevel.deviation()).summaryStatistics();
      moments.add(
          new CodeMoments(
              words(levels, level),
              DoubleStream.of(ofLevel.mean()).map(Math::abs).max().orElseThrow(),
              deviations.getMin(),
              Math.sqrt(
                  DoubleStream.of(ofLevel.deviation()).map(d -> d * d).average().orElseThrow()),
              deviations.getMax()));
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
        rootMeanSquareDeviation,
        largestMean);
  }
}
