package io.diffrep.train;

import io.diffrep.network.NetworkGraph;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.graph.ComputationGraphUpdater;
import org.deeplearning4j.spark.api.TrainingHook;
import org.deeplearning4j.spark.api.TrainingWorker;
import org.deeplearning4j.spark.api.WorkerConfiguration;
import org.deeplearning4j.spark.api.stats.SparkTrainingStats;
import org.deeplearning4j.spark.api.worker.NetBroadcastTuple;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * One replica during one round. It starts from the broadcast weights, moments and iteration count;
 * DL4J's own worker loses the count, since cloning a configuration drops it, and with it Adam's
 * bias correction and every schedule.
 */
final class AveragingWorker implements TrainingWorker<WorkerResult> {
  private static final long serialVersionUID = 1L;
  private static final String GRAPHS_ALONE =
      "this worker trains computation graphs on MultiDataSets alone";

  private final Broadcast<NetBroadcastTuple> broadcast;
  private final WorkerConfiguration configuration;
  private final int iteration;
  private long images;
  private double lossSum;

  AveragingWorker(
      Broadcast<NetBroadcastTuple> broadcast, WorkerConfiguration configuration, int iteration) {
    this.broadcast = broadcast;
    this.configuration = configuration;
    this.iteration = iteration;
  }

  /** Frees the broadcast on driver and executors once the round is over. */
  void destroyBroadcast() {
    broadcast.destroy();
  }

  /**
   * Frees the native memory of a graph that has done its round. DL4J's own {@code close} asks for a
   * garbage collection beside it, which would cost more than the averaging.
   */
  void free(ComputationGraph graph) {
    for (INDArray array :
        List.of(
            graph.params(),
            graph.getFlattenedGradients(),
            graph.getUpdater().getStateViewArray())) {
      if (array.closeable()) {
        array.close();
      }
    }
  }

  @Override
  public ComputationGraph getInitialModelGraph() {
    NetBroadcastTuple start = broadcast.getValue();
    ComputationGraph graph = new NetworkGraph(start.getGraphConfiguration().clone());
    graph.init(start.getParameters().dup(), false);
    graph.setUpdater(new ComputationGraphUpdater(graph, start.getUpdaterState().dup()));
    graph.getConfiguration().setIterationCount(iteration);
    return graph;
  }

  @Override
  public WorkerResult processMinibatch(MultiDataSet batch, ComputationGraph graph, boolean isLast) {
    graph.fit(batch);
    long size = batch.getFeatures(0).size(0);
    images += size;
    lossSum += graph.score() * size;
    return isLast ? getFinalResult(graph) : null;
  }

  @Override
  public WorkerResult getFinalResult(ComputationGraph graph) {
    return new WorkerResult(
        values(graph.params()), values(graph.getUpdater().getStateViewArray()), images, lossSum);
  }

  private static float[] values(INDArray array) {
    return array.reshape(array.length()).toFloatVector();
  }

  @Override
  public WorkerConfiguration getDataConfiguration() {
    return configuration;
  }

  @Override
  public long getInstanceId() {
    return iteration;
  }

  @Override
  public Pair<WorkerResult, SparkTrainingStats> processMinibatchWithStats(
      MultiDataSet batch, ComputationGraph graph, boolean isLast) {
    return new Pair<>(processMinibatch(batch, graph, isLast), null);
  }

  @Override
  public Pair<WorkerResult, SparkTrainingStats> getFinalResultWithStats(ComputationGraph graph) {
    return new Pair<>(getFinalResult(graph), null);
  }

  @Override
  public WorkerResult getFinalResultNoData() {
    throw new IllegalStateException("a worker got no batch: each partition holds images");
  }

  @Override
  public Pair<WorkerResult, SparkTrainingStats> getFinalResultNoDataWithStats() {
    return new Pair<>(getFinalResultNoData(), null);
  }

  @Override
  public MultiLayerNetwork getInitialModel() {
    throw new UnsupportedOperationException(GRAPHS_ALONE);
  }

  @Override
  public WorkerResult processMinibatch(DataSet batch, MultiLayerNetwork network, boolean isLast) {
    throw new UnsupportedOperationException(GRAPHS_ALONE);
  }

  @Override
  public WorkerResult processMinibatch(DataSet batch, ComputationGraph graph, boolean isLast) {
    throw new UnsupportedOperationException(GRAPHS_ALONE);
  }

  @Override
  public Pair<WorkerResult, SparkTrainingStats> processMinibatchWithStats(
      DataSet batch, MultiLayerNetwork network, boolean isLast) {
    throw new UnsupportedOperationException(GRAPHS_ALONE);
  }

  @Override
  public Pair<WorkerResult, SparkTrainingStats> processMinibatchWithStats(
      DataSet batch, ComputationGraph graph, boolean isLast) {
    throw new UnsupportedOperationException(GRAPHS_ALONE);
  }

  @Override
  public WorkerResult getFinalResult(MultiLayerNetwork network) {
    throw new UnsupportedOperationException(GRAPHS_ALONE);
  }

  @Override
  public Pair<WorkerResult, SparkTrainingStats> getFinalResultWithStats(MultiLayerNetwork network) {
    throw new UnsupportedOperationException(GRAPHS_ALONE);
  }

  @Override
  public void addHook(TrainingHook hook) {
    throw new UnsupportedOperationException("training hooks are not called");
  }

  @Override
  public void removeHook(TrainingHook hook) {
    // There are none.
  }
}
