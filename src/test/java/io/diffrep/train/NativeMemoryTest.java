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

  private record Memory(int round, long arrays, long heap) {
    static Memory read(String line) {
      String[] words = line.split(" ");
      return new Memory(
          Integer.parseInt(words[1]), Long.parseLong(words[3]), Long.parseLong(words[5]));
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
   * The rounds make 5 MB of arrays each beside those that are reused; if they were left to the
   * garbage collector, which sees next to nothing of them, most would still be there.
   */
  @Test
  @Tag("slow")
  void nativeMemoryIsFlatFromTheThirdRoundOn() throws Exception {
    List<Memory> memory = train(40);
    assertThat(memory.subList(3, memory.size()))
        .as("after round 3 there were %d MB", memory.get(2).arrays() / MEGABYTE)
        .hasSize(4)
        .allSatisfy(
            now -> assertThat(now.arrays()).isLessThan(memory.get(2).arrays() + 50 * MEGABYTE));
  }

  /**
   * The heap may grow by what Spark notes of each job. Beside it, compiler and allocator give and
   * take some ten MB as they go; a leak of 100 kB a round would lift the least of the second
   * hundred rounds above that of the first by 6 MB at least. The engine of this processor alone:
   * ND4J's operations take several times as long, and other figures would be right for them.
   */
  @Test
  @Tag("full")
  void twoHundredRoundsLeaveMemoryAsItWasAfterTheThird() throws Exception {
    assumeThat(OperationsAlone.active()).isFalse();
    List<Memory> memory = train(200);
    Memory third = memory.get(2);
    assertThat(memory).hasSize(23);
    assertThat(memory.subList(3, 23))
        .allSatisfy(
            now -> {
              assertThat(now.arrays()).isLessThan(third.arrays() + 50 * MEGABYTE);
              assertThat(now.heap()).isLessThan(third.heap() + 12 * MEGABYTE);
            });
    assertThat(leastArrays(memory, 110, 200))
        .isLessThan(leastArrays(memory, 50, 100) + 6 * MEGABYTE);
  }

  private static long leastArrays(List<Memory> memory, int from, int to) {
    return memory.stream()
        .filter(now -> now.round() >= from && now.round() <= to)
        .mapToLong(Memory::arrays)
        .min()
        .orElseThrow();
  }
}
