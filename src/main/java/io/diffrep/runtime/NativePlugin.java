package io.diffrep.runtime;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes every JVM of an application take the right native build before a task can touch ND4J, and
 * tells the driver, once for each kind of trouble, what is wrong on executors: their logs are on
 * other machines, and a slow fallback would otherwise never be noticed.
 */
public final class NativePlugin implements SparkPlugin {
  private static final Logger LOG = LoggerFactory.getLogger(NativePlugin.class);

  /** Made by Spark, by the name in {@code spark.plugins}. */
  public NativePlugin() {}

  @Override
  public DriverPlugin driverPlugin() {
    return new Driver();
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new Executor();
  }

  private static final class Driver implements DriverPlugin {
    private final Set<String> said = ConcurrentHashMap.newKeySet();

    @Override
    public Map<String, String> init(SparkContext context, PluginContext plugin) {
      NativeBackend.choose();
      return Map.of();
    }

    @Override
    public Object receive(Object message) {
      Trouble trouble = (Trouble) message;
      for (Finding finding : trouble.findings()) {
        if (said.add(finding.line())) {
          LOG.warn("{}: {}", trouble.where(), finding.message());
        }
      }
      return null;
    }
  }

  private static final class Executor implements ExecutorPlugin {
    /** Loading takes a second: it goes on beside Spark's own start. */
    @Override
    public void init(PluginContext context, Map<String, String> configuration) {
      NativeBackend.choose();
      Finding kernel = NativeFindings.kernelAskedFor(place(context));
      if (kernel.level() == Finding.Level.FAILURE) {
        send(context, List.of(kernel));
        throw new UsageException(kernel.message());
      }
      Thread thread = new Thread(() -> report(context), "diffrep-native-check");
      thread.setDaemon(true);
      thread.start();
    }

    /** On the task's own thread, before anything of the task is deserialised. */
    @Override
    public void onTaskStart() {
      TaskDevice.pin();
    }

    private static void report(PluginContext context) {
      List<Finding> troubles =
          NativeFindings.of(place(context)).stream().filter(finding -> !finding.isOk()).toList();
      if (!troubles.isEmpty()) {
        send(context, troubles);
      }
    }

    private static void send(PluginContext context, List<Finding> troubles) {
      try {
        context.send(new Trouble(where(context), troubles));
      } catch (Exception e) {
        LOG.warn("The driver could not be told of this executor's native side", e);
      }
    }
  }

  /** In local mode the driver's own process counts as an executor. */
  private static boolean isLocal(PluginContext context) {
    return context.executorID().equals("driver");
  }

  private static NativeFindings.Place place(PluginContext context) {
    return isLocal(context) ? NativeFindings.Place.SHELL : NativeFindings.Place.EXECUTOR;
  }

  private static String where(PluginContext context) {
    return isLocal(context)
        ? "this machine"
        : "executor " + context.executorID() + " on " + context.hostname();
  }

  /** What is wrong in a JVM that runs tasks. */
  private record Trouble(String where, List<Finding> findings) implements Serializable {}
}
