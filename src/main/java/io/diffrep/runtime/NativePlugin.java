package io.diffrep.runtime;

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
          LOG.warn("Executor {} on {}: {}", trouble.executor(), trouble.host(), finding.line());
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
      if (context.conf().get("spark.executor.id", context.executorID()).equals("driver")) {
        return;
      }
      Thread thread = new Thread(() -> report(context), "diffrep-native-check");
      thread.setDaemon(true);
      thread.start();
    }

    private static void report(PluginContext context) {
      try {
        List<Finding> troubles =
            NativeFindings.of(NativeFindings.Place.EXECUTOR).stream()
                .filter(finding -> !finding.isOk())
                .toList();
        if (!troubles.isEmpty()) {
          context.send(new Trouble(context.executorID(), context.hostname(), troubles));
        }
      } catch (Exception e) {
        LOG.warn("The driver could not be told of this executor's native side", e);
      }
    }
  }

  /** What is wrong on an executor. */
  private record Trouble(String executor, String host, List<Finding> findings)
      implements java.io.Serializable {}
}
