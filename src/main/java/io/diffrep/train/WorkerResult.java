package io.diffrep.train;

import org.deeplearning4j.spark.api.TrainingResult;
import org.deeplearning4j.spark.api.stats.SparkTrainingStats;

/**
 * What one worker brings back from a round, on the heap: the worker's native arrays are freed
 * before it is sent.
 *
 * @param parameters its weights; none if it saw no image
 * @param updater its optimiser's moments; none if it saw no image
 * @param images images that it saw
 * @param steps batches that it saw
 * @param lossSum sum of the images' losses
 * @param setUpSeconds what its network took to stand
 * @param fitSeconds what its batches took
 */
@SuppressWarnings("ArrayRecordComponent") // Sent once, compared never.
record WorkerResult(
    float[] parameters,
    float[] updater,
    long images,
    int steps,
    double lossSum,
    double setUpSeconds,
    double fitSeconds)
    implements TrainingResult, Summand {
  private static final long serialVersionUID = 1L;

  /** The result of a worker whose partition was empty: it counts for nothing. */
  static WorkerResult ofNoData() {
    return new WorkerResult(new float[0], new float[0], 0, 0, 0, 0, 0);
  }

  @Override
  public RoundSum sum() {
    return new RoundSum(
        weighted(parameters),
        weighted(updater),
        images,
        steps,
        lossSum,
        setUpSeconds,
        fitSeconds,
        0);
  }

  /** Exact: a product of a float and a count has at most 53 bits. */
  private double[] weighted(float[] vector) {
    double[] weighted = new double[vector.length];
    for (int i = 0; i < vector.length; i++) {
      weighted[i] = (double) vector[i] * images;
    }
    return weighted;
  }

  @Override
  public void setStats(SparkTrainingStats stats) {
    // DL4J's statistics are not collected.
  }
}
