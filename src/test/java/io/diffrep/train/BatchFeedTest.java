package io.diffrep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diffrep.image.ImageShape;
import io.diffrep.testing.SparkSessions;
import io.diffrep.testing.TinyModels;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.dataset.api.MultiDataSet;

class BatchFeedTest {
  private static final ImageShape SHAPE = new ImageShape(1, 8, 8);
  private static final ScoreMatching OBJECTIVE =
      new ScoreMatching(TinyModels.specification(SHAPE), 1);

  /** The threads that draws were asked on; driver and tasks share this JVM. */
  private static final BlockingQueue<Thread> PREPARING = new ArrayBlockingQueue<>(10);

  private static final CountDownLatch NEVER = new CountDownLatch(1);

  /** Images without end, or until something happens. */
  private record Images(int until, boolean hangs) implements Iterator<Draw>, Serializable {
    private static int drawn;

    static Images failingAt(int until) {
      drawn = 0;
      return new Images(until, false);
    }

    static Images hangingAt(int until) {
      drawn = 0;
      return new Images(until, true);
    }

    @Override
    public boolean hasNext() {
      return true;
    }

    @Override
    public Draw next() {
      if (drawn == 0) {
        PREPARING.add(Thread.currentThread());
      }
      if (drawn == until && !hangs) {
        throw new IllegalStateException("the row group is gone", new java.io.IOException("disk"));
      }
      if (drawn == until) {
        try {
          NEVER.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
      byte[] pixels = TinyModels.images(1, SHAPE, drawn).get(0);
      return new Draw(new TrainingImage(drawn++, pixels), 0);
    }
  }

  private static void assertPreparingEnds() throws InterruptedException {
    Thread preparing = PREPARING.poll(10, TimeUnit.SECONDS);
    assertThat(preparing).isNotNull().isNotSameAs(Thread.currentThread());
    assertThat(preparing.isDaemon()).isTrue();
    preparing.join(10_000);
    assertThat(preparing.isAlive()).isFalse();
  }

  @Test
  void batchesAreThoseMadeOneAfterTheOther() throws InterruptedException {
    List<MultiDataSet> fed = new ArrayList<>();
    new BatchFeed(OBJECTIVE, Images.failingAt(-1), 4, 5).forEachRemaining(fed::add);
    Images again = Images.failingAt(-1);
    BatchArrays arrays = OBJECTIVE.arrays(4);
    for (int i = 0; i < 5; i++) {
      OBJECTIVE.fill(arrays, again);
      assertThat(fed.get(i)).isEqualTo(arrays.toMultiDataSet());
    }
    assertThat(fed).hasSize(5);
    assertPreparingEnds();
    PREPARING.clear();
  }

  @Test
  void thereIsNothingAfterTheLastBatch() throws InterruptedException {
    BatchFeed feed = new BatchFeed(OBJECTIVE, Images.failingAt(-1), 4, 1);
    feed.next();
    assertThat(feed.hasNext()).isFalse();
    assertThatThrownBy(feed::next).isInstanceOf(NoSuchElementException.class);
    assertPreparingEnds();
  }

  @Test
  void whatGoesWrongBesideIsThrownWhereTheBatchIsAskedFor() throws InterruptedException {
    BatchFeed feed = new BatchFeed(OBJECTIVE, Images.failingAt(6), 4, 5);
    assertThat(feed.next().getFeatures(0).size(0)).isEqualTo(4);
    assertThatThrownBy(feed::next)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the row group is gone")
        .hasRootCauseMessage("disk");
    assertPreparingEnds();
  }

  @Test
  void aTaskThatFailsEndsThePreparing() throws InterruptedException {
    JavaSparkContext context =
        JavaSparkContext.fromSparkContext(SparkSessions.shared().sparkContext());
    assertThatThrownBy(
            () ->
                context
                    .parallelize(List.of(1), 1)
                    .foreach(
                        number -> {
                          Images images = Images.hangingAt(4);
                          new BatchFeed(OBJECTIVE, images, 4, 5).next();
                          throw new IllegalStateException("the task fails");
                        }))
        .isInstanceOf(SparkException.class);
    // A task that is tried again has begun more of them.
    while (!PREPARING.isEmpty()) {
      assertPreparingEnds();
    }
  }

  /** The task waits for a batch that never comes when its job is cancelled. */
  @Test
  void aTaskThatIsKilledEndsThePreparing() throws Exception {
    JavaSparkContext context =
        JavaSparkContext.fromSparkContext(SparkSessions.shared().sparkContext());
    context.setLocalProperty("spark.job.interruptOnCancel", "true");
    JavaFutureAction<Void> job =
        context
            .parallelize(List.of(1), 1)
            .foreachAsync(number -> new BatchFeed(OBJECTIVE, Images.hangingAt(2), 4, 5).next());
    try {
      Thread preparing = PREPARING.poll(30, TimeUnit.SECONDS);
      job.cancel(true);
      preparing.join(10_000);
      assertThat(preparing.isAlive()).isFalse();
    } finally {
      context.setLocalProperty("spark.job.interruptOnCancel", null);
    }
  }
}
