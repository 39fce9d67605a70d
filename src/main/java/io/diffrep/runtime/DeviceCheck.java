package io.diffrep.runtime;

import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.apache.spark.SparkConf;

/**
 * Whether tasks will compute on what {@code engine.device} asks for. A card that was asked for and
 * is not there is an error: training on would take a hundred times as long.
 */
public final class DeviceCheck {
  private static final String SUBJECT = "device";
  private static final String EXECUTOR_AMOUNT = "spark.executor.resource.gpu.amount";
  private static final String TASK_AMOUNT = "spark.task.resource.gpu.amount";
  private static final String CUDA_BUILD = "submit the bundle of ./mvnw -Pcuda package -DskipTests";

  private final Device asked;
  private final SparkConf spark;
  private final Supplier<NativeBackend.Loaded> loading;

  DeviceCheck(Device asked, SparkConf spark, Supplier<NativeBackend.Loaded> loading) {
    this.asked = asked;
    this.spark = spark;
    this.loading = loading;
  }

  /**
   * What there is to say of it. Loads the native library.
   *
   * @param asked {@code engine.device}
   * @param spark the properties of the running Spark
   */
  public static Finding of(Device asked, SparkConf spark) {
    return new DeviceCheck(asked, spark, NativeBackend::load).finding();
  }

  /**
   * Refuses to go on without what was asked for; where nothing was, loads nothing.
   *
   * @param asked {@code engine.device}
   * @param spark the properties of the running Spark
   * @throws UsageException if it is not there, naming the settings to check
   */
  public static void require(Device asked, SparkConf spark) {
    if (asked == Device.AUTO) {
      return;
    }
    Finding finding = of(asked, spark);
    if (finding.level() == Finding.Level.FAILURE) {
      throw new UsageException(finding.message());
    }
  }

  Finding finding() {
    NativeBackend.Loaded loaded;
    try {
      loaded = loading.get();
    } catch (UsageException e) {
      return Finding.failure(SUBJECT, askedFor() + ", and " + e.getMessage(), "");
    }
    return loaded.backend().equals(NativeBackend.CUDA) ? onCuda() : onCpu(loaded);
  }

  private Finding onCpu(NativeBackend.Loaded loaded) {
    if (asked == Device.CUDA) {
      return Finding.failure(
          SUBJECT,
          askedFor() + ", and this build computes on the CPU (" + loaded.library() + ")",
          CUDA_BUILD + ", or set engine.device = auto");
    }
    if (spark.contains(TASK_AMOUNT)) {
      return Finding.warning(
          SUBJECT,
          "the CPU, while " + TASK_AMOUNT + " reserves cards that this build cannot use",
          CUDA_BUILD + ", or unset " + TASK_AMOUNT + " and " + EXECUTOR_AMOUNT);
    }
    return Finding.ok(SUBJECT, "the CPU (" + askedFor() + ")");
  }

  private Finding onCuda() {
    if (asked == Device.CPU) {
      return Finding.failure(
          SUBJECT,
          askedFor() + ", and this build computes by CUDA alone",
          "submit the bundle of ./mvnw package -DskipTests, or set engine.device = auto");
    }
    List<String> missing =
        List.of(EXECUTOR_AMOUNT, TASK_AMOUNT).stream().filter(key -> !spark.contains(key)).toList();
    if (SparkProperties.isLocal(spark.get("spark.master", "")) || missing.isEmpty()) {
      return Finding.ok(SUBJECT, "CUDA (" + askedFor() + ")");
    }
    String text = askedFor() + ", and Spark gives tasks no card of their own";
    String remedy = "set " + String.join(" and ", missing) + ", such as to 1";
    return asked == Device.CUDA
        ? Finding.failure(SUBJECT, text, remedy)
        : Finding.warning(SUBJECT, text + ": ND4J deals threads to cards in turn", remedy);
  }

  private String askedFor() {
    return "engine.device = " + asked.name().toLowerCase(Locale.ROOT);
  }
}
