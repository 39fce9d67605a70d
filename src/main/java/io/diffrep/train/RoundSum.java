package io.diffrep.train;

import java.util.List;

/**
 * The sum of some workers' results, each weighted by the images that it saw. In double precision,
 * where a weighted number is exact, and so is the mean of one worker or of two alike.
 *
 * @param parameters sum of the weights, each times its images; none if there were no images
 * @param updater sum of the moments, likewise
 * @param images images over all of them
 * @param steps most steps of one of them
 * @param lossSum sum of the images' losses
 * @param setUpSeconds what the slowest worker took to set up
 * @param fitSeconds what the batches took the same worker
 * @param addSeconds what the additions took, along the longest way to here
 */
@SuppressWarnings("ArrayRecordComponent") // Sent once, compared never.
record RoundSum(
    double[] parameters,
    double[] updater,
    long images,
    int steps,
    double lossSum,
    double setUpSeconds,
    double fitSeconds,
    double addSeconds)
    implements Summand {
  private static final long serialVersionUID = 1L;

  @Override
  public RoundSum sum() {
    return this;
  }

  /**
   * The sum of neighbours in the order of their partitions. Numbers are added in pairs: the first
   * half, a power of two, and the rest are added up each, and then one to the other. So whatever is
   * added up beforehand in groups of a power of two, the sum is the same to the bit.
   *
   * @param summands one or more
   */
  static RoundSum of(List<? extends Summand> summands) {
    long start = System.nanoTime();
    RoundSum sum = pairwise(summands);
    return sum.after((System.nanoTime() - start) / 1e9);
  }

  private static RoundSum pairwise(List<? extends Summand> summands) {
    int count = summands.size();
    if (count == 1) {
      return summands.get(0).sum();
    }
    int half = Integer.highestOneBit(count - 1);
    return pairwise(summands.subList(0, half)).plus(pairwise(summands.subList(half, count)));
  }

  private RoundSum plus(RoundSum other) {
    boolean slower = other.setUpSeconds + other.fitSeconds > setUpSeconds + fitSeconds;
    return new RoundSum(
        add(parameters, other.parameters),
        add(updater, other.updater),
        images + other.images,
        Math.max(steps, other.steps),
        lossSum + other.lossSum,
        slower ? other.setUpSeconds : setUpSeconds,
        slower ? other.fitSeconds : fitSeconds,
        Math.max(addSeconds, other.addSeconds));
  }

  /** Into the first; one that is empty changes nothing. */
  private static double[] add(double[] to, double[] from) {
    if (to.length == 0 || from.length == 0) {
      return to.length == 0 ? from : to;
    }
    for (int i = 0; i < to.length; i++) {
      to[i] += from[i];
    }
    return to;
  }

  private RoundSum after(double seconds) {
    return new RoundSum(
        parameters,
        updater,
        images,
        steps,
        lossSum,
        setUpSeconds,
        fitSeconds,
        addSeconds + seconds);
  }

  /** The weighted mean of the weights. */
  float[] meanParameters() {
    return mean(parameters);
  }

  /** The weighted mean of the moments. */
  float[] meanUpdater() {
    return mean(updater);
  }

  private float[] mean(double[] sum) {
    float[] mean = new float[sum.length];
    for (int i = 0; i < sum.length; i++) {
      mean[i] = (float) (sum[i] / images);
    }
    return mean;
  }
}
