package io.diffrep.train;

import io.diffrep.runtime.JobGroup;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.scheduler.TaskInfo;
import org.apache.spark.util.LongAccumulator;
import scala.collection.JavaConverters;

/**
 * What is heard of the tasks of a training's round: where they run, and how many images they have
 * finished. The executors' heartbeats tell of it every ten seconds.
 */
final class RoundTasks extends SparkListener {
  private record Task(int partition, String executor, String host, long images, String status) {
    @Override
    public String toString() {
      String where =
          executor.equals(ThreadDumps.DRIVER) ? "" : " on executor " + executor + " at " + host;
      return "worker " + partition + where + " " + status + ", " + images + " images finished";
    }
  }

  private final JobGroup jobs;
  private final LongAccumulator finished;
  private final Runnable progressed;
  private final Set<Integer> stages = new HashSet<>();
  private final Map<Long, Task> tasks = new LinkedHashMap<>();

  /**
   * @param jobs the training's jobs
   * @param finished what its tasks count finished images with
   * @param progressed called whenever a task has finished more images, or has ended
   */
  RoundTasks(JobGroup jobs, LongAccumulator finished, Runnable progressed) {
    this.jobs = jobs;
    this.finished = finished;
    this.progressed = progressed;
  }

  /** Forgets the last round. */
  synchronized void clear() {
    stages.clear();
    tasks.clear();
  }

  /** The newest attempt of each worker, in words. */
  synchronized String inWords() {
    Map<Integer, Task> newest = new TreeMap<>();
    tasks.values().forEach(task -> newest.put(task.partition(), task));
    return newest.isEmpty()
        ? "no task has started"
        : newest.values().stream().map(Task::toString).collect(Collectors.joining("; "));
  }

  /** Spark's names of the executors that the tasks run on. */
  synchronized Collection<String> executors() {
    return tasks.values().stream()
        .map(Task::executor)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Override
  public synchronized void onStageSubmitted(SparkListenerStageSubmitted submitted) {
    if (jobs.holds(submitted.properties())) {
      stages.add(submitted.stageInfo().stageId());
    }
  }

  @Override
  public synchronized void onTaskStart(SparkListenerTaskStart start) {
    if (stages.contains(start.stageId())) {
      TaskInfo info = start.taskInfo();
      tasks.put(
          info.taskId(),
          new Task(info.partitionId(), info.executorId(), info.host(), 0, "is running"));
    }
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd end) {
    TaskInfo info = end.taskInfo();
    if (tasks.containsKey(info.taskId())) {
      update(
          info.taskId(),
          JavaConverters.seqAsJavaList(info.accumulables()),
          info.successful() ? "has ended" : "has failed");
      progressed.run();
    }
  }

  @Override
  public synchronized void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
    JavaConverters.seqAsJavaList(update.accumUpdates())
        .forEach(
            task -> {
              if (update((Long) task._1(), JavaConverters.seqAsJavaList(task._4()), null)) {
                progressed.run();
              }
            });
  }

  /** Whether more images are finished than before. */
  private boolean update(long id, Iterable<AccumulableInfo> accumulables, String status) {
    Task task = tasks.get(id);
    if (task == null) {
      return false;
    }
    long images = task.images();
    for (AccumulableInfo info : accumulables) {
      if (info.id() == finished.id() && info.update().isDefined()) {
        images = Math.max(images, (Long) info.update().get());
      }
    }
    tasks.put(
        id,
        new Task(
            task.partition(),
            task.executor(),
            task.host(),
            images,
            status == null ? task.status() : status));
    return images > task.images();
  }
}
