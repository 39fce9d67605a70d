package io.diffrep.testing;

import org.apache.spark.sql.SparkSession;

/** The one local Spark session that all tests of a JVM share. */
public final class SparkSessions {
  private SparkSessions() {}

  /** A session with two task slots, started at the first call; Spark's shutdown hook stops it. */
  public static SparkSession shared() {
    return SparkSession.builder()
        .master("local[2,4]")
        .appName("diffrep-tests")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.session.timeZone", "UTC")
        .getOrCreate();
  }
}
