package io.diffrep.runtime;

import org.apache.spark.package$;
import scala.util.Properties;

/** Which Spark the program runs on. */
public final class SparkVersion {
  private static final String SPARK = "3.5";
  private static final String SCALA = "2.12";

  private SparkVersion() {}

  /**
   * Refuses a Spark that the program was not built for: it would fail in the middle, by a method
   * that is not there.
   *
   * @throws UsageException if this is not Spark 3.5 for Scala 2.12
   */
  public static void require() {
    require(package$.MODULE$.SPARK_VERSION(), Properties.versionNumberString());
  }

  static void require(String spark, String scala) {
    if (!spark.startsWith(SPARK + ".") || !scala.startsWith(SCALA + ".")) {
      throw new UsageException(
          "this is Spark "
              + spark
              + " for Scala "
              + scala
              + ", and Diffrep needs Spark "
              + SPARK
              + " for Scala "
              + SCALA
              + ": submit by the spark-submit of such a Spark");
    }
  }
}
