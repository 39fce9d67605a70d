package io.diffrep.runtime;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.bytedeco.javacpp.Pointer;
import scala.Tuple2;

/**
 * How much native memory the arrays of a running Spark's processes may take.
 *
 * @param local whether tasks run in the driver's process
 * @param driver bytes in the driver's process; 0 if there is no limit
 * @param executor bytes in an executor; 0 if there is no limit, the driver's if local
 * @param tasks most tasks at once in an executor
 */
public record NativeLimits(boolean local, long driver, long executor, long tasks) {
  /** Reads the limits that this process and the executors were started with. */
  public static NativeLimits of(SparkConf conf) {
    Map<String, String> given = new HashMap<>();
    for (Tuple2<String, String> property : conf.getAll()) {
      given.put(property._1(), property._2());
    }
    return of(given, Pointer.maxBytes());
  }

  static NativeLimits of(Map<String, String> given, long driver) {
    String master = given.get("spark.master");
    if (SparkProperties.isLocal(master)) {
      return new NativeLimits(true, driver, driver, Integer.MAX_VALUE);
    }
    String options =
        given.getOrDefault(SparkProperties.EXECUTOR_DEFAULT_OPTIONS, "")
            + " "
            + given.getOrDefault(SparkProperties.EXECUTOR_OPTIONS, "");
    String limit = SparkProperties.option(options, SparkProperties.MAX_BYTES);
    // JavaCPP's own limit is the size of the heap.
    long megabytes =
        limit.isEmpty()
            ? SparkProperties.megabytes(
                "spark.executor.memory",
                given.getOrDefault("spark.executor.memory", "1g"),
                1L << 20)
            : SparkProperties.megabytes(SparkProperties.MAX_BYTES, limit, 1);
    return new NativeLimits(false, driver, megabytes << 20, SparkProperties.tasks(given, master));
  }
}
