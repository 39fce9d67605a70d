package io.diffrep.runtime;

/**
 * What Spark is asked for.
 *
 * @param master the master of an embedded Spark, which counts where no {@code spark-submit} has
 *     given one
 * @param nativeMegabytesPerTask native memory for the arrays of one task, in MB; at least 64
 */
public record SparkSettings(String master, int nativeMegabytesPerTask) {
  /** Checks the ranges. */
  public SparkSettings {
    new Requirements()
        .notBlank("master", master)
        .atLeast("nativeMegabytesPerTask", nativeMegabytesPerTask, 64)
        .enforce();
  }
}
