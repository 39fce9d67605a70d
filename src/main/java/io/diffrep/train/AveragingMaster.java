package io.diffrep.train;

import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.deeplearning4j.core.loader.DataSetLoader;
import org.deeplearning4j.core.loader.MultiDataSetLoader;
import org.deeplearning4j.core.storage.StatsStorageRouter;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.spark.api.TrainingHook;
import org.deeplearning4j.spark.api.TrainingMaster;
import org.deeplearning4j.spark.api.WorkerConfiguration;
import org.deeplearning4j.spark.api.stats.SparkTrainingStats;
import org.deeplearning4j.spark.api.worker.NetBroadcastTuple;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * DL4J's training master for parameter averaging: one worker per partition goes through all batches
 * of its partition; then weights and moments are averaged. It keeps the iteration count and adds
 * the workers' results in the order of their partitions, so that a repeated round is equal to the
 * bit, which DL4J's own master does neither.
 */
final class AveragingMaster implements TrainingMaster<WorkerResult, AveragingWorker> {
  private static final String GRAPHS_ALONE =
      "this master trains computation graphs on RDDs of MultiDataSets alone";

  private final int batchPerWorker;
  private double lossSum;
  private long images;

  /**
   * @param batchPerWorker images in each MultiDataSet
   */
  AveragingMaster(int batchPerWorker) {
    this.batchPerWorker = batchPerWorker;
  }

  /** Mean loss of an image over all images of the last round. */
  double meanLoss() {
    return lossSum / images;
  }

  /** Images of the last round over all workers. */
  long images() {
    return images;
  }

  @Override
  public void executeTrainingMDS(SparkComputationGraph graph, JavaRDD<MultiDataSet> batches) {
    AveragingWorker worker = getWorkerInstance(graph);
    List<WorkerResult> results;
    try {
      // collect() keeps the order of the partitions.
      results = batches.mapPartitions(it -> List.of(train(worker, it)).iterator()).collect();
    } finally {
      worker.destroyBroadcast();
    }
    average(graph.getNetwork(), results);
  }

  private static WorkerResult train(AveragingWorker worker, Iterator<MultiDataSet> batches) {
    ComputationGraph graph = worker.getInitialModelGraph();
    WorkerResult result = null;
    while (batches.hasNext()) {
      MultiDataSet batch = batches.next();
      result = worker.processMinibatch(batch, graph, !batches.hasNext());
      free(batch);
    }
    worker.free(graph);
    return result == null ? worker.getFinalResultNoData() : result;
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

  private void average(ComputationGraph network, List<WorkerResult> results) {
    WorkerResult first = results.get(0);
    images = 0;
    lossSum = 0;
    for (WorkerResult result : results) {
      if (result.images() != first.images()) {
        throw new IllegalStateException(
            "workers saw " + first.images() + " and " + result.images() + " images in one round");
      }
      images += result.images();
      lossSum += result.lossSum();
    }
    try (INDArray parameters = mean(results.stream().map(WorkerResult::parameters).toList());
        INDArray updater = mean(results.stream().map(WorkerResult::updater).toList())) {
      network.setParams(parameters.reshape(network.params().shape()));
      network.getUpdater().setStateViewArray(updater);
    }
    int steps = (int) (first.images() / batchPerWorker);
    network.getConfiguration().setIterationCount(network.getIterationCount() + steps);
  }

  /** The mean, added in the order of the list. */
  private static INDArray mean(List<float[]> vectors) {
    float[] sum = vectors.get(0).clone();
    for (float[] vector : vectors.subList(1, vectors.size())) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += vector[i];
      }
    }
    for (int i = 0; i < sum.length; i++) {
      sum[i] /= vectors.size();
    }
    return Nd4j.createFromArray(sum);
  }

  @Override
  public AveragingWorker getWorkerInstance(SparkComputationGraph graph) {
    ComputationGraph network = graph.getNetwork();
    NetBroadcastTuple start =
        new NetBroadcastTuple(
            network.getConfiguration(), network.params(), network.getUpdater().getStateViewArray());
    Broadcast<NetBroadcastTuple> broadcast = graph.getSparkContext().broadcast(start);
    WorkerConfiguration configuration =
        new WorkerConfiguration(true, batchPerWorker, batchPerWorker, 0, 0, false);
    return new AveragingWorker(broadcast, configuration, network.getIterationCount());
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
