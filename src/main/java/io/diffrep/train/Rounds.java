package io.diffrep.train;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Which batches the workers see in which round.
 *
 * @param objective makes the batches
 * @param batchPerWorker images per step of a worker
 * @param seed the run's seed
 */
record Rounds(ScoreMatching objective, int batchPerWorker, long seed) implements Serializable {
  /**
   * The batches of some steps, one partition a worker, made while they are read.
   *
   * @param images one partition a worker
   * @param firstStep steps of each worker before
   * @param steps steps of each worker
   */
  JavaRDD<MultiDataSet> batches(JavaRDD<TrainingImage> images, int firstStep, int steps) {
    return images.mapPartitions(partition -> iterator(partition, firstStep, steps));
  }

  private Iterator<MultiDataSet> iterator(
      Iterator<TrainingImage> partition, int firstStep, int steps) {
    List<TrainingImage> rows = new ArrayList<>();
    partition.forEachRemaining(rows::add);
    EpochOrder order = new EpochOrder(rows, seed, (long) firstStep * batchPerWorker);
    return new Iterator<>() {
      private int left = steps;

      @Override
      public boolean hasNext() {
        return left > 0;
      }

      @Override
      public MultiDataSet next() {
        left--;
        return objective.batch(order, batchPerWorker);
      }
    };
  }
}
