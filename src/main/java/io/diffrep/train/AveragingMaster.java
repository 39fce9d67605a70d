package io.diffrep.train;

import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;
import org.deeplearning4j.core.loader.DataSetLoader;
import org.deeplearning4j.core.loader.MultiDataSetLoader;
import org.deeplearning4j.core.storage.StatsStorageRouter;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.spark.api.TrainingHook;
import org.deeplearning4j.spark.api.TrainingMaster;
import org.deeplearning4j.spark.api.WorkerConfiguration;
import org.deeplearning4j.spark.api.stats.SparkTrainingStats;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * DL4J's training master for parameter averaging: one worker per partition goes through all batches
 * of its partition; then weights and moments are averaged, each worker weighted by the images that
 * it saw. It keeps the iteration count and adds the workers' results in the order of their
 * partitions, so that a repeated round is equal to the bit, which DL4J's own master does neither.
 */
final class AveragingMaster implements TrainingMaster<WorkerResult, AveragingWorker> {
  private static final String GRAPHS_ALONE =
      "this master trains computation graphs on RDDs of MultiDataSets alone";

  private final int batchPerWorker;
  private final Aggregation aggregation;
  private final LongAccumulator finished;
  private final Consumer<RoundResult> judge;
  private RoundResult last;

  /**
   * @param batchPerWorker images in each MultiDataSet
   * @param aggregation adds up the results
   * @param finished counts the images of batches that a worker has finished
   * @param judge sees each round's result before it is taken over, and may refuse it
   */
  AveragingMaster(
      int batchPerWorker,
      Aggregation aggregation,
      LongAccumulator finished,
      Consumer<RoundResult> judge) {
    this.batchPerWorker = batchPerWorker;
    this.aggregation = aggregation;
    this.finished = finished;
    this.judge = judge;
  }

  /** What the last round came to. */
  RoundResult last() {
    return last;
  }

  @Override
  public void executeTrainingMDS(SparkComputationGraph graph, JavaRDD<MultiDataSet> batches) {
    long start = System.nanoTime();
    AveragingWorker worker = getWorkerInstance(graph);
    double sendSeconds = (System.nanoTime() - start) / 1e9;
    RoundSum sum;
    try {
      sum = aggregation.sum(batches.mapPartitions(it -> List.of(worker.train(it)).iterator()));
    } finally {
      worker.destroyBroadcast();
    }
    RoundResult result = RoundResult.of(sum, sendSeconds);
    judge.accept(result);
    takeOver(graph.getNetwork(), result);
    last = result;
  }

  private static void takeOver(ComputationGraph network, RoundResult result) {
    try (INDArray parameters = Nd4j.createFromArray(result.parameters());
        INDArray updater = Nd4j.createFromArray(result.updater())) {
      network.setParams(parameters.reshape(network.params().shape()));
      network.getUpdater().setStateViewArray(updater);
    }
    network.getConfiguration().setIterationCount(network.getIterationCount() + result.steps());
  }

  @Override
  public AveragingWorker getWorkerInstance(SparkComputationGraph graph) {
    ComputationGraph network = graph.getNetwork();
    Broadcast<ReplicaStart> broadcast = graph.getSparkContext().broadcast(ReplicaStart.of(network));
    WorkerConfiguration configuration =
        new WorkerConfiguration(true, batchPerWorker, batchPerWorker, 0, 0, false);
    return new AveragingWorker(broadcast, configuration, network.getIterationCount(), finished);
  }

  @Override
  public AveragingWorker getWorkerInstance(SparkDl4jMultiLayer network) {
    throw new UnsupportedOperationException(GRAPHS_ALONE);
  }

  @Override
  public void executeTraining(SparkDl4jMultiLayer network, JavaRDD<DataSet> data) {
    throw new UnsupportedOperationException(GRAPHS_ALONE);
  }

  @Override
  public void executeTraining(SparkComputationGraph graph, JavaRDD<DataSet> data) {
    throw new UnsupportedOperationException(GRAPHS_ALONE);
  }

  @Override
  public void executeTrainingPaths(
      SparkDl4jMultiLayer network,
      SparkComputationGraph graph,
      JavaRDD<String> paths,
      DataSetLoader loader,
      MultiDataSetLoader multiLoader) {
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

  @Override
  public String toJson() {
    return "{\"batchPerWorker\":" + batchPerWorker + "}";
  }

  @Override
  public String toYaml() {
    return "batchPerWorker: " + batchPerWorker;
  }

  @Override
  public void setCollectTrainingStats(boolean collect) {
    if (collect) {
      throw new UnsupportedOperationException("DL4J's training statistics are not collected");
    }
  }

  @Override
  public boolean getIsCollectTrainingStats() {
    return false;
  }

  @Override
  public SparkTrainingStats getTrainingStats() {
    return null;
  }

  @Override
  public void setListeners(Collection<TrainingListener> listeners) {
    throw new UnsupportedOperationException("training listeners are not called");
  }

  @Override
  public void setListeners(StatsStorageRouter router, Collection<TrainingListener> listeners) {
    throw new UnsupportedOperationException("training listeners are not called");
  }

  @Override
  public boolean deleteTempFiles(JavaSparkContext context) {
    return true;
  }

  @Override
  public boolean deleteTempFiles(SparkContext context) {
    return true;
  }
}
