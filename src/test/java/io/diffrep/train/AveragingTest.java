package io.diffrep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.diffrep.image.ImageShape;
import io.diffrep.model.ModelSpecification;
import io.diffrep.network.Architecture.Part;
import io.diffrep.network.Initialisation;
import io.diffrep.network.NetworkGraph;
import io.diffrep.testing.SparkSessions;
import io.diffrep.testing.TinyModels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;

/** Averaging on a real Spark, held against DL4J's own sequential training. */
class AveragingTest {
  private static final ModelSpecification SPECIFICATION = TinyModels.specification();
  private static final int BATCH = 8;
  private static final long SEED = 3;

  /** Driver and tasks share this JVM; Spark's accumulators do not count failed attempts. */
  private static final AtomicInteger DEATHS = new AtomicInteger();

  private static JavaSparkContext context() {
    return JavaSparkContext.fromSparkContext(SparkSessions.shared().sparkContext());
  }

  private static List<TrainingImage> images(int count) {
    List<TrainingImage> images = new ArrayList<>();
    for (byte[] pixels : TinyModels.images(count, new ImageShape(1, 8, 8), 4)) {
      images.add(new TrainingImage(Mixing.mix(images.size()), pixels));
    }
    return images;
  }

  /** A schedule that changes at every iteration: a lost count shows at once. */
  private static NetworkGraph graph() {
    LearningRate rate = new LearningRate(0.01, 5 * BATCH, 40 * BATCH, 0.05, BATCH);
    NetworkGraph graph =
        new NetworkGraph(
            NetworkGraph.configuration(
                SPECIFICATION.engine(),
                SPECIFICATION.architecture(),
                SPECIFICATION.objective(),
                new Adam(rate),
                1));
    graph.init(
        Initialisation.draw(SPECIFICATION.architecture().graph(Part.WHOLE).layout(), 7), false);
    return graph;
  }

  private static DealtBatches rounds() {
    return new DealtBatches(new ScoreMatching(SPECIFICATION, SEED), BATCH);
  }

  private static AveragingMaster master(int depth) {
    return new AveragingMaster(
        BATCH, new Aggregation(depth), context().sc().longAccumulator("finished"), result -> {});
  }

  private static float[] parameters(NetworkGraph graph) {
    return graph.params().reshape(graph.params().length()).toFloatVector();
  }

  private static float[] moments(NetworkGraph graph) {
    return graph.getUpdater().getStateViewArray().dup().data().asFloat();
  }

  private static float[] mean(float[] a, float[] b) {
    float[] mean = new float[a.length];
    for (int i = 0; i < a.length; i++) {
      mean[i] = (a[i] + b[i]) / 2;
    }
    return mean;
  }

  private static NetworkGraph trained(JavaRDD<TrainingImage> images, int roundCount, int steps) {
    NetworkGraph graph = graph();
    SparkComputationGraph replicas = new SparkComputationGraph(context(), graph, master(2));
    for (int round = 0; round < roundCount; round++) {
      replicas.fitMultiDataSet(rounds().batches(images, round * steps, steps));
    }
    return graph;
  }

  @Test
  void twoWorkersWithOneBatchEachGiveTheMeanOfTheirWeightsAndMoments() {
    JavaRDD<TrainingImage> images = context().parallelize(images(40), 2);
    NetworkGraph averaged = trained(images, 1, 1);

    List<MultiDataSet> batches = rounds().batches(images, 0, 1).collect();
    NetworkGraph first = graph();
    first.fit(batches.get(0));
    NetworkGraph second = graph();
    second.fit(batches.get(1));
    assertThat(parameters(first)).isNotEqualTo(parameters(second));
    assertThat(parameters(averaged)).isEqualTo(mean(parameters(first), parameters(second)));
    assertThat(moments(averaged)).isEqualTo(mean(moments(first), moments(second)));
    assertThat(averaged.getIterationCount()).isEqualTo(1);
  }

