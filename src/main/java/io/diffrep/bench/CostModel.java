package io.diffrep.bench;

import io.diffrep.train.Aggregation;
import io.diffrep.train.AveragingInterval;

/**
 * What a round of averaging takes on any number of workers, from what was measured on few. A round
 * of {@code k} steps takes
 *
 * <pre>
 *   k * batch * image                                  the steps, alike on all workers
 * + S * send + (S + (hops - 1) * min(S, 4 MB)) / B     weights and moments to all
 * + round + (tasks - 1) * task                         scheduling, and what the driver does once
 * + S * result + (n - 1) * S * further + n * S / B     n results to the driver, one after another
 * + n * S * add                                        their sum
 * </pre>
 *
 * with {@code S} bytes of weights and moments, {@code B} bytes per second of a link, and {@code n}
 * the number of workers. Spark's broadcast goes from executor to executor in blocks of 4 MB: each
 * executor takes in {@code S} bytes, and the last block has got to all after {@code hops =
 * ceil(log2(workers + 1))} links, so that it hardly depends on the number of workers. Results all
 * go through the driver's one link. A tree ({@link Aggregation}) adds groups of {@code g} results
 * on executors first, each through its own link; the driver then takes a sum of each group, in
 * double precision, that is of {@code 2 S} bytes.
 *
 * @param imageSeconds what an image takes a worker, with its share of loading
 * @param batch images per step of a worker
 * @param stateBytes weights and Adam's two moments, in bytes: what is sent to a worker and back
 * @param roundSeconds what a round of one worker takes beside all else here
 * @param taskSeconds what each further task takes the driver
 * @param stageSeconds what a stage takes that does nothing: each level of a tree is one
 * @param sendSeconds serialising, deserialising and setting up, per byte of the state
 * @param resultSeconds serialising and deserialising the first result, per byte
 * @param furtherSeconds what each further result takes who collects them, per byte
 * @param addSeconds adding a result to the others, per byte
 * @param overheadShare the share of the time that averaging may take, where there is a choice
 */
public record CostModel(
    double imageSeconds,
    int batch,
    long stateBytes,
    double roundSeconds,
    double taskSeconds,
    double stageSeconds,
    double sendSeconds,
    double resultSeconds,
    double furtherSeconds,
    double addSeconds,
    double overheadShare) {
  /** Spark's {@code spark.broadcast.blockSize}. */
  static final long BROADCAST_BLOCK = 4L << 20;

  /** Weights and Adam's two moments, in single precision. */
  static final int STATE_BYTES = 3 * Float.BYTES;

  /** Averaged replicas' sums are in double precision, of single results. */
  private static final int SUM_BYTES = 2;

  /**
   * What follows from one worker's rounds and from Spark's own jobs.
   *
   * @param alone one worker on one executor, without a network between it and the driver
   * @param rates what Spark itself takes
   * @param parameters numbers that are trained
   * @param overheadShare the share of the time that averaging may take
   */
  static CostModel of(ScaleRun alone, RateProbe rates, int parameters, double overheadShare) {
    RoundSplit split = alone.split();
    long bytes = (long) STATE_BYTES * parameters;
    return new CostModel(
        split.fit() / split.steps() / alone.batch(),
        alone.batch(),
        bytes,
        Math.max(0, split.other() - bytes * rates.resultSeconds()),
        rates.taskSeconds(),
        rates.stageSeconds(),
        split.broadcast() / bytes,
        rates.resultSeconds(),
        rates.furtherSeconds(),
        split.aggregate() / bytes,
        overheadShare);
  }

  /** The same with another batch. */
  CostModel withBatch(int other) {
    return new CostModel(
        imageSeconds,
        other,
        stateBytes,
        roundSeconds,
        taskSeconds,
        stageSeconds,
        sendSeconds,
        resultSeconds,
        furtherSeconds,
        addSeconds,
        overheadShare);
  }

  /**
   * What averaging takes: a round without its steps.
   *
   * @param workers at least 1
   * @param bandwidth bytes per second of each machine's link, in either direction; may be infinite
   * @param depth levels of the tree; 1: all results go to the driver
   */
  public double overheadSeconds(int workers, double bandwidth, int depth) {
    double seconds = roundSeconds + (workers - 1) * taskSeconds + sending(workers, bandwidth);
    Aggregation tree = new Aggregation(depth);
    int group = tree.group(workers);
    int count = workers;
    double bytes = stateBytes;
    for (int sums : tree.levels(workers)) {
      seconds += stageSeconds + (sums - 1) * taskSeconds;
      seconds += gathering(Math.min(group, count), bytes, bandwidth);
      count = sums;
      bytes = SUM_BYTES * (double) stateBytes;
    }
    return seconds + gathering(count, bytes, bandwidth);
  }

  private double sending(int workers, double bandwidth) {
    int hops = Integer.SIZE - Integer.numberOfLeadingZeros(workers);
    double inBlocks = stateBytes + (hops - 1) * (double) Math.min(stateBytes, BROADCAST_BLOCK);
    return stateBytes * sendSeconds + inBlocks / bandwidth;
  }

  private double gathering(int count, double bytes, double bandwidth) {
    return bytes
        * (resultSeconds + (count - 1) * furtherSeconds + count * (addSeconds + 1 / bandwidth));
  }

  /** What a step takes a worker. */
  public double stepSeconds() {
    return batch * imageSeconds;
  }

  /**
   * A round.
   *
   * @param steps steps of each worker between two averagings
   */
  public double seconds(int workers, int steps, double bandwidth, int depth) {
    return steps * stepSeconds() + overheadSeconds(workers, bandwidth, depth);
  }

  /** Images per second over all workers, of rounds of so many steps. */
  public double imagesPerSecond(int workers, int steps, double bandwidth, int depth) {
    return (double) workers * steps * batch / seconds(workers, steps, bandwidth, depth);
  }

  /** The averaging interval that a training chooses by itself. */
  public int interval(int workers, double bandwidth, int depth) {
    double overhead = overheadSeconds(workers, bandwidth, depth);
    return AveragingInterval.of(stepSeconds(), overhead, overheadShare).steps();
  }

  /**
   * Images per second as a share of what so many workers would reach that need no averaging, with
   * the interval that a training chooses by itself.
   */
  public double efficiency(int workers, double bandwidth, int depth) {
    double steps = interval(workers, bandwidth, depth) * stepSeconds();
    return steps / (steps + overheadSeconds(workers, bandwidth, depth));
  }

  /**
   * The fewest workers of which the efficiency is below a share; 0 if there are none up to a
   * number.
   */
  public int firstBelow(double share, double bandwidth, int depth, int most) {
    for (int workers = 1; workers <= most; workers++) {
      if (efficiency(workers, bandwidth, depth) < share) {
        return workers;
      }
    }
    return 0;
  }

  /** Bytes of results and sums that the driver holds at once. */
  public long driverBytes(int workers, int depth) {
    var levels = new Aggregation(depth).levels(workers);
    return levels.isEmpty()
        ? workers * stateBytes
        : SUM_BYTES * levels.get(levels.size() - 1) * stateBytes;
  }
}
