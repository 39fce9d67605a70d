package io.diffrep.runtime;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.util.LongAccumulator;
import scala.collection.JavaConverters;

/**
 * Counts rows in Spark's tasks while they run. Tasks add to {@link #counter}; the driver would hear
 * of it when a task ends, so what the executors' heartbeats tell of the running ones is read, too.
 * What a task counted that failed is taken off again. Used on the driver by one piece of work.
 */
public final class RowCount implements AutoCloseable {
  private final SparkContext context;
  private final LongAccumulator counter;
  private final Progress progress;
  private final long before;
  private final Listener listener = new Listener();

  private RowCount(SparkContext context, LongAccumulator counter, Progress progress) {
    this.context = context;
    this.counter = counter;
    this.progress = progress;
    before = progress.done();
  }

  /**
   * Begins to count.
   *
   * @param context where the tasks will run
   * @param progress is told how many rows are done, beside those that are done by now
   */
  public static RowCount begin(SparkContext context, Progress progress) {
    return of(context, context.longAccumulator("rows done"), progress);
  }

  /**
   * Begins to count what tasks add to a counter that there is already: its name must not be empty.
   */
  public static RowCount of(SparkContext context, LongAccumulator counter, Progress progress) {
    RowCount count = new RowCount(context, counter, progress);
    context.addSparkListener(count.listener);
    return count;
  }

  /** What the tasks add to. */
  public LongAccumulator counter() {
    return counter;
  }

  /** Ends the counting. */
  @Override
  public void close() {
    context.removeSparkListener(listener);
  }

  /** Called by Spark's listener thread alone. */
  private final class Listener extends SparkListener {
    private final Map<Long, Long> running = new HashMap<>();
    private final Set<Long> over = new HashSet<>();
    private long ended;

    @Override
    public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
      JavaConverters.seqAsJavaList(update.accumUpdates())
          .forEach(
              task -> {
                // A heartbeat may overtake the end of its task.
                long id = (Long) task._1();
                if (!over.contains(id)) {
                  long rows = rows(JavaConverters.seqAsJavaList(task._4()));
                  if (rows > 0) {
                    running.put(id, rows);
                  }
                }
              });
      show();
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
      long rows = rows(JavaConverters.seqAsJavaList(end.taskInfo().accumulables()));
      long id = end.taskInfo().taskId();
      if (running.remove(id) != null || rows > 0) {
        over.add(id);
      }
      if (end.taskInfo().successful()) {
        ended += rows;
      }
      show();
    }

    private long rows(Iterable<AccumulableInfo> accumulables) {
      for (AccumulableInfo info : accumulables) {
        if (info.id() == counter.id() && info.update().isDefined()) {
          return (Long) info.update().get();
        }
      }
      return 0;
    }

    private void show() {
      progress.reach(before + ended + running.values().stream().mapToLong(Long::longValue).sum());
    }
  }
}
