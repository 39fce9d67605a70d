package io.diffrep.train;

import org.apache.spark.api.java.JavaRDD;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** What a training learns from, round by round. */
interface RoundData {
  /**
   * The batches of a round: a partition for each worker, made while they are read. The same for the
   * same arguments, whatever was asked for before.
   *
   * @param firstImage images that all workers together have seen before
   * @param stepsPerWorker batches of each worker
   */
  JavaRDD<MultiDataSet> batches(long firstImage, int stepsPerWorker);
}
