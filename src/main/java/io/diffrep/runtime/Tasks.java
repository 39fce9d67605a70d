package io.diffrep.runtime;

import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.util.TaskCompletionListener;

/** What code that runs in Spark's tasks asks. */
public final class Tasks {
  private Tasks() {}

  /**
   * Ends the calling task if its job has been cancelled: to be called every now and then by what
   * computes for long, since Spark itself asks only while it hands over rows. Does nothing outside
   * a task.
   */
  public static void endIfCancelled() {
    TaskContext task = TaskContext.get();
    if (task != null && task.isInterrupted()) {
      throw new TaskKilledException("its job was cancelled");
    }
  }

  /**
   * Does something once the calling task has ended, well or not: for what the task began beside
   * itself. Does nothing outside a task.
   */
  public static void atEnd(Runnable action) {
    TaskContext task = TaskContext.get();
    if (task != null) {
      TaskCompletionListener listener = ended -> action.run();
      task.addTaskCompletionListener(listener);
    }
  }
}