  /** One worker has two batches and half a one, one has one, one has none. */
  @Test
  void workersCountByTheImagesThatTheySee() {
    JavaRDD<TrainingImage> images = context().parallelize(images(60), 3);
    JavaRDD<MultiDataSet> uneven =
        rounds().batches(images, 0, 2).mapPartitionsWithIndex(AveragingTest::uneven, true);
    NetworkGraph averaged = graph();
    AveragingMaster master = master(2);
    new SparkComputationGraph(context(), averaged, master).fitMultiDataSet(uneven);

    List<MultiDataSet> batches = rounds().batches(images, 0, 2).collect();
    NetworkGraph first = graph();
    double loss = 0;
    first.fit(batches.get(0));
    loss += 8 * first.score();
    first.fit(half(batches.get(1)));
    loss += 4 * first.score();
    NetworkGraph second = graph();
    second.fit(batches.get(2));
    loss += 8 * second.score();

    float[] one = parameters(first);
    float[] other = parameters(second);
    float[] mean = parameters(averaged);
    for (int i = 0; i < mean.length; i++) {
      assertThat((double) mean[i])
          .isCloseTo(12.0 / 20 * one[i] + 8.0 / 20 * other[i], within(1e-7 + 1e-7 * mean[i]));
    }
    assertThat(master.last().images()).isEqualTo(20);
    assertThat(master.last().loss()).isCloseTo(loss / 20, within(1e-9));
    assertThat(averaged.getIterationCount()).isEqualTo(2);
  }

  private static Iterator<MultiDataSet> uneven(int worker, Iterator<MultiDataSet> batches) {
    return switch (worker) {
      case 0 -> List.of(batches.next(), half(batches.next())).iterator();
      case 1 -> List.of(batches.next()).iterator();
      default -> List.<MultiDataSet>of().iterator();
    };
  }

  private static MultiDataSet half(MultiDataSet batch) {
    return new org.nd4j.linalg.dataset.MultiDataSet(
        Arrays.stream(batch.getFeatures()).map(AveragingTest::half).toArray(INDArray[]::new),
        Arrays.stream(batch.getLabels()).map(AveragingTest::half).toArray(INDArray[]::new));
  }

  private static INDArray half(INDArray rows) {
    return rows.get(NDArrayIndex.interval(0, rows.size(0) / 2)).dup('c');
  }

  @Test
  void aRoundWithoutAnyImageIsAFailureThatSaysSo() {
    JavaRDD<MultiDataSet> none = context().parallelize(List.<MultiDataSet>of(), 2);
    NetworkGraph graph = graph();
    SparkComputationGraph replicas = new SparkComputationGraph(context(), graph, master(2));
    assertThatThrownBy(() -> replicas.fitMultiDataSet(none))
        .hasMessageContaining("all partitions are empty");
    assertThat(parameters(graph)).isEqualTo(parameters(graph()));
  }

  @Test
  void aRefusedResultChangesNothing() {
    JavaRDD<TrainingImage> images = context().parallelize(images(20), 1);
    NetworkGraph graph = graph();
    AveragingMaster refusing =
        new AveragingMaster(
            BATCH,
            new Aggregation(2),
            context().sc().longAccumulator("finished"),
            result -> {
              throw new IllegalStateException("refused");
            });
    SparkComputationGraph replicas = new SparkComputationGraph(context(), graph, refusing);
    assertThatThrownBy(() -> replicas.fitMultiDataSet(rounds().batches(images, 0, 2)))
        .hasMessageContaining("refused");
    assertThat(parameters(graph)).isEqualTo(parameters(graph()));
    assertThat(moments(graph)).isEqualTo(moments(graph()));
    assertThat(graph.getIterationCount()).isZero();
  }

