package io.diffrep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.diffrep.testing.ForkedJvm;
import io.diffrep.testing.SparkSessions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScaleCommandTest {
  @TempDir private Path temporary;

  /** In a JVM of its own, which another master is given to. */
  @Test
  @Tag("slow")
  void roundsAreDividedAndPredictedForOneWorkerAndForTwoOnExecutors() throws Exception {
    String output =
        ForkedJvm.run(
            Diffrep.class,
            List.of(
                "-Djava.io.tmpdir=" + temporary,
                "-Dspark.master=local[1]",
                "-Dspark.extraListeners=" + ExecutorPrinter.class.getName()),
            "bench",
            "scale",
            "--network",
            "tiny",
            "--batch",
            "8",
            "--turns",
            "1",
            "--steps",
            "20");

    assertThat(output).doesNotContain("\tat ");
    assertThat(output.lines().filter(line -> line.startsWith(ExecutorPrinter.ADDED)).distinct())
        .containsExactlyInAnyOrder(ExecutorPrinter.ADDED + 0, ExecutorPrinter.ADDED + 1);
    try (Stream<Path> left = Files.list(temporary)) {
      assertThat(left).noneMatch(file -> file.toString().contains("diffrep-scale"));
    }
    List<String> lines = output.lines().filter(line -> !line.isBlank()).toList();
    assertThat(lines)
        .anyMatch(line -> line.startsWith("| tiny | 1 | 8 |"))
        .anyMatch(line -> line.startsWith("| tiny | 2 | 8 |"))
        .anyMatch(line -> line.startsWith("| tiny | 2 | 4 |"))
        .anyMatch(line -> line.startsWith("| 1 | 2 | 1,000 |"))
        .anyMatch(line -> line.startsWith("10 Gbit/s, depth 1: efficiency below 90 % from "));
    String json =
        lines.stream().filter(line -> line.startsWith("{\"name\":")).findFirst().orElseThrow();
    JsonNode result = new ObjectMapper().readTree(json);
    assertThat(result.get("name").asText()).isEqualTo("scale");
    JsonNode tiny = result.get("networks").get(0);
    assertThat(tiny.get("network").asText()).isEqualTo("tiny");
    assertThat(tiny.get("costs").get("overhead-share").asDouble()).isEqualTo(0.05);
    assertThat(tiny.get("costs").get("state-bytes").asLong())
        .isEqualTo(12 * tiny.get("parameters").asLong());
    assertThat(tiny.get("runs")).hasSize(3).allSatisfy(ScaleCommandTest::addsUp);
    JsonNode alone = tiny.get("runs").get(0);
    assertThat(alone.get("speed-up").asDouble()).isEqualTo(1);
    // What the constants come from.
    assertThat(alone.get("predicted-seconds").asDouble())
        .isCloseTo(alone.get("round-seconds").asDouble(), within(1e-9));
    // One and ten gigabits, each without a tree and with one.
    assertThat(tiny.get("predictions"))
        .hasSize(4)
        .allSatisfy(prediction -> assertThat(prediction.get("points")).hasSize(11));
  }

  private static void addsUp(JsonNode run) {
    double overhead =
        run.get("broadcast-seconds").asDouble()
            + run.get("aggregate-seconds").asDouble()
            + run.get("other-seconds").asDouble();
    double round = run.get("round-seconds").asDouble();
    assertThat(overhead + run.get("fit-seconds").asDouble()).isCloseTo(round, within(1e-9));
    assertThat(run.get("overhead-share").asDouble()).isCloseTo(overhead / round, within(1e-9));
    int images =
        run.get("workers").asInt() * run.get("batch").asInt() * run.get("interval").asInt();
    assertThat(run.get("images-per-second").asDouble()).isCloseTo(images / round, within(1e-6));
  }

  /** Which keeps its master, so that the executors would be idle. */
  @Test
  void aProcessThatHasASparkAlreadyIsRefused() {
    SparkSessions.shared();

    Outcome outcome = Outcome.of("bench", "scale", "--network", "tiny");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err())
        .contains("Spark runs in this process already", "local[2,4]")
        .doesNotContain("\tat ");
    assertThat(outcome.out()).isEmpty();
  }

  @Test
  void workersThatShareProcessorsAreWarnedOf() {
    SparkSessions.shared();
    int processors = Runtime.getRuntime().availableProcessors();

    assertThat(Outcome.of("bench", "scale", "--workers", "1," + (processors + 1)).err())
        .contains((processors + 1) + " workers share " + processors + " processors");
    assertThat(Outcome.of("bench", "scale", "--workers", "1").err()).doesNotContain("share");
  }

  @Test
  void oneWorkerMustBeAmongThem() {
    Outcome outcome = Outcome.of("bench", "scale", "--workers", "2,4");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("workers").contains("[2, 4]").doesNotContain("\tat ");
  }
}
