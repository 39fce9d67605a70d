package io.diffrep.reproduce;

import io.diffrep.train.RoundReport;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * A training's loss in windows of equally many images, so that curves of rounds of different length
 * can be compared.
 *
 * @param images images of all windows
 * @param losses mean loss of the images of each window, the first window first
 */
record LossCurve(long images, List<Double> losses) {
  LossCurve {
    losses = List.copyOf(losses);
  }

  /**
   * Divides a history into windows. A round that reaches into several counts in each with the
   * images that it has there.
   *
   * @param history all rounds of a training, at least one
   * @param images images that count, at most those seen: the last step may have gone beyond a round
   *     number
   * @param windows how many windows, at least 1
   */
  static LossCurve of(List<RoundReport> history, long images, int windows) {
    double width = (double) images / windows;
    double[] sums = new double[windows];
    long before = 0;
    for (RoundReport round : history) {
      for (int w = (int) (before / width); w < windows && w * width < round.images(); w++) {
        double from = Math.max(before, w * width);
        double to = Math.min(round.images(), (w + 1) * width);
        // Never negative but by rounding, where the round begins at the window's end.
        sums[w] += round.loss() * Math.max(0, to - from);
      }
      before = round.images();
    }
    return new LossCurve(images, DoubleStream.of(sums).map(sum -> sum / width).boxed().toList());
  }

  /** Mean loss from one window to before another. */
  double mean(int from, int to) {
    return losses.subList(from, to).stream()
        .mapToDouble(Double::doubleValue)
        .average()
        .orElseThrow();
  }

  /** How many images had been seen at the end of a window, counted from 0. */
  double end(int window) {
    return (double) images * (window + 1) / losses.size();
  }
}
