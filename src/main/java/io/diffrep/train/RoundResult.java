package io.diffrep.train;

/**
 * What the workers of a round have come to together, before it is taken over.
 *
 * @param parameters mean of the weights
 * @param updater mean of the optimiser's moments
 * @param images images over all workers
 * @param steps steps of each worker
 * @param loss mean loss of the images
 * @param broadcastSeconds sending out the weights and setting up the slowest worker
 * @param fitSeconds the slowest worker's batches
 * @param aggregateSeconds adding up the results
 */
@SuppressWarnings("ArrayRecordComponent") // Compared never.
record RoundResult(
    float[] parameters,
    float[] updater,
    long images,
    int steps,
    double loss,
    double broadcastSeconds,
    double fitSeconds,
    double aggregateSeconds) {
  /**
   * The weighted means.
   *
   * @param sum the sum over all workers
   * @param sendSeconds what sending out the weights took
   */
  static RoundResult of(RoundSum sum, double sendSeconds) {
    if (sum.images() == 0) {
      throw new IllegalStateException("no worker was given an image: all partitions are empty");
    }
    long start = System.nanoTime();
    float[] parameters = sum.meanParameters();
    float[] updater = sum.meanUpdater();
    return new RoundResult(
        parameters,
        updater,
        sum.images(),
        sum.steps(),
        sum.lossSum() / sum.images(),
        sendSeconds + sum.setUpSeconds(),
        sum.fitSeconds(),
        sum.addSeconds() + (System.nanoTime() - start) / 1e9);
  }
}
