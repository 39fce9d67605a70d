package io.diffrep.cli;

import io.diffrep.runtime.SparkProperties;
import io.diffrep.runtime.SparkSettings;
import io.diffrep.runtime.SparkVersion;
import io.diffrep.runtime.UsageException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkContext$;
import org.apache.spark.SparkExecutorInfo;
import org.apache.spark.sql.SparkSession;
import scala.Option;
import scala.Tuple2;

/** The Spark session of a command. */
final class Session implements AutoCloseable {
  private static final long TASKS_END_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final SparkSession spark;
  private final boolean ours;

  private Session(SparkSession spark, boolean ours) {
    this.spark = spark;
    this.ours = ours;
  }

  /**
   * Opens a session: the one that this process has already, or one on the master that {@code
   * spark-submit} gave, or an embedded one.
   *
   * @param name application name
   * @param settings what Spark is asked for
   * @throws UsageException if this is no Spark 3.5 for Scala 2.12, or if what is set leaves no room
   *     for native arrays
   */
  static Session open(String name, SparkSettings settings) {
    SparkVersion.require();
    Option<SparkSession> running = SparkSession.getDefaultSession();
    return running.isDefined()
        ? new Session(running.get(), false)
        : start(name, settings, Map.of());
  }

  /**
   * Opens a session of its own, on what its properties say.
   *
   * @param properties over those that are given
   * @throws UsageException as {@link #open} does, or if this process has a session already, which
   *     keeps the properties that it was started with
   */
  static Session openNew(String name, SparkSettings settings, Map<String, String> properties) {
    SparkVersion.require();
    Option<SparkContext> running = SparkContext$.MODULE$.getActive();
    if (running.isDefined()) {
      throw new UsageException(
          "Spark runs in this process already (spark.master "
              + running.get().master()
              + "), and "
              + name
              + " needs one of its own: run it in a process by itself.");
    }
    return start(name, settings, properties);
  }

  private static Session start(
      String name, SparkSettings settings, Map<String, String> properties) {
    Map<String, String> given = given();
    given.putAll(properties);
    SparkProperties.limitThisProcess(given, settings);
    SparkSession.Builder builder = SparkSession.builder().appName(name);
    properties.forEach(builder::config);
    SparkProperties.beside(given, settings).forEach(builder::config);
    boolean ours = SparkContext$.MODULE$.getActive().isEmpty();
    return new Session(builder.getOrCreate(), ours);
  }

  private static Map<String, String> given() {
    Map<String, String> given = new HashMap<>();
    for (Tuple2<String, String> property : new SparkConf().getAll()) {
      given.put(property._1, property._2);
    }
    return given;
  }

  SparkSession spark() {
    return spark;
  }

  /** Cancels every job that runs. */
  void cancelJobs() {
    spark.sparkContext().cancelAllJobs();
  }

  /** Waits, not for ever, until the tasks of cancelled jobs have ended: they run native code. */
  void awaitTasks() {
    long limit = System.nanoTime() + TASKS_END_NANOS;
    try {
      while (tasks() > 0 && System.nanoTime() < limit) {
        Thread.sleep(50);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int tasks() {
    return Arrays.stream(spark.sparkContext().statusTracker().getExecutorInfos())
        .mapToInt(SparkExecutorInfo::numRunningTasks)
        .sum();
  }

  /** Stops Spark, unless somebody else had started it. */
  @Override
  public void close() {
    if (ours) {
      spark.stop();
    }
  }
}
