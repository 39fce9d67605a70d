package io.diffrep.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diffrep.runtime.Console;
import io.diffrep.runtime.Tasks;
import io.diffrep.store.IfExists;
import io.diffrep.testing.SparkSessions;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A probe that fails while another's Spark job runs. */
class ProbeFailureTest {
  private static final CountDownLatch RUNNING = new CountDownLatch(1);
  private static final AtomicInteger ENDED = new AtomicInteger();

  @TempDir Path folder;

  private final SparkSession spark = SparkSessions.shared();

  @Test
  @Timeout(120)
  void endsTheOthersJobsAndIsWhatTheEvaluationThrows() throws InterruptedException {
    String table =
        RepresentationTables.write(
            folder.resolve("encoder"),
            "encoder",
            new float[] {1},
            RepresentationTables.images(4, 20, 25),
            RepresentationTables.gaussian(2, 6, 1));
    EvaluateSettings settings =
        new EvaluateSettings(List.of(8), false, 2, 5, "train", "test", 0, 1, 10);
    Failing probe = new Failing();

    assertThatThrownBy(
            () ->
                Evaluation.run(
                    spark,
                    List.of(table),
                    folder.resolve("out").toString(),
                    settings,
                    IfExists.REFUSE,
                    Console.silent(),
                    probe))
        .hasMessage("this probe fails");

    while (ENDED.get() == 0) {
      Thread.sleep(10);
    }
    assertThat(probe.descriptions)
        .containsExactlyInAnyOrder(
            "evaluate encoder 1: 8 labels, draw 1", "evaluate encoder 1: 8 labels, draw 2");
    assertThat(spark.sparkContext().getLocalProperty("spark.job.description")).isNull();
  }

  /** The first fit runs a job that only a cancellation ends; the second one fails beside it. */
  private final class Failing implements Probe {
    private final AtomicInteger fits = new AtomicInteger();
    private final Queue<String> descriptions = new ConcurrentLinkedQueue<>();

    @Override
    public String method() {
      return "failing";
    }

    @Override
    public Fitted fit(LabelledSet labelled) {
      descriptions.add(spark.sparkContext().getLocalProperty("spark.job.description"));
      if (fits.incrementAndGet() == 1) {
        labelled.rows().toJavaRDD().foreachPartition(rows -> untilCancelled());
        throw new AssertionError("the job ended by itself");
      }
      try {
        RUNNING.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      throw new IllegalStateException("this probe fails");
    }

    private static void untilCancelled() throws InterruptedException {
      RUNNING.countDown();
      try {
        while (true) {
          Tasks.endIfCancelled();
          Thread.sleep(10);
        }
      } finally {
        ENDED.incrementAndGet();
      }
    }
  }
}
