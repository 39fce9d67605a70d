package io.diffrep.cluster;

import io.diffrep.runtime.TaskDevice;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.JavaSparkContext;

/** Two tasks in one executor, neither of which ends before the other has begun. */
final class TwoAtOnce {
  private static final CountDownLatch BEGUN = new CountDownLatch(2);

  private TwoAtOnce() {}

  /** The device that each computes on. */
  static List<Integer> devices(JavaSparkContext context) {
    return context.parallelize(List.of(0, 1), 2).map(task -> device()).collect();
  }

  private static int device() throws InterruptedException {
    BEGUN.countDown();
    if (!BEGUN.await(1, TimeUnit.MINUTES)) {
      throw new IllegalStateException("the other task has not begun in this executor");
    }
    return TaskDevice.ofThisThread();
  }
}
