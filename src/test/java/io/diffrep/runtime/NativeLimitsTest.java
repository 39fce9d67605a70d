package io.diffrep.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NativeLimitsTest {
  private static final long MEGABYTE = 1 << 20;

  @Test
  void tasksOfALocalSparkShareTheDriversLimit() {
    NativeLimits limits = NativeLimits.of(Map.of("spark.master", "local[3]"), 5);
    assertThat(limits.local()).isTrue();
    assertThat(limits.driver()).isEqualTo(5);
    assertThat(limits.executor()).isEqualTo(5);
  }

  /** What is set for executors at the start is what is read afterwards. */
  @Test
  void executorsHaveWhatTheyWereGiven() {
    Map<String, String> properties = new HashMap<>();
    properties.put("spark.master", "yarn");
    properties.put("spark.executor.cores", "4");
    properties.put("spark.task.cpus", "2");
    properties.putAll(SparkProperties.beside(properties, new SparkSettings("local", 700)));
    assertThat(NativeLimits.of(properties, 5))
        .isEqualTo(new NativeLimits(false, 5, 1400 * MEGABYTE, 2));
  }

  @Test
  void executorsWithoutALimitHaveJavaCppsWhichIsTheirHeap() {
    assertThat(
            NativeLimits.of(
                Map.of("spark.master", "spark://host:7077", "spark.executor.cores", "1"), 5))
        .isEqualTo(new NativeLimits(false, 5, 1024 * MEGABYTE, 1));
    assertThat(
            NativeLimits.of(Map.of("spark.master", "yarn", "spark.executor.memory", "3g"), 5)
                .executor())
        .isEqualTo(3072 * MEGABYTE);
  }
}
