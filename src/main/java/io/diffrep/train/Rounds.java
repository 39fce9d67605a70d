package io.diffrep.train;

import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Which batches the workers see in which round. A round is a run of images in the {@link
 * EpochOrder}, of which each worker has its own part: one epoch over all workers shows each image
 * once, and a worker reads the one or two chunks alone that its part touches.
 */
final class Rounds {
  private final TrainingSet set;
  private final EpochOrder order;
  private final ScoreMatching objective;
  private final int workers;
  private final int batchPerWorker;
  private final long seed;

  /**
   * @param set the images; stays open as long as batches are read
   * @param objective makes the batches
   * @param workers how many share a round
   * @param batchPerWorker images per step of a worker
   * @param seed the run's seed
   */
  Rounds(TrainingSet set, ScoreMatching objective, int workers, int batchPerWorker, long seed) {
    this.set = set;
    this.objective = objective;
    this.workers = workers;
    this.batchPerWorker = batchPerWorker;
    this.seed = seed;
    order = new EpochOrder(set.chunks(), seed);
  }

  /**
   * The batches of a round, one partition a worker, each made when it is asked for. They depend on
   * the position alone: computed again, they are the same.
   *
   * @param firstImage images that the run has seen before, over all workers
   * @param stepsPerWorker batches of each worker
   */
  JavaRDD<MultiDataSet> batches(long firstImage, int stepsPerWorker) {
    List<List<Slice>> shares =
        order.shares(firstImage, (long) stepsPerWorker * batchPerWorker, workers);
    // What the tasks take along: not this object, which knows all chunks.
    Broadcast<ChunkReader> reader = set.reader();
    LongAccumulator rowsRead = set.rowsRead();
    ScoreMatching makes = objective;
    int size = batchPerWorker;
    long own = seed;
    return set.context()
        .parallelize(shares, workers)
        .mapPartitions(
            share -> {
              ChunkReader chunks = reader.value();
              Draws draws = new Draws(share.next(), chunk -> chunks.images(chunk, rowsRead), own);
              return batches(draws, makes, size);
            });
  }

  private static Iterator<MultiDataSet> batches(Draws draws, ScoreMatching objective, int size) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return draws.hasNext();
      }

      @Override
      public MultiDataSet next() {
        return objective.batch(draws, size);
      }
    };
  }
}
