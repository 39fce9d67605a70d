package io.diffrep.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.diffrep.testing.ForkedJvm;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class NativeMemoryTest {
  private static final long MEGABYTE = 1 << 20;

  /**
   * A JVM of its own with its whole heap in memory from the start, so that what grows is native.
   * The twenty rounds make 200 MB of arrays beside those that are reused; if they were left to the
   * garbage collector, which sees next to nothing of them, most would still be there.
   */
  @Test
  @Tag("slow")
  void nativeMemoryIsFlatFromTheThirdRoundOn() throws Exception {
    String output =
        ForkedJvm.run(
            NativeMemory.class,
            List.of("-Xms700m", "-Xmx700m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC"),
            "23");
    List<Long> bytes =
        output
            .lines()
            .filter(line -> line.startsWith("round "))
            .map(line -> Long.parseLong(line.replaceAll(".* bytes ", "")))
            .toList();
    assertThat(bytes).hasSize(23);
    long third = bytes.get(2);
    assertThat(bytes.subList(3, 23))
        .as("resident bytes after rounds 4 to 23, beside %d MB after round 3", third / MEGABYTE)
        .allSatisfy(now -> assertThat(now).isLessThan(third + 50 * MEGABYTE));
  }
}
