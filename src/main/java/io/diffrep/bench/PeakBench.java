package io.diffrep.bench;

import io.diffrep.engine.host.CoreLimits;
import io.diffrep.engine.host.HostEngine;
import io.diffrep.engine.host.HostPlan;
import io.diffrep.engine.host.MeasuredWork;
import io.diffrep.runtime.Console;
import io.diffrep.runtime.UsageException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** How far the parts of a step are from what the core reaches at best. */
public final class PeakBench {
  private PeakBench() {}

  /**
   * Measures the core, then steps with a clock around each layer.
   *
   * @param console takes the table
   * @throws UsageException if the settings do not lead to the engine {@code host}
   */
  public static PeakResult run(StepBenchSettings settings, Console console) {
    try (StepBench bench = StepBench.warm(settings, console)) {
      if (!(bench.plan() instanceof HostPlan plan)) {
        throw new UsageException(
            "the engine nd4j does not tell what its steps consist of: peak is for --engine host");
      }
      CoreLimits limits = CoreLimits.measure();
      plan.measure();
      int steps = settings.steps();
      double milliseconds = bench.milliseconds(steps) / steps;
      List<MeasuredWork> work = plan.work();
      List<StepPart> parts = new ArrayList<>();
      work.stream().flatMap(w -> StepPart.of(w, steps)).forEach(parts::add);
      double known = parts.stream().mapToDouble(StepPart::milliseconds).sum();
      parts.add(
          new StepPart("copies in and out, loss, Adam", milliseconds - known, 0, 0, 0, false));
      parts.sort(Comparator.comparingDouble(StepPart::milliseconds).reversed());
      double products =
          work.stream().filter(w -> w.flops() > 0).mapToDouble(MeasuredWork::nanoseconds).sum();
      PeakResult result =
          new PeakResult(
              "peak",
              bench.workName(),
              bench.precisionName(),
              HostEngine.instructionSet(),
              settings.batch(),
              limits,
              milliseconds,
              1 - products / 1e6 / steps / milliseconds,
              parts);
      print(result, console);
      return result;
    }
  }

  private static void print(PeakResult result, Console console) {
    CoreLimits limits = result.limits();
    console.println(
        String.format(
            Locale.ROOT,
            "GFLOP/s of a core: %.1f in registers, %.1f in large products, %.1f of bfloat16",
            limits.gigaflops(),
            limits.products(),
            limits.bfloat16Products()));
    console.println(
        String.format(
            Locale.ROOT,
            "GB/s of a core: %.1f in its cache, %.1f in the shared one, %.1f in memory",
            limits.cacheBandwidth(),
            limits.sharedBandwidth(),
            limits.memoryBandwidth()));
    console.println(StepPart.header());
    for (StepPart part : result.parts()) {
      console.println(part.line(result.milliseconds(), limits));
    }
    console.println(
        String.format(
            Locale.ROOT,
            "outside convolutions and matrix products: %.1f %% of %.1f ms",
            100 * result.outsideProducts(),
            result.milliseconds()));
  }
}
