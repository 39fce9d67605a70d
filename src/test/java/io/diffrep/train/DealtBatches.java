package io.diffrep.train;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Batches of images that lie in an RDD, one partition a worker: for tests of averaging, to which it
 * is all one where images come from. Each worker goes through its own in the order of their keys.
 */
record DealtBatches(ScoreMatching objective, int batchPerWorker) implements Serializable {
  /**
   * The batches of some steps.
   *
   * @param firstStep steps of each worker before
   */
  JavaRDD<MultiDataSet> batches(JavaRDD<TrainingImage> images, int firstStep, int steps) {
    return images.mapPartitions(partition -> batches(partition, firstStep, steps));
  }

  private Iterator<MultiDataSet> batches(
      Iterator<TrainingImage> partition, int firstStep, int steps) {
    List<TrainingImage> own = new ArrayList<>();
    partition.forEachRemaining(own::add);
    own.sort(Comparator.comparingLong(TrainingImage::key));
    Iterator<Draw> draws =
        IntStream.iterate(firstStep * batchPerWorker, position -> position + 1)
            .mapToObj(position -> new Draw(own.get(position % own.size()), position / own.size()))
            .iterator();
    return new BatchFeed(objective, draws, batchPerWorker, steps);
  }
}
