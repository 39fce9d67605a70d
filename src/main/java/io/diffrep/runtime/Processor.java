package io.diffrep.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The processor of this machine, as Linux describes it.
 *
 * @param model its name, such as {@code AMD EPYC 9R14}
 * @param flags its instruction sets in the kernel's spelling, such as {@code avx512f}
 */
public record Processor(String model, Set<String> flags) {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  /** Copies the flags. */
  public Processor {
    flags = Set.copyOf(flags);
  }

  /** This machine's; without name and flags where there is no {@code /proc/cpuinfo}. */
  public static Processor read() {
    try (Stream<String> lines = Files.lines(CPU_INFO)) {
      return parse(lines.toList());
    } catch (IOException e) {
      return new Processor("unknown", Set.of());
    }
  }

  static Processor parse(List<String> lines) {
    return new Processor(
        value(lines, "model name", "unknown"),
        Arrays.stream(value(lines, "flags", "").split(" ")).collect(Collectors.toSet()));
  }

  private static String value(List<String> lines, String key, String otherwise) {
    return lines.stream()
        .filter(line -> line.startsWith(key))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse(otherwise);
  }

  /** The widest vector instructions that matter here: amx, avx512, avx2, or none of these. */
  public String instructionSet() {
    if (flags.contains("amx_tile")) {
      return "avx512 with amx";
    }
    if (flags.contains("avx512f")) {
      return "avx512";
    }
    return flags.contains("avx2") ? "avx2" : "none beyond the base set";
  }

  /**
   * Whether code for an OpenBLAS kernel runs here; running it elsewhere ends the process by an
   * illegal instruction.
   *
   * @param coreType value of OPENBLAS_CORETYPE; kernels that are not known here are taken as fit
   */
  public boolean runs(String coreType) {
    return switch (coreType.toUpperCase(Locale.ROOT)) {
      case "SKYLAKEX", "COOPERLAKE", "SAPPHIRERAPIDS" -> flags.contains("avx512f");
      case "HASWELL", "ZEN" -> flags.contains("avx2");
      default -> true;
    };
  }

  /** The OpenBLAS kernel to ask for, or an empty text for its own choice. */
  public String coreType() {
    if (flags.contains("avx512f")) {
      return "SKYLAKEX";
    }
    return flags.contains("avx2") ? "HASWELL" : "";
  }
}
