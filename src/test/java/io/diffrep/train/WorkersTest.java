package io.diffrep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diffrep.runtime.Console;
import io.diffrep.runtime.TaskSlots;
import io.diffrep.runtime.UsageException;
import io.diffrep.testing.SparkSessions;
import io.diffrep.testing.TinyModels;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WorkersTest {
  private final StringWriter out = new StringWriter();
  private final TaskSlots twoSlots = new TaskSlots(SparkSessions.shared().sparkContext());

  private int count(int workers, Optional<Integer> before) {
    return Workers.count(
        TinyModels.training(64, workers),
        1,
        before,
        twoSlots,
        Console.ofLines(new PrintWriter(out), new PrintWriter(new StringWriter())));
  }

  /**
   * Every machine has a number of workers that shares every batch evenly, and never more than
   * slots.
   */
  @Test
  void workersLeftToTheProgramAlwaysShareTheBatchEvenly() {
    for (int slots = 1; slots <= 200; slots++) {
      int workers = Workers.mostOf(16, 1, slots);
      assertThat(workers).isBetween(1, Math.min(slots, 16));
      assertThat(16 % workers).isZero();
    }
    assertThat(Workers.mostOf(16, 1, 6)).isEqualTo(4);
    assertThat(Workers.mostOf(16, 1, 16)).isEqualTo(16);
    assertThat(count(0, Optional.empty())).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
  }

  /** One image alone is told apart from nothing, and mixed with itself. */
  @Test
  void imagesThatNeedOthersOfTheirBatchAreNotAlone() {
    assertThat(Workers.mostOf(16, 2, 16)).isEqualTo(8);
    assertThat(Workers.mostOf(15, 2, 16)).isEqualTo(5);
    assertThat(Workers.mostOf(3, 2, 16)).isEqualTo(1);
    int batch = TinyModels.training(64, 1).batch();
    Console silent = Console.silent();
    assertThatThrownBy(
            () ->
                Workers.count(
                    TinyModels.training(64, 2), batch / 2 + 1, Optional.empty(), twoSlots, silent))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("train.batch = " + batch + " leaves each of 2 workers fewer than")
        .hasMessageContaining("train.workers");
    assertThatThrownBy(
            () ->
                Workers.count(
                    TinyModels.training(64, 0), batch + 1, Optional.empty(), twoSlots, silent))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("set train.batch to more");
    // One that was allowed once can take no such advice.
    assertThat(
            Workers.count(
                TinyModels.training(64, 2), batch / 2 + 1, Optional.of(2), twoSlots, silent))
        .isEqualTo(2);
  }

  /** Another number would share the batches otherwise. */
  @Test
  void aTrainingThatGoesOnHasTheWorkersThatItBeganWith() {
    assertThat(count(0, Optional.of(1))).isEqualTo(1);
    assertThatThrownBy(() -> count(0, Optional.of(4)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("4 workers (train.workers)")
        .hasMessageContaining("2 tasks at once");
  }

  @Test
  void fewerSlotsThanWorkersAreRefusedWithBothNumbersAndTheSettings() {
    assertThatThrownBy(() -> Workers.requireSlots(4, 1, "spark.master = local[1]"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("4 workers (train.workers), and Spark runs 1 task at once")
        .hasMessageContaining("(spark.master = local[1])")
        .hasMessageContaining("local[4]");
    Workers.requireSlots(4, 4, "");
  }
}
