package io.diffrep.train;

import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Which batches the workers see in which round. A round is a run of images in the {@link
 * EpochOrder}, of which each worker has its own part: one epoch over all workers shows each image
 * once, and a worker reads the one or two chunks alone that its part touches.
 */
final class Rounds implements RoundData {
  private final TrainingSet set;
  private final EpochOrder order;
  private final int workers;
  private final BatchTask task;

  /**
   * @param set the images; stays open as long as batches are read
   * @param objective makes the batches
   * @param workers how many share a round
   * @param batchPerWorker images per step of a worker
   * @param seed the run's seed
   */
  Rounds(TrainingSet set, Objective objective, int workers, int batchPerWorker, long seed) {
    this.set = set;
    this.workers = workers;
    order = new EpochOrder(set.chunks(), seed);
    task = new BatchTask(set.reader(), set.rowsRead(), objective, batchPerWorker, seed);
  }

  @Override
  public JavaRDD<MultiDataSet> batches(long firstImage, int stepsPerWorker) {
    long each = (long) stepsPerWorker * task.batch();
    return set.context()
        .parallelize(order.shares(firstImage, each, workers), workers)
        .mapPartitions(task);
  }

  /** Makes the batches of one worker: what goes to the executors, where all chunks need not go. */
  private record BatchTask(
      Broadcast<ChunkReader> reader,
      LongAccumulator rowsRead,
      Objective objective,
      int batch,
      long seed)
      implements FlatMapFunction<Iterator<List<Slice>>, MultiDataSet> {
    @Override
    public Iterator<MultiDataSet> call(Iterator<List<Slice>> share) {
      List<Slice> slices = share.next();
      ChunkReader chunks = reader.value();
      int images = slices.stream().mapToInt(slice -> slice.to() - slice.from()).sum();
      Draws draws = new Draws(slices, chunk -> chunks.images(chunk, rowsRead), seed);
      return new BatchFeed(objective, draws, batch, images / batch);
    }
  }
}
