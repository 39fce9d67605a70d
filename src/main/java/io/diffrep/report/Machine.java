package io.diffrep.report;

import io.diffrep.report.Block.Fact;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The machine that this process runs on. */
final class Machine {
  private Machine() {}

  static List<Fact> facts(String sparkVersion) {
    return List.of(
        new Fact("processor", processor()),
        new Fact("cores", String.valueOf(Runtime.getRuntime().availableProcessors())),
        new Fact("memory", memory()),
        new Fact("Java", System.getProperty("java.version") + ", " + System.getProperty("os.name")),
        new Fact("Spark", sparkVersion));
  }

  /** Its name where Linux tells it, else its architecture. */
  private static String processor() {
    try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      return System.getProperty("os.arch");
    }
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
