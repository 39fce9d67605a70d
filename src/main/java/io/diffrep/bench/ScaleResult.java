package io.diffrep.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.diffrep.train.AveragingSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How the training of a network scales.
 *
 * @param network its name
 * @param parameters numbers that are trained
 * @param forwardGigaflops floating-point operations of an image's forward pass, in billions
 * @param runs what was measured
 * @param costs what follows from it
 * @param predictions what follows from that
 */
public record ScaleResult(
    String network,
    int parameters,
    double forwardGigaflops,
    List<Measured> runs,
    CostModel costs,
    List<Prediction> predictions) {
  private static final List<Integer> WORKERS = List.of(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1000);

  /** So many workers are looked at to find where averaging stops to scale. */
  static final int MOST = 10_000;

  /**
   * One number of workers with one size of batch.
   *
   * @param workers replicas that were averaged
   * @param batch images per step of each
   * @param interval steps between two averagings, as the training chose it
   * @param broadcastSeconds of a round: sending out the weights, setting up the slowest worker
   * @param fitSeconds the slowest worker's batches
   * @param aggregateSeconds adding up the results
   * @param otherSeconds scheduling, reading, bringing results back, taking them over
   * @param roundSeconds all four
   * @param predictedSeconds what the cost model says of the round
   * @param overheadShare the round's share that is not the slowest worker's batches
   * @param imagesPerSecond over all workers
   * @param turns images per second of each training
   * @param speedUp images per second as a multiple of one worker's with the batch of the first run
   */
  public record Measured(
      int workers,
      int batch,
      int interval,
      double broadcastSeconds,
      double fitSeconds,
      double aggregateSeconds,
      double otherSeconds,
      double roundSeconds,
      double predictedSeconds,
      double overheadShare,
      double imagesPerSecond,
      List<Double> turns,
      double speedUp) {}

  /**
   * What the cost model says of one network bandwidth and one depth of the tree.
   *
   * @param gigabits bandwidth of each machine's link, in gigabits per second
   * @param aggregationDepth levels of the tree; 1: all results go to the driver
   * @param below90 fewest workers whose efficiency is below 90 %; 0: more than {@link #MOST}
   * @param below50 fewest workers whose efficiency is below 50 %, likewise
   * @param points by numbers of workers
   */
  public record Prediction(
      double gigabits,
      int aggregationDepth,
      @JsonProperty("below-90-percent") int below90,
      @JsonProperty("below-50-percent") int below50,
      List<Point> points) {
    private static final double BYTES_PER_GIGABIT = 1e9 / 8;

    private static Prediction of(CostModel costs, double gigabits, int depth) {
      double bandwidth = gigabits * BYTES_PER_GIGABIT;
      return new Prediction(
          gigabits,
          depth,
          costs.firstBelow(0.9, bandwidth, depth, MOST),
          costs.firstBelow(0.5, bandwidth, depth, MOST),
          WORKERS.stream().map(workers -> Point.of(costs, workers, bandwidth, depth)).toList());
    }
  }

  /**
   * One number of workers.
   *
   * @param workers how many
   * @param interval steps between two averagings that a training chooses
   * @param overheadSeconds what an averaging takes
   * @param imagesPerSecond over all workers
   * @param efficiency images per second as a share of what workers reach that need no averaging
   * @param driverBytes what the driver holds of results
   */
  public record Point(
      int workers,
      int interval,
      double overheadSeconds,
      double imagesPerSecond,
      double efficiency,
      long driverBytes) {
    private static Point of(CostModel costs, int workers, double bandwidth, int depth) {
      int interval = costs.interval(workers, bandwidth, depth);
      return new Point(
          workers,
          interval,
          costs.overheadSeconds(workers, bandwidth, depth),
          costs.imagesPerSecond(workers, interval, bandwidth, depth),
          costs.efficiency(workers, bandwidth, depth),
          costs.driverBytes(workers, depth));
    }
  }

  /**
   * Works it out.
   *
   * @param runs what was measured; the first with one worker is what the others are held against
   * @param rates what Spark itself takes
   * @param averaging how the trainings averaged
   * @param gigabits bandwidths to predict for, without a tree and with the trainings' one
   */
  static ScaleResult of(
      ScaleNetwork network,
      List<ScaleRun> runs,
      RateProbe rates,
      AveragingSettings averaging,
      List<Double> gigabits) {
    ScaleRun alone = runs.stream().filter(run -> run.workers() == 1).findFirst().orElseThrow();
    CostModel costs = CostModel.of(alone, rates, network.parameters(), averaging.overheadShare());
    int depth = averaging.aggregationDepth();
    List<Prediction> predictions = new ArrayList<>();
    for (double bandwidth : gigabits) {
      IntStream.of(1, depth)
          .distinct()
          .forEach(levels -> predictions.add(Prediction.of(costs, bandwidth, levels)));
    }
    return new ScaleResult(
        network.label(),
        network.parameters(),
        network.forwardOperations() / 1e9,
        runs.stream().map(run -> measured(run, alone, costs, depth)).toList(),
        costs,
        predictions);
  }

  private static Measured measured(ScaleRun run, ScaleRun alone, CostModel costs, int depth) {
    RoundSplit split = run.split();
    return new Measured(
        run.workers(),
        run.batch(),
        split.steps(),
        split.broadcast(),
        split.fit(),
        split.aggregate(),
        split.other(),
        split.seconds(),
        costs
            .withBatch(run.batch())
            .seconds(run.workers(), split.steps(), Double.POSITIVE_INFINITY, depth),
        split.overheadShare(),
        split.imagesPerSecond(),
        run.imagesPerSecond(),
        split.imagesPerSecond() / alone.split().imagesPerSecond());
  }
}
