package io.diffrep.train;

import java.io.IOException;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.LongAccumulator;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;

/** The training loop; whatever else happens beside it is a listener's affair. */
final class TrainingRun {
  private final RunState state;
  private final RoundData data;
  private final int batch;
  private final List<RoundListener> listeners;
  private final AveragingMaster master;
  private final SparkComputationGraph replicas;
  private Round round;

  /**
   * @param state where it begins
   * @param data what it learns from
   * @param settings how
   * @param workers how many share a batch
   * @param finished counts the images of batches that are finished
   * @param listeners called in this order
   */
  TrainingRun(
      JavaSparkContext context,
      RunState state,
      RoundData data,
      TrainSettings settings,
      int workers,
      LongAccumulator finished,
      List<RoundListener> listeners) {
    this.state = state;
    this.data = data;
    this.listeners = listeners;
    batch = settings.batch();
    master =
        new AveragingMaster(
            batch / workers,
            new Aggregation(settings.averaging().aggregationDepth()),
            finished,
            result -> listeners.forEach(listener -> listener.averaged(round, result)));
    replicas = new SparkComputationGraph(context, state.graph(), master);
  }

  /** Goes on to the last round. */
  void run() throws IOException {
    try {
      while (!state.schedule().isOver(state.rounds())) {
        round = state.schedule().round(state.rounds() + 1);
        for (RoundListener listener : listeners) {
          listener.begin(round);
        }
        long start = System.nanoTime();
        replicas.fitMultiDataSet(data.batches((long) round.firstStep() * batch, round.steps()));
        RoundReport report = state.add(round, master.last(), start);
        for (RoundListener listener : listeners) {
          listener.end(report);
        }
      }
    } catch (Exception e) {
      for (RoundListener listener : listeners) {
        listener.failed(e);
      }
      throw e;
    }
  }
}
