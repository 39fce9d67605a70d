package io.diffrep.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final String ERASE = "\r\u001b[K";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private long nanos;

  private Console lines() {
    return Console.ofLines(new PrintWriter(out), new PrintWriter(err)).at(() -> nanos);
  }

  private Console terminal() {
    return Console.ofTerminal(new PrintWriter(out), new PrintWriter(err)).at(() -> nanos);
  }

  private void passSeconds(long seconds) {
    nanos += TimeUnit.SECONDS.toNanos(seconds);
  }

  @Test
  void onATerminalOneLineIsWrittenOverAndErasedAtTheEnd() {
    try (Progress progress = terminal().progress("encode", "images", 1000)) {
      passSeconds(2);
      progress.advance(200);
      passSeconds(60);
      progress.note("round 2/5");
    }
    assertThat(err.toString())
        .isEqualTo(
            ERASE
                + "encode  200/1,000 images  100 images/s  left 0:08"
                + ERASE
                + "encode  200/1,000 images  3.2 images/s  left 4:08  round 2/5"
                + ERASE);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void aLineNeverOutgrowsTheTerminal() {
    try (Progress progress = terminal().progress("encode", "images", 0)) {
      passSeconds(1);
      progress.note("x".repeat(200));
    }
    assertThat(err.toString().split(ERASE.replace("[", "\\["))[1]).hasSize(79);
  }

  @Test
  void elsewhereShortWorkSaysNothing() {
    try (Progress progress = lines().progress("encode", "images", 1000)) {
      for (int i = 0; i < 29; i++) {
        passSeconds(1);
        progress.advance(10);
      }
    }
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void elsewhereLongWorkSaysALineEveryHalfMinuteAndOneAtTheEnd() {
    try (Progress progress = lines().progress("encode", "images", 1000)) {
      for (int i = 0; i < 100; i++) {
        passSeconds(1);
        progress.advance(10);
      }
    }
    assertThat(err.toString().lines())
        .containsExactly(
            "encode  300/1,000 images  10 images/s  left 1:10",
            "encode  600/1,000 images  10 images/s  left 0:40",
            "encode  900/1,000 images  10 images/s  left 0:10",
            "encode  1,000/1,000 images  10 images/s  left 0:00");
  }

  @Test
  void aDayOfWorkSaysNoMoreThanAFewHundredLines() {
    int day = 24 * 3600;
    try (Progress progress = lines().progress("train", "images", day)) {
      for (int i = 0; i < day; i++) {
        passSeconds(1);
        progress.advance(1);
      }
    }
    assertThat(err.toString().lines().count()).isBetween(50L, 300L);
  }

  @Test
  void whatIsDoneTwiceNeitherFallsNorExceedsTheTotal() {
    try (Progress progress = lines().progress("encode", "images", 100)) {
      progress.reach(60);
      progress.reach(40);
      assertThat(progress.done()).isEqualTo(60);
      progress.advance(70);
      assertThat(progress.done()).isEqualTo(100);
    }
  }

  @Test
  void theTimeLeftFollowsTheRateOfTheLastMinute() {
    try (Progress progress = terminal().progress("encode", "images", 100_000)) {
      for (int i = 0; i < 100; i++) {
        passSeconds(1);
        progress.advance(100);
      }
      err.getBuffer().setLength(0);
      for (int i = 0; i < 100; i++) {
        passSeconds(1);
        progress.advance(10);
      }
      assertThat(err.toString()).contains("11,000/100,000 images  10 images/s  left 2:28:20");
    }
  }

  @Test
  void keptLinesStandOnATerminalToo() {
    try (Progress progress = terminal().progress("train", "images", 100).keepingLines()) {
      passSeconds(31);
      progress.advance(31);
    }
    assertThat(err.toString()).contains("train  31/100 images  1.0 images/s  left 1:09\n");
  }

  @Test
  void severalThreadsLoseNothing() {
    try (Progress progress = lines().progress("evaluate", "probes", 0)) {
      IntStream.range(0, 10_000).parallel().forEach(i -> progress.advance(1));
      assertThat(progress.done()).isEqualTo(10_000);
    }
  }
}
