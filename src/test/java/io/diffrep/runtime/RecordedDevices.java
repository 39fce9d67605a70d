package io.diffrep.runtime;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.spark.TaskContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * Gives executors two devices that compute nothing, and tells the driver of each task that was
 * pinned to one: what a card would see, on machines without one.
 */
public final class RecordedDevices implements SparkPlugin {
  private static final Queue<Pinned> PINNED = new ConcurrentLinkedQueue<>();

  /** Made by Spark, by the name in {@code spark.plugins}. */
  public RecordedDevices() {}

  /**
   * A task that was pinned.
   *
   * @param stage the task's
   * @param addresses those that Spark gave it
   * @param device what it was pinned to
   */
  public record Pinned(int stage, List<String> addresses, int device) implements Serializable {}

  /** Those of all tasks so far; in the driver. */
  public static List<Pinned> pinned() {
    return List.copyOf(PINNED);
  }

  @Override
  public DriverPlugin driverPlugin() {
    return new DriverPlugin() {
      @Override
      public Object receive(Object message) {
        return PINNED.add((Pinned) message);
      }
    };
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new ExecutorPlugin() {
      @Override
      public void init(PluginContext context, Map<String, String> configuration) {
        TaskDevice.use(new Recording(context));
      }
    };
  }

  private record Recording(PluginContext context, ThreadLocal<Integer> device) implements Devices {
    Recording(PluginContext context) {
      this(context, ThreadLocal.withInitial(() -> 0));
    }

    @Override
    public int count() {
      return 2;
    }

    @Override
    public int current() {
      return device.get();
    }

    @Override
    public void pin(int index) {
      device.set(index);
      TaskContext task = TaskContext.get();
      List<String> addresses = List.of(task.resources().apply(TaskDevice.RESOURCE).addresses());
      try {
        // Answered, so that the driver has it before it has the task's result.
        context.ask(new Pinned(task.stageId(), addresses, index));
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
