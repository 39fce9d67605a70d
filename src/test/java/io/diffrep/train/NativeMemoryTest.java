package io.diffrep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.diffrep.network.OperationsAlone;
import io.diffrep.testing.ForkedJvm;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeMemoryTest {
  private static final long MEGABYTE = 1 << 20;

  @TempDir private Path folder;

  /**
   * After a round, in bytes.
   *
   * @param uncollected native arrays before the collection
   * @param arrays native arrays after it
   * @param heap the heap after it
   * @param resident the process after it, without classes and compiled code
   */
  private record Memory(int round, long uncollected, long arrays, long heap, long resident) {
    static Memory read(String line) {
      String[] words = line.split(" ");
      return new Memory(
          Integer.parseInt(words[1]),
          Long.parseLong(words[3]),
          Long.parseLong(words[5]),
          Long.parseLong(words[7]),
          Long.parseLong(words[9]));
    }
  }

  /**
   * A JVM of its own with its whole heap in memory from the start, so that what grows is native.
   */
  private List<Memory> train(int rounds) throws Exception {
    String output =
        ForkedJvm.run(
            NativeMemory.class,
            List.of("-Xms700m", "-Xmx700m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC"),
            String.valueOf(rounds),
            folder.toString());
    return output
        .lines()
        .filter(line -> line.startsWith("round "))
        .peek(System.out::println)
        .map(Memory::read)
        .toList();
  }

  /**
   * After round 3 no native array is kept, and hardly one is left to the garbage collector, which
   * sees next to nothing of them: the rounds make 5 MB each beside those that are reused. (ND4J's
   * operations alone leave small ones.) The resident size counts the stacks of Spark's threads (it
   * has up to 200 for blocks that are to be removed, which end when idle), and what compiler and
   * allocator give and take.
   */
  private static void assertThatMemoryIsFlat(List<Memory> memory) {
    Memory third = memory.get(2);
    assertThat(memory.subList(3, memory.size()))
        .allSatisfy(
            now -> {
              assertThat(now.arrays()).isEqualTo(third.arrays());
              if (!OperationsAlone.active()) {
                assertThat(now.uncollected()).isLessThan(third.arrays() + 2 * MEGABYTE);
              }
              assertThat(now.resident()).isLessThan(third.resident() + 100 * MEGABYTE);
            });
  }

  @Test
  @Tag("slow")
  void nativeMemoryIsFlatFromTheThirdRoundOn() throws Exception {
    List<Memory> memory = train(40);
    assertThat(memory).hasSize(7);
    assertThatMemoryIsFlat(memory);
  }

  /**
   * The heap may grow by what Spark notes of each job. A leak of 100 kB a round that is no array
   * would lift the least resident size of the second hundred rounds above that of the first by 6 MB
   * at least. The engine of this processor alone: ND4J's operations take several times as long, and
   * the arrays of forty rounds tell of theirs.
   */
  @Test
  @Tag("full")
  void twoHundredRoundsLeaveMemoryAsItWasAfterTheThird() throws Exception {
    assumeThat(OperationsAlone.active()).isFalse();
    List<Memory> memory = train(200);
    assertThat(memory).hasSize(23);
    assertThatMemoryIsFlat(memory);
    assertThat(memory.subList(3, 23))
        .allSatisfy(now -> assertThat(now.heap()).isLessThan(memory.get(2).heap() + 12 * MEGABYTE));
    assertThat(leastResident(memory, 110, 200))
        .isLessThan(leastResident(memory, 50, 100) + 6 * MEGABYTE);
  }

  private static long leastResident(List<Memory> memory, int from, int to) {
    return memory.stream()
        .filter(now -> now.round() >= from && now.round() <= to)
        .mapToLong(Memory::resident)
        .min()
        .orElseThrow();
  }
}
