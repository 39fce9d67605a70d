package io.diffrep.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.diffrep.engine.Engine.Mode;
import io.diffrep.engine.Graph;
import io.diffrep.engine.Plan;
import io.diffrep.engine.host.HostPlan;
import io.diffrep.image.ImageShape;
import io.diffrep.network.Architecture;
import io.diffrep.network.Architecture.Part;
import io.diffrep.network.CodeInjection;
import io.diffrep.network.EncoderBody;
import io.diffrep.network.EncoderKind;
import io.diffrep.network.Engines;
import io.diffrep.network.NetworkSettings;
import io.diffrep.network.ScoreSettings;
import io.diffrep.runtime.NativeLimits;
import io.diffrep.testing.TinyModels;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryNeedTest {
  private static final long MEGABYTE = 1 << 20;

  /** In MB: the driver 100, a worker 200; four workers. */
  private static final MemoryNeed NEED = new MemoryNeed(100 * MEGABYTE, 200 * MEGABYTE, 4);

  private static NativeLimits executors(long driver, long executor, long tasks) {
    return new NativeLimits(false, driver * MEGABYTE, executor * MEGABYTE, tasks);
  }

  /**
   * What the processor's own engine really takes is at most what is estimated, and more than half
   * of it: for large images and for small ones, where filters are most of it.
   */
  @ParameterizedTest
  @CsvSource({"8, 8, 1", "8, 8, 16", "16, 28, 32", "16, 28, 1", "32, 32, 8", "64, 8, 4"})
  void thePlanTakesAboutWhatIsEstimated(int channels, int size, int batch) {
    List<Integer> widths = List.of(channels, 2 * channels);
    Graph graph =
        new Architecture(
                NetworkSettings.sized(widths, widths, 16, 32, 8), new ImageShape(1, size, size))
            .graph(Part.WHOLE);
    assertEstimate(graph, batch);
  }

  @ParameterizedTest
  @CsvSource({"RESIDUAL, BOTH, 16, 8", "WIDE_RESNET, EVERY_BLOCK, 0, 4", "RESIDUAL, FILM, 32, 2"})
  void soItIsOfEveryKindOfNetwork(
      EncoderKind kind, CodeInjection injection, int attention, int batch) {
    List<Integer> widths = List.of(16, 32);
    NetworkSettings settings =
        NetworkSettings.sized(widths, widths, 16, 32, 8)
            .with(new ScoreSettings(injection, attention))
            .with(new EncoderBody(kind, 10, 2));
    Architecture architecture = new Architecture(settings, new ImageShape(3, 32, 32));
    assertEstimate(architecture.graph(Part.WHOLE), batch);
  }

  private static void assertEstimate(Graph graph, int batch) {
    try (Plan plan = Engines.of(TinyModels.CHOICE).compile(graph, batch, Mode.TRAINING)) {
      if (plan instanceof HostPlan host) {
        long estimate = MemoryNeed.plan(graph, batch);
        System.out.printf("plan: %,d bytes, estimated %,d%n", host.bytes(), estimate);
        assertThat(host.bytes()).isBetween(estimate / 2, estimate);
      }
    }
  }

  @Test
  void oneProcessHoldsDriverAndWorkers() {
    assertThat(NEED.beside(new NativeLimits(true, 900 * MEGABYTE, 900 * MEGABYTE, 9)))
        .isEqualTo(
            "native memory: about 900 MB are needed in this process (100 and for each of 4 workers"
                + " 200), and it may take 900 MB");
    assertThat(NEED.beside(new NativeLimits(true, 0, 0, 9))).endsWith("any amount");
    long perTask = (900 / Runtime.getRuntime().availableProcessors() / 64 + 1) * 64;
    assertThat(NEED.beside(new NativeLimits(true, 899 * MEGABYTE, 899 * MEGABYTE, 9)))
        .startsWith("warning: native memory: about 900 MB")
        .contains("spark.native-megabytes-per-task to " + perTask)
        .contains("DIFFREP_OFF_HEAP to 960");
  }

  @Test
  void anExecutorHoldsAsManyWorkersAsRunInIt() {
    assertThat(NEED.beside(executors(100, 400, 2)))
        .isEqualTo(
            "native memory: about 100 MB are needed in the driver, which may take 100 MB, and 400"
                + " MB in an executor with 2 of the 4 workers (200 MB each), which may take 400"
                + " MB");
    assertThat(NEED.beside(executors(100, 800, 16))).startsWith("native").contains("4 of the 4");
    // 400 MB for two tasks are 200 each: the next multiple of 64 is 256.
    assertThat(NEED.beside(executors(100, 399, 2)))
        .startsWith("warning")
        .contains("spark.native-megabytes-per-task to 256");
    assertThat(NEED.beside(executors(99, 400, 2)))
        .startsWith("warning")
        .contains("-Dorg.bytedeco.javacpp.maxbytes=128m")
        .doesNotContain("spark.native");
  }
}
