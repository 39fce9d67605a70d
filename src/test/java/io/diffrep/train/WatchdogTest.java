package io.diffrep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diffrep.image.ImageShape;
import io.diffrep.model.ModelSpecification;
import io.diffrep.runtime.Console;
import io.diffrep.runtime.JobGroup;
import io.diffrep.runtime.Progress;
import io.diffrep.store.IfExists;
import io.diffrep.testing.ImageTables;
import io.diffrep.testing.SparkSessions;
import io.diffrep.testing.TinyModels;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.LongAccumulator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** A round that hangs, with tasks in this JVM. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class WatchdogTest {
  private static final ModelSpecification SPECIFICATION = TinyModels.specification();
  private static final TrainSettings SETTINGS = TinyModels.training(1600, 2);

  /** Driver and tasks share this JVM. */
  private static CountDownLatch released;

  private static CountDownLatch held;

  private final StringWriter err = new StringWriter();
  private final RunState state =
      RunState.initial(new RunIdentity(Map.of(), Set.of()), SETTINGS, SPECIFICATION);

  /** A batch that is not made until the test is over. */
  private record HangingIterator(Iterator<MultiDataSet> batches) implements Iterator<MultiDataSet> {
    @Override
    public boolean hasNext() {
      return batches.hasNext();
    }

    @Override
    public MultiDataSet next() {
      try {
        released.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return batches.next();
    }
  }

  /** In the third round worker 1 hangs at its first batch. */
  private static RoundData data(JavaSparkContext context) {
    List<TrainingImage> images = new ArrayList<>();
    for (byte[] pixels : TinyModels.images(40, new ImageShape(1, 8, 8), 4)) {
      images.add(new TrainingImage(Mixing.mix(images.size()), pixels));
    }
    JavaRDD<TrainingImage> dealt = context.parallelize(images, 2);
    DealtBatches rounds = new DealtBatches(new ScoreMatching(SPECIFICATION, 1), 8);
    return (firstImage, steps) -> {
      JavaRDD<MultiDataSet> batches = rounds.batches(dealt, (int) (firstImage / 16), steps);
      return firstImage < 64
          ? batches
          : batches.mapPartitions(
              it -> TaskContext.getPartitionId() == 1 ? new HangingIterator(it) : it);
    };
  }

  private void train(double minutes) throws Exception {
    SparkContext context = SparkSessions.shared().sparkContext();
    JavaSparkContext java = JavaSparkContext.fromSparkContext(context);
    LongAccumulator finished = context.longAccumulator("finished");
    try (JobGroup jobs = JobGroup.open(context, "train");
        Progress progress =
            Console.ofLines(new PrintWriter(new StringWriter()), new PrintWriter(err))
                .progress("train", "images", 1600);
        Watchdog watchdog = new Watchdog(context, jobs, finished, minutes, progress)) {
      new TrainingRun(java, state, data(java), SETTINGS, 2, finished, List.of(watchdog)).run();
    }
  }

  @Test
  void aRoundInWhichNoBatchIsFinishedEndsWithWhatEachWorkerHadReported() {
    released = new CountDownLatch(1);
    try {
      assertThatThrownBy(() -> train(0.05))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("round 3: no batch was finished for 0.05 minutes")
          .hasMessageContaining("train.stall-minutes")
          .hasMessageContaining("worker 0 has ended, 16 images finished")
          .hasMessageContaining("worker 1 is running, 0 images finished");
    } finally {
      released.countDown();
    }
    assertThat(err.toString())
        .contains("Threads of the driver:", "Executor task launch worker for task 1.0 in stage")
        .contains("WatchdogTest$HangingIterator.next");
    assertThat(state.rounds()).isEqualTo(2);
    assertThat(state.images()).isEqualTo(64);
  }

  /** Has another job hold every slot once a round begins. */
  private record Holder(ExecutorService others, List<Future<?>> jobs) implements RoundListener {
    @Override
    public void begin(Round next) {
      JavaSparkContext context =
          JavaSparkContext.fromSparkContext(SparkSessions.shared().sparkContext());
      jobs.add(
          others.submit(
              () -> context.parallelize(List.of(1, 2), 2).foreach(WatchdogTest::holdASlot)));
      try {
        held.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static void holdASlot(int number) throws InterruptedException {
    held.countDown();
    released.await();
  }

  @Test
  void aTrainingWhoseTasksGetNoSlotEndsAfterTheTimeThatIsSet(@TempDir Path folder)
      throws Exception {
    String images = folder.resolve("images").toString();
    ImageTables.write(images, 100, new ImageShape(1, 8, 8), 2);
    held = new CountDownLatch(2);
    released = new CountDownLatch(1);
    TrainSettings settings =
        TinyModels.training(
            "train", 64, TinyModels.averaging(2, 2), 3e-3, new GuardSettings(20, 0.02));
    ExecutorService others = Executors.newSingleThreadExecutor();
    // Its thread begins here: from the training's it would inherit the group of jobs.
    others.submit(() -> {}).get();
    Holder holder = new Holder(others, new ArrayList<>());
    try {
      assertThatThrownBy(
              () ->
                  new Training(SparkSessions.shared(), settings, Console.silent(), holder)
                      .run(
                          images,
                          folder.resolve("model").toString(),
                          TinyModels.MODEL,
                          IfExists.REFUSE))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("round 1: no batch was finished for 0.02 minutes")
          .hasMessageContaining("no task has started");
    } finally {
      released.countDown();
      others.shutdown();
    }
    for (Future<?> job : holder.jobs()) {
      job.get();
    }
  }

  @Test
  void noThreadIsLeftBehind() throws Exception {
    released = new CountDownLatch(0);
    train(30);
    assertThat(state.images()).isEqualTo(1600);
    Thread watching =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().equals("diffrep-watchdog"))
            .findFirst()
            .orElse(null);
    if (watching != null) {
      watching.join();
    }
    assertThat(err.toString()).doesNotContain("Threads of");
  }
}
