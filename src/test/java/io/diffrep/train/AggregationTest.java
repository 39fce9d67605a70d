package io.diffrep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.diffrep.testing.SparkSessions;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AggregationTest {
  private static final int LENGTH = 1000;

  /** Driver and tasks share this JVM. */
  private static CountDownLatch lastButFirst;

  /** Worker 3 had no batch, the others from 1 to 64 images of very different weights. */
  private static List<WorkerResult> results(int workers) {
    List<WorkerResult> results = new ArrayList<>();
    for (int worker = 0; worker < workers; worker++) {
      SplittableRandom random = new SplittableRandom(worker);
      if (worker == 3) {
        results.add(WorkerResult.ofNoData());
      } else {
        results.add(
            new WorkerResult(
                vector(random),
                vector(random),
                1 + random.nextInt(64),
                1 + worker % 5,
                random.nextDouble(),
                1,
                worker));
      }
    }
    return results;
  }

  private static float[] vector(SplittableRandom random) {
    float[] vector = new float[LENGTH];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(9) - 4));
    }
    return vector;
  }

  private static RoundSum sum(List<WorkerResult> results, int depth) {
    JavaSparkContext context =
        JavaSparkContext.fromSparkContext(SparkSessions.shared().sparkContext());
    return new Aggregation(depth).sum(context.parallelize(results, results.size()));
  }

  private static void assertSame(RoundSum sum, RoundSum wanted) {
    assertThat(sum.parameters()).isEqualTo(wanted.parameters());
    assertThat(sum.updater()).isEqualTo(wanted.updater());
    assertThat(sum.lossSum()).isEqualTo(wanted.lossSum());
    assertThat(sum.images()).isEqualTo(wanted.images());
    assertThat(sum.steps()).isEqualTo(wanted.steps());
    assertThat(sum.fitSeconds()).isEqualTo(wanted.fitSeconds());
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 8, 9, 21})
  void aTreeOfAnyDepthGivesTheDriversSumToTheBit(int workers) {
    List<WorkerResult> results = results(workers);
    RoundSum plain = sum(results, 1);
    for (int depth = 2; depth <= 4; depth++) {
      assertSame(sum(results, depth), plain);
    }
  }

  @Test
  void theMeanIsWeightedByTheImagesThatEachHasSeen() {
    List<WorkerResult> results = results(11);
    RoundSum sum = sum(results, 2);
    float[] mean = sum.meanParameters();
    float[] moments = sum.meanUpdater();
    long images = results.stream().mapToLong(WorkerResult::images).sum();
    assertThat(sum.images()).isEqualTo(images);
    for (int i = 0; i < LENGTH; i++) {
      double parameter = 0;
      double moment = 0;
      double scale = 0;
      for (WorkerResult result : results) {
        if (result.images() > 0) {
          double share = (double) result.images() / images;
          parameter += share * result.parameters()[i];
          moment += share * result.updater()[i];
          scale += share * (Math.abs(result.parameters()[i]) + Math.abs(result.updater()[i]));
        }
      }
      assertThat((double) mean[i]).isCloseTo(parameter, within(1e-7 * scale));
      assertThat((double) moments[i]).isCloseTo(moment, within(1e-7 * scale));
    }
    assertThat(sum.lossSum())
        .isCloseTo(results.stream().mapToDouble(WorkerResult::lossSum).sum(), within(1e-12));
  }

  @Test
  void oneWorkerIsItselfAndOfTwoAlikeItIsTheMeanToTheBit() {
    SplittableRandom random = new SplittableRandom(7);
    float[] a = vector(random);
    float[] b = vector(random);
    WorkerResult first = new WorkerResult(a, b, 37, 1, 0, 0, 0);
    assertThat(RoundSum.of(List.of(first)).meanParameters()).isEqualTo(a);
    assertThat(RoundSum.of(List.of(first, WorkerResult.ofNoData())).meanUpdater()).isEqualTo(b);
    float[] mean = new float[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      mean[i] = (a[i] + b[i]) / 2;
    }
    WorkerResult second = new WorkerResult(b, a, 37, 1, 0, 0, 0);
    assertThat(RoundSum.of(List.of(first, second)).meanParameters()).isEqualTo(mean);
  }

  /** The first of nine partitions ends last: Spark's own tree would add it last. */
  @Test
  void theOrderInWhichTasksEndChangesNothing() {
    List<WorkerResult> results = results(9);
    JavaSparkContext context =
        JavaSparkContext.fromSparkContext(SparkSessions.shared().sparkContext());
    lastButFirst = new CountDownLatch(8);
    JavaRDD<WorkerResult> late =
        context
            .parallelize(results, 9)
            .mapPartitions(
                only -> {
                  if (TaskContext.getPartitionId() == 0) {
                    lastButFirst.await();
                  } else {
                    lastButFirst.countDown();
                  }
                  return only;
                });
    assertSame(new Aggregation(2).sum(late), sum(results, 2));
  }

  /** Groups are added on executors by a second stage. */
  @Test
  void ofManyWorkersTheDriverAddsGroups() throws Exception {
    assertThat(stages(21, 1)).isEqualTo(1);
    assertThat(stages(4, 2)).isEqualTo(1);
    assertThat(stages(21, 2)).isEqualTo(2);
    assertThat(stages(21, 3)).isEqualTo(3);
  }

  /** Stages of the job that adds up the results. */
  private static int stages(int workers, int depth) throws Exception {
    SparkContext context = SparkSessions.shared().sparkContext();
    int job = context.dagScheduler().nextJobId().get();
    sum(results(workers), depth);
    context.listenerBus().waitUntilEmpty();
    return context.statusTracker().getJobInfo(job).get().stageIds().length;
  }
}
