package io.diffrep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.diffrep.network.OperationsAlone;
import io.diffrep.testing.ForkedJvm;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class AllocationTest {
  /**
   * What is left is DL4J's and ND4J's: descriptions of arrays and operations, which are as many
   * whatever the size of the images. Nothing as large as a batch may be among it. In a JVM that
   * waits for its compiler: code that is not compiled yet keeps vectors on the heap. ND4J's
   * operations alone note so much more of themselves that it says nothing.
   */
  @Test
  @Tag("slow")
  void aStepTakesNoMoreOfTheHeapForLargeImagesThanForSmall() throws Exception {
    assumeThat(OperationsAlone.active()).isFalse();
    String output = ForkedJvm.run(Allocation.class, List.of("-Xbatch"), "8", "48");
    List<Long> bytes =
        output
            .lines()
            .filter(line -> line.startsWith("a step takes"))
            .peek(System.out::println)
            .map(line -> Long.parseLong(line.replaceAll(".*: ", "")))
            .toList();
    assertThat(bytes).hasSize(2);
    long batch = Allocation.BATCH * 48L * 48 * Float.BYTES;
    assertThat(bytes.get(1)).isLessThan(bytes.get(0) + batch / 2);
    assertThat(bytes.get(0)).isLessThan(300_000);
  }
}
