package io.diffrep.train;

import io.diffrep.engine.HostFloats;
import io.diffrep.network.NetworkGraph;
import io.diffrep.runtime.Tasks;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.api.TrainingHook;
import org.deeplearning4j.spark.api.TrainingWorker;
import org.deeplearning4j.spark.api.WorkerConfiguration;
import org.deeplearning4j.spark.api.stats.SparkTrainingStats;
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

  private final Broadcast<ReplicaStart> broadcast;
  private final WorkerConfiguration configuration;
  private final int iteration;
  private final LongAccumulator finished;
  private long images;
  private int steps;
  private double lossSum;
  private double setUpSeconds;
  private long ready;

  /**
   * @param broadcast weights and moments to start from
   * @param iteration the iteration count to start from
   * @param finished counts the images of batches that are finished
   */
  AveragingWorker(
      Broadcast<ReplicaStart> broadcast,
      WorkerConfiguration configuration,
      int iteration,
      LongAccumulator finished) {
    this.broadcast = broadcast;
    this.configuration = configuration;
    this.iteration = iteration;
    this.finished = finished;
  }

  /** Goes through all batches; ends between two if its job is cancelled. */
  WorkerResult train(Iterator<MultiDataSet> batches) {
    if (!batches.hasNext()) {
      return getFinalResultNoData();
    }
    ComputationGraph graph = getInitialModelGraph();
    try {
      while (true) {
        Tasks.endIfCancelled();
        MultiDataSet batch = batches.next();
        boolean isLast = !batches.hasNext();
        WorkerResult result = processMinibatch(batch, graph, isLast);
        free(batch);
        if (isLast) {
          return result;
        }
      }
    } finally {
      free(graph);
    }
  }

  /** A batch is made for one pass; left to the garbage collector, its native memory piles up. */
  private static void free(MultiDataSet batch) {
    for (INDArray array : batch.getFeatures()) {
      array.close();
    }
    for (INDArray array : batch.getLabels()) {
      array.close();
    }
  }

  /** Frees the broadcast on driver and executors once the round is over. */
  void destroyBroadcast() {
    broadcast.destroy();
  }

  /**
   * Frees the native memory of a graph that has done its round. DL4J's own {@code close} asks for a
   * garbage collection beside it, which would cost more than the averaging.
   */
  private static void free(ComputationGraph graph) {
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
    long start = System.nanoTime();
    ComputationGraph graph = broadcast.getValue().graph();
    graph.getConfiguration().setIterationCount(iteration);
    ready = System.nanoTime();
    setUpSeconds = (ready - start) / 1e9;
    return graph;
  }

  @Override
  public WorkerResult processMinibatch(MultiDataSet batch, ComputationGraph graph, boolean isLast) {
    graph.fit(batch);
    long size = batch.getFeatures(0).size(0) / NetworkGraph.rowsPerImage(graph);
    images += size;
    steps++;
    finished.add(size);
    lossSum += graph.score() * size;
    return isLast ? getFinalResult(graph) : null;
  }

  @Override
  public WorkerResult getFinalResult(ComputationGraph graph) {
    return new WorkerResult(
        HostFloats.copy(graph.params()),
        HostFloats.copy(graph.getUpdater().getStateViewArray()),
        images,
        steps,
        lossSum,
        setUpSeconds,
        (System.nanoTime() - ready) / 1e9);
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
    return WorkerResult.ofNoData();
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
