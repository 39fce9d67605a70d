package io.diffrep.cli;

import io.diffrep.runtime.UsageException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkExecutorInfo;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/** The Spark session of a command. */
final class Session implements AutoCloseable {
  /** What an embedded Spark needs that serves nobody but this process. */
  private static final Map<String, String> EMBEDDED =
      Map.of(
          "spark.ui.enabled", "false",
          // Each round collects the workers' weights and moments, which outgrow Spark's 1 GB.
          "spark.driver.maxResultSize", "0",
          // How often running tasks tell how many rows they have done; it is the time limit of the
          // answer, too, which a busy machine needs.
          "spark.executor.heartbeatInterval", "3s",
          "spark.driver.host", "127.0.0.1",
          "spark.driver.bindAddress", "127.0.0.1");

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
   * @param master master of an embedded Spark
   */
  static Session open(String name, String master) {
    Option<SparkSession> running = SparkSession.getDefaultSession();
    if (running.isDefined()) {
      return new Session(running.get(), false);
    }
    SparkConf given = new SparkConf();
    refuseKryo(given);
    SparkSession.Builder builder = SparkSession.builder().appName(name);
    if (!given.contains("spark.master")) {
      builder.master(master);
      EMBEDDED.forEach((key, value) -> builder.config(key, given.get(key, value)));
    }
    return new Session(builder.getOrCreate(), true);
  }

  /** Kryo cannot read the records that the models are broadcast with, and says so in riddles. */
  private static void refuseKryo(SparkConf given) {
    String serializer = given.get("spark.serializer", "");
    if (serializer.endsWith("KryoSerializer")) {
      throw new UsageException(
          "spark.serializer is " + serializer + ", which is not supported: leave it unset");
    }
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
