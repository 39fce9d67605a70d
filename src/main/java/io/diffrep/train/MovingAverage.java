package io.diffrep.train;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Exponential moving average of the weights, in step with images seen: over {@code n} images the
 * old average keeps the share {@code exp(-n / window)}, where the window grows with the images seen
 * until it has its full length. So the average means the same for any batch and any number of
 * workers.
 */
final class MovingAverage {
  private final long window;
  private final double ramp;
  private final INDArray average;

  /**
   * @param window full length of the window in images
   * @param ramp share of the images seen that the window may have
   * @param start the average to begin with; kept and changed
   */
  MovingAverage(long window, double ramp, INDArray start) {
    this.window = window;
    this.ramp = ramp;
    average = start;
  }

  /**
   * @param weights the weights now
   * @param images images since the last call
   * @param seen images seen in all
   */
  void add(INDArray weights, long images, long seen) {
    double share = Math.exp(-images / Math.min((double) window, ramp * seen));
    try (INDArray addition = weights.reshape(average.shape()).mul(1 - share)) {
      average.muli(share).addi(addition);
    }
  }

  /** The average. */
  INDArray average() {
    return average;
  }
}
