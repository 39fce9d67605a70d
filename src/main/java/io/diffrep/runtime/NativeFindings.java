package io.diffrep.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;

/**
 * Looks at what this JVM computes with: processor, native library, BLAS kernel, threads, memory,
 * access to the JDK. Loads the native library.
 */
public final class NativeFindings {
  private static final long MEGABYTE = 1L << 20;
  private static final String CORE_TYPE = "OPENBLAS_CORETYPE";
  private static final String THREADS = "OMP_NUM_THREADS";
  private static final String NATIVE_LIBRARY = "native library";

  private final Processor processor;
  private final Map<String, String> environment;
  private final Place place;

  NativeFindings(Processor processor, Map<String, String> environment, Place place) {
    this.processor = processor;
    this.environment = environment;
    this.place = place;
  }

  /** Where a JVM stands, which decides how its environment is set. */
  public enum Place {
    /** Started by a shell: a driver, or everything in one process. */
    SHELL,
    /** Started by Spark. */
    EXECUTOR;

    /** How to give such a JVM an option. */
    public String javaOption(String option) {
      return this == SHELL
          ? "start Java with " + option + " (jobs/diffrep does)"
          : "leave spark.executor.defaultJavaOptions to the program, which adds " + option;
    }

    private String variable(String name, String value) {
      return this == SHELL
          ? "export " + name + "=" + value + " before the start (jobs/diffrep does)"
          : "set spark.executorEnv." + name + "=" + value;
    }
  }

  /** What there is to say of this JVM. */
  public static List<Finding> of(Place place) {
    return new NativeFindings(Processor.read(), System.getenv(), place).all();
  }

  /** Whether this processor runs the BLAS kernel that its environment names; loads nothing. */
  static Finding kernelAskedFor(Place place) {
    return new NativeFindings(Processor.read(), System.getenv(), place).coreTypeAskedFor();
  }

  private List<Finding> all() {
    List<Finding> findings = new ArrayList<>();
    findings.add(
        Finding.ok(
            "processor",
            processor.model()
                + ", "
                + Runtime.getRuntime().availableProcessors()
                + " cores, vector instructions "
                + processor.instructionSet()));
    findings.add(coreTypeAskedFor());
    if (findings.stream().noneMatch(finding -> finding.level() == Finding.Level.FAILURE)) {
      findings.addAll(nativeLibrary());
    }
    findings.add(threads());
    findings.add(memory());
    findings.add(modules());
    return List.copyOf(findings);
  }

  /** To be looked at first: with a kernel that the processor lacks, loading ends the process. */
  Finding coreTypeAskedFor() {
    String asked = environment.getOrDefault(CORE_TYPE, "");
    String subject = "BLAS kernel";
    if (!asked.isEmpty() && !processor.runs(asked)) {
      return Finding.failure(
          subject,
          CORE_TYPE
              + " is "
              + asked
              + ", whose instructions "
              + processor.model()
              + " lacks; the first matrix product would end the process",
          place.variable(CORE_TYPE, "HASWELL") + ", which all processors with AVX2 run");
    }
    if (asked.isEmpty() && !processor.coreType().isEmpty()) {
      return Finding.warning(
          subject,
          CORE_TYPE
              + " is not set; OpenBLAS 0.3.19 does not know recent processors and takes a kernel"
              + " up to 5 times slower on some",
          place.variable(CORE_TYPE, processor.coreType()));
    }
    return Finding.ok(subject, asked.isEmpty() ? "OpenBLAS chooses" : asked);
  }

  /** Where it cannot be loaded, that is all there is to say: nobody can ask it for a GPU. */
  private static List<Finding> nativeLibrary() {
    try {
      NativeBackend.Loaded loaded = NativeBackend.load();
      return List.of(nativeLibrary(loaded), graphicsCard(loaded));
    } catch (UsageException e) {
      return List.of(Finding.failure(NATIVE_LIBRARY, e.getMessage(), ""));
    }
  }

  private static Finding nativeLibrary(NativeBackend.Loaded loaded) {
    if (loaded.backend().equals("CPU") && !loaded.oneDnn()) {
      return Finding.warning(
          NATIVE_LIBRARY,
          loaded.library() + " is a build without oneDNN: convolutions are 12 times slower",
          "add nd4j-native with the classifier linux-x86_64-onednn and leave "
              + NativeBackend.EXTENSION
              + " unset");
    }
    return Finding.ok(
        NATIVE_LIBRARY,
        loaded.backend() + (loaded.oneDnn() ? " with oneDNN" : "") + ", " + loaded.library());
  }

  private static Finding graphicsCard(NativeBackend.Loaded loaded) {
    return Finding.ok(
        "GPU",
        loaded.backend().equals(NativeBackend.CUDA)
            ? Devices.loaded().count() + " by CUDA"
            : "none is used: this build computes on the CPU");
  }

  Finding threads() {
    String threads = environment.getOrDefault(THREADS, "");
    if (threads.equals("1")) {
      return Finding.ok("threads", "one for each task");
    }
    return Finding.warning(
        "threads",
        (threads.isEmpty() ? THREADS + " is not set" : THREADS + " is " + threads)
            + ", so that each task starts a team of threads; teams on the same cores spin against"
            + " each other, up to 5 times slower",
        place.variable(THREADS, "1"));
  }

  private static Finding memory() {
    long heap = Runtime.getRuntime().maxMemory();
    String text =
        String.format(
            "heap %d MB, native arrays %d MB, whole process %d MB",
            heap / MEGABYTE, Pointer.maxBytes() / MEGABYTE, Pointer.maxPhysicalBytes() / MEGABYTE);
    if (Pointer.maxPhysicalBytes() > 0 && heap + Pointer.maxBytes() > Pointer.maxPhysicalBytes()) {
      return Finding.warning(
          "memory",
          text + ": heap and native arrays together exceed the process",
          "lower one of them, or raise org.bytedeco.javacpp.maxphysicalbytes");
    }
    return Finding.ok("memory", text);
  }

  /** Spark reaches into these; without, it fails in the middle of a job. */
  private static Finding modules() {
    Module ours = NativeFindings.class.getModule();
    List<String> closed =
        List.of("java.nio", "sun.nio.ch", "java.lang.invoke", "java.util").stream()
            .filter(name -> !Object.class.getModule().isOpen(name, ours))
            .toList();
    return closed.isEmpty()
        ? Finding.ok("access to the JDK", "Java " + Runtime.version() + ", open to Spark")
        : Finding.failure(
            "access to the JDK",
            "Java " + Runtime.version() + " keeps " + closed + " from Spark",
            "start by spark-submit or jobs/diffrep, which pass --add-opens, or give the JVM"
                + " jobs/jvm.options");
  }
}