  @Test
  void oneWorkerOverSeveralRoundsEqualsTheSequentialRun() {
    JavaRDD<TrainingImage> images = context().parallelize(images(20), 1);
    NetworkGraph averaged = trained(images, 4, 3);

    NetworkGraph sequential = graph();
    for (MultiDataSet batch : rounds().batches(images, 0, 12).collect()) {
      sequential.fit(batch);
    }
    assertThat(parameters(averaged)).isEqualTo(parameters(sequential));
    assertThat(moments(averaged)).isEqualTo(moments(sequential));
    assertThat(averaged.getIterationCount()).isEqualTo(sequential.getIterationCount());
    assertThat(parameters(averaged)).isNotEqualTo(parameters(graph()));
  }

  @Test
  void aKilledAndRetriedTaskGivesTheSameResult() {
    JavaRDD<TrainingImage> images = context().parallelize(images(40), 2);
    NetworkGraph undisturbed = trained(images, 2, 2);

    NetworkGraph graph = graph();
    SparkComputationGraph replicas = new SparkComputationGraph(context(), graph, master(2));
    DEATHS.set(0);
    for (int round = 0; round < 2; round++) {
      JavaRDD<MultiDataSet> dying =
          rounds()
              .batches(images, round * 2, 2)
              .mapPartitions(
                  batches -> {
                    List<MultiDataSet> all = new ArrayList<>();
                    batches.forEachRemaining(all::add);
                    boolean first = TaskContext.get().attemptNumber() == 0;
                    if (first && TaskContext.getPartitionId() == 1) {
                      DEATHS.incrementAndGet();
                      return new DyingIterator(all.iterator());
                    }
                    return all.iterator();
                  });
      replicas.fitMultiDataSet(dying);
    }
    assertThat(DEATHS).hasValue(2);
    assertThat(parameters(graph)).isEqualTo(parameters(undisturbed));
    assertThat(moments(graph)).isEqualTo(moments(undisturbed));
  }

  /** Fails after its first batch, when the worker has already changed its weights. */
  private record DyingIterator(Iterator<MultiDataSet> batches) implements Iterator<MultiDataSet> {
    @Override
    public boolean hasNext() {
      return true;
    }

    @Override
    public MultiDataSet next() {
      MultiDataSet next = batches.next();
      if (!batches.hasNext()) {
        throw new IllegalStateException("the worker dies, as the test wants it to");
      }
      return next;
    }
  }

  @Test
  void aRepeatedRunIsEqualToTheBitWhicheverOfThreePartitionsEndsFirst() {
    List<TrainingImage> rows = images(45);
    NetworkGraph once = trained(context().parallelize(rows, 3), 2, 2);
    JavaRDD<TrainingImage> delayedAndReversed =
        context()
            .parallelize(rows, 3)
            .mapPartitions(
                partition -> {
                  if (TaskContext.getPartitionId() == 0) {
                    Thread.sleep(700);
                  }
                  List<TrainingImage> reversed = new ArrayList<>();
                  partition.forEachRemaining(image -> reversed.add(0, image));
                  return reversed.iterator();
                });
    NetworkGraph again = trained(delayedAndReversed, 2, 2);
    assertThat(parameters(again)).isEqualTo(parameters(once));
    assertThat(moments(again)).isEqualTo(moments(once));
  }

  /** DL4J skips the clipping of vertices whose gradient view it cannot see. */
  @Test
  void theGradientIsClippedToItsNorm() {
    JavaRDD<TrainingImage> images = context().parallelize(images(20), 1);
    MultiDataSet batch = rounds().batches(images, 0, 1).first();
    NetworkGraph graph = graph();
    graph.fit(batch);
    // After fit the view holds Adam's update; the moments hold (1 - beta1) times the gradient.
    float[] state = moments(graph);
    double squares = 0;
    for (int i = 0; i < state.length / 2; i++) {
      squares += Math.pow(state[i] / 0.1, 2);
    }
    assertThat(Math.sqrt(squares)).isCloseTo(1, within(1e-4));
  }
}
