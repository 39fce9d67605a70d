package io.diffrep.train;

import java.io.Serializable;
import org.deeplearning4j.spark.api.TrainingResult;
import org.deeplearning4j.spark.api.stats.SparkTrainingStats;

/**
 * What one worker brings back from a round, on the heap: the worker's native arrays are freed
 * before it is sent.
 *
 * @param parameters its weights
 * @param updater its optimiser's moments
 * @param images images that it saw
 * @param lossSum sum of their losses
 */
@SuppressWarnings("ArrayRecordComponent") // Sent once, compared never.
record WorkerResult(float[] parameters, float[] updater, long images, double lossSum)
    implements TrainingResult, Serializable {
  private static final long serialVersionUID = 1L;

  @Override
  public void setStats(SparkTrainingStats stats) {
    // DL4J's statistics are not collected.
  }
}
