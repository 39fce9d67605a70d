package io.diffrep.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diffrep.testing.SparkSessions;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.LongAccumulator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rows counted in tasks, and jobs as a group. */
class SparkWorkTest {
  private static final String DESCRIPTION = "spark.job.description";
  private static final AtomicInteger CANCELLED = new AtomicInteger();
  private static CountDownLatch running;

  private final SparkContext context = SparkSessions.shared().sparkContext();
  private final JavaSparkContext spark = JavaSparkContext.fromSparkContext(context);

  @Test
  @Timeout(120)
  void rowsOfATaskThatIsRetriedCountOnce() throws InterruptedException {
    List<Integer> rows = IntStream.range(0, 100).boxed().toList();
    try (Progress progress = Console.silent().progress("count", "rows", 0);
        RowCount count = RowCount.begin(context, progress)) {
      LongAccumulator done = count.counter();
      spark
          .parallelize(rows, 4)
          .foreach(
              row -> {
                done.add(1);
                if (row == 20 && TaskContext.get().attemptNumber() == 0) {
                  throw new IllegalStateException("once, on purpose");
                }
              });
      // Spark tells its listeners a little later.
      while (progress.done() < 100) {
        Thread.sleep(10);
      }
      assertThat(progress.done()).isEqualTo(100);
    }
  }

  @Test
  void aGroupDescribesItsJobsAndGivesBackWhatTheThreadHad() {
    context.setJobDescription("what was before");
    try (JobGroup group = JobGroup.open(context, "train: deal the images")) {
      assertThat(context.getLocalProperty(DESCRIPTION)).isEqualTo("train: deal the images");
      group.describe("train: round 17 of 220");
      assertThat(context.getLocalProperty(DESCRIPTION)).isEqualTo("train: round 17 of 220");
      assertThat(context.getLocalProperty("spark.jobGroup.id")).startsWith("diffrep-");
    }
    assertThat(context.getLocalProperty(DESCRIPTION)).isEqualTo("what was before");
    assertThat(context.getLocalProperty("spark.jobGroup.id")).isNull();
    context.setJobDescription(null);
  }

  @Test
  @Timeout(120)
  void aCancelledGroupEndsItsJobsAndTheirTasks() throws InterruptedException {
    running = new CountDownLatch(2);
    CANCELLED.set(0);
    try (JobGroup group = JobGroup.open(context, "wait")) {
      Thread canceller =
          new Thread(
              () -> {
                try {
                  running.await();
                  group.cancel();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      canceller.start();
      assertThatThrownBy(() -> spark.parallelize(List.of(1, 2), 2).foreach(row -> waitForTheEnd()))
          .hasMessageContaining("cancelled");
      canceller.join();
    }
    while (CANCELLED.get() < 2) {
      Thread.sleep(10);
    }
  }

  private static void waitForTheEnd() throws InterruptedException {
    running.countDown();
    try {
      while (true) {
        Tasks.endIfCancelled();
        Thread.sleep(10);
      }
    } finally {
      CANCELLED.incrementAndGet();
    }
  }
}
