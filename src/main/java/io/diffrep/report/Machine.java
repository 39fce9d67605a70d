package io.diffrep.report;

import io.diffrep.report.Block.Fact;
import io.diffrep.runtime.Processor;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;

/** The machine that this process runs on. */
final class Machine {
  private Machine() {}

  static List<Fact> facts(String sparkVersion) {
    return List.of(
        new Fact("processor", Processor.read().model()),
        new Fact("cores", String.valueOf(Runtime.getRuntime().availableProcessors())),
        new Fact("memory", memory()),
        new Fact("Java", System.getProperty("java.version") + ", " + System.getProperty("os.name")),
        new Fact("Spark", sparkVersion));
  }

  private static String memory() {
    double heap = Runtime.getRuntime().maxMemory() / 0x1p30;
    String heapOnly = String.format(Locale.ROOT, "%.1f GB of Java heap", heap);
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? String.format(Locale.ROOT, "%.1f GB, ", system.getTotalMemorySize() / 0x1p30) + heapOnly
        : heapOnly;
  }
}
