package io.diffrep.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.diffrep.testing.SparkSessions;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskSlotsTest {
  @Test
  void aLocalMasterHasTheSlotsThatItSays() {
    TaskSlots slots = new TaskSlots(SparkSessions.shared().sparkContext());
    // More than there are: in this process nobody is waited for.
    assertThat(slots.await(100)).isEqualTo(2);
    assertThat(slots.awaitAll()).isEqualTo(2);
    assertThat(slots.settings()).contains("spark.master = local[2,4]", "spark.task.cpus = 1");
  }

  /** Executors times the tasks that one runs; what is not known is not counted. */
  @ParameterizedTest
  @CsvSource({
    "yarn, true, 10, 4, 1, 40",
    "yarn, true, 10, 5, 2, 20",
    "yarn, true, 10, , 1, 10",
    "yarn, true, , 4, 1, 2147483647",
    "spark://host:7077, true, 10, 4, 2, 20",
    "spark://host:7077, true, 10, , 1, 2147483647",
    "yarn, false, 10, 4, 1, 2147483647",
    "local[2], true, 10, 4, 1, 2147483647"
  })
  void withDynamicAllocationItsMaximumCounts(
      String master, String dynamic, Integer executors, Integer cores, String cpus, int slots) {
    SparkConf conf =
        new SparkConf(false)
            .set("spark.dynamicAllocation.enabled", dynamic)
            .set("spark.task.cpus", cpus);
    if (executors != null) {
      conf.set("spark.dynamicAllocation.maxExecutors", executors.toString());
    }
    if (cores != null) {
      conf.set("spark.executor.cores", cores.toString());
    }
    assertThat(TaskSlots.most(conf, master)).isEqualTo(slots);
  }
}
