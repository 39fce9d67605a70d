package io.diffrep.bench;

import io.diffrep.engine.host.CoreLimits;
import io.diffrep.engine.host.MeasuredWork;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A part of a step.
 *
 * @param kind kind of work
 * @param milliseconds in a step
 * @param gigaflops multiplications and additions of its convolutions or products as they are
 *     defined, in billions; 0 for what is none
 * @param computedGigaflops those that were carried out
 * @param gigabytes read and written by what is no product, each map once; 0 where nobody counts
 * @param bfloat16 whether its products are of bfloat16 numbers
 */
public record StepPart(
    String kind,
    double milliseconds,
    double gigaflops,
    double computedGigaflops,
    double gigabytes,
    boolean bfloat16) {

  /**
   * What some steps measured, a step. Winograd's convolutions are two parts: products, which oneDNN
   * computes, and transforms.
   */
  static Stream<StepPart> of(MeasuredWork work, int steps) {
    double all = work.nanoseconds() / 1e6 / steps;
    double library = work.library() / 1e6 / steps;
    double flops = work.flops() / 1e9 / steps;
    double computed = work.products() / 1e9 / steps;
    double bytes = work.bytes() / 1e9 / steps;
    if (work.products() > 0 && work.bytes() > 0) {
      return Stream.of(
          new StepPart(work.kind() + ": products", library, flops, computed, 0, work.bfloat16()),
          new StepPart(work.kind() + ": transforms", all - library, 0, 0, bytes, false));
    }
    return Stream.of(new StepPart(work.kind(), all, flops, computed, bytes, work.bfloat16()));
  }

  static String header() {
    return String.format(
        Locale.ROOT,
        "%-68s %8s %7s %8s %8s %8s %8s %8s",
        "",
        "ms",
        "share",
        "GFLOP",
        "computed",
        "GFLOP/s",
        "of peak",
        "GB/s");
  }

  /** A line under the header. */
  String line(double step, CoreLimits limits) {
    double peak = bfloat16 ? limits.bfloat16Products() : limits.gigaflops();
    double rate = computedGigaflops / milliseconds * 1e3;
    return String.format(
        Locale.ROOT,
        "%-68s %8.2f %5.1f %% %8s %8s %8s %8s %8s",
        kind,
        milliseconds,
        100 * milliseconds / step,
        unlessZero("%.2f", gigaflops),
        unlessZero("%.2f", computedGigaflops),
        unlessZero("%.1f", rate),
        unlessZero("%.0f %%", peak == 0 ? 0 : 100 * rate / peak),
        unlessZero("%.1f", gigabytes / milliseconds * 1e3));
  }

  private static String unlessZero(String format, double number) {
    return number == 0 ? "" : String.format(Locale.ROOT, format, number);
  }
}
