package io.diffrep.runtime;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The one place where Spark's properties are worked out: what executors must be started with, and
 * how heap, native arrays and the limits of the whole process fit into one another. What the user
 * has set stays, as long as it can work. Needs no class of Spark, so that a dry run can print it.
 */
public final class SparkProperties {
  static final String MAX_BYTES = "org.bytedeco.javacpp.maxbytes";
  private static final String MAX_PHYSICAL_BYTES = "org.bytedeco.javacpp.maxphysicalbytes";
  static final String EXECUTOR_OPTIONS = "spark.executor.extraJavaOptions";
  static final String EXECUTOR_DEFAULT_OPTIONS = "spark.executor.defaultJavaOptions";
  private static final String VECTOR_MODULE = "jdk.incubator.vector";

  /** Options of Java that the engine's kernels need to be at full speed. */
  public static final String KERNEL_OPTIONS =
      "--add-modules="
          + VECTOR_MODULE
          + " --add-exports=java.base/jdk.internal.vm.vector=ALL-UNNAMED"
          + " --add-exports=java.base/sun.nio.ch=ALL-UNNAMED";

  /** With how they are compiled, as jobs/jvm.options has both for this process. */
  private static final String VECTOR_OPTIONS =
      " "
          + KERNEL_OPTIONS
          + " -XX:CompileCommand=quiet"
          + " -XX:CompileCommand=dontinline,io.diffrep.engine.host.VectorKernels::*"
          + " -XX:CompileCommand=dontinline,io.diffrep.engine.host.WinogradInputKernels::*"
          + " -XX:CompileCommand=dontinline,io.diffrep.engine.host.WinogradOutputKernels::*"
          + " -XX:CompileCommand=dontinline,io.diffrep.engine.host.WinogradFilterKernels::*"
          + " -XX:CompileCommand=inline,io.diffrep.engine.host.WinogradTransforms::*"
          + " -XX:CompileCommand=inline,io.diffrep.engine.host.Vectors::*"
          + " -XX:CompileCommand=inline,io.diffrep.engine.host.DirectVectors::*";

  private static final String OVERHEAD = "spark.executor.memoryOverhead";
  private static final String PLUGINS = "spark.plugins";
  private static final String REGISTRATOR = "spark.kryo.registrator";
  private static final Pattern LOCAL_CLUSTER =
      Pattern.compile("local-cluster\\[\\s*\\d+\\s*,\\s*(\\d+)\\s*,\\s*\\d+\\s*]");

  /** The least native memory, in MB, that a small network trains in. */
  private static final long LEAST_NATIVE = 256;

  private final Map<String, String> given;
  private final String master;
  private final SparkSettings settings;
  private final Processor processor;
  private final Map<String, String> environment;
  private final Map<String, String> added = new LinkedHashMap<>();

  private SparkProperties(
      Map<String, String> given,
      SparkSettings settings,
      Processor processor,
      Map<String, String> environment) {
    this.given = given;
    this.master = given.getOrDefault("spark.master", settings.master());
    this.settings = settings;
    this.processor = processor;
    this.environment = environment;
  }

  /**
   * What is to be set beside what is given, in the order in which it should be read.
   *
   * @param given the properties that are set: those of {@code spark-submit} and of its files
   * @param settings what the configuration says
   * @throws UsageException if what is given leaves no room for native arrays
   */
  public static Map<String, String> beside(Map<String, String> given, SparkSettings settings) {
    return beside(given, settings, Processor.read(), System.getenv());
  }

  static Map<String, String> beside(
      Map<String, String> given,
      SparkSettings settings,
      Processor processor,
      Map<String, String> environment) {
    return new SparkProperties(given, settings, processor, environment).all();
  }

  /** Whether tasks run in the driver's own process. */
  public static boolean isLocal(String master) {
    return master.matches("local(\\[.*])?");
  }

  /**
   * Gives native arrays room in a process that is driver and tasks in one, unless it was started
   * with limits. JavaCPP's own limit is the size of the heap; it is read when ND4J is first
   * touched.
   *
   * @param given the properties that are set
   * @param settings what the configuration says
   */
  public static void limitThisProcess(Map<String, String> given, SparkSettings settings) {
    if (!isLocal(given.getOrDefault("spark.master", settings.master()))
        || System.getProperty(MAX_BYTES) != null) {
      return;
    }
    Runtime runtime = Runtime.getRuntime();
    long heap = runtime.maxMemory() >> 20;
    long arrays =
        Math.max(heap, (long) runtime.availableProcessors() * settings.nativeMegabytesPerTask());
    System.setProperty(MAX_BYTES, arrays + "m");
    System.setProperty(MAX_PHYSICAL_BYTES, heap + arrays + jvm(heap) + "m");
  }

  private Map<String, String> all() {
    if (!given.containsKey("spark.master")) {
      added.put("spark.master", master);
      embedded();
    }
    listed(PLUGINS, "io.diffrep.runtime.NativePlugin");
    if (given.getOrDefault("spark.serializer", "").endsWith("KryoSerializer")) {
      listed(REGISTRATOR, "io.diffrep.runtime.KryoRegistrations");
    }
    // Each round collects the workers' weights and moments, which outgrow Spark's 1 GB.
    byDefault("spark.driver.maxResultSize", "0");
    // The large broadcasts are weights and moments, which no compression makes smaller.
    byDefault("spark.broadcast.compress", "false");
    if (!isLocal(master)) {
      executors();
    }
    return added;
  }

  /** What an embedded Spark needs that serves nobody but this process. */
  private void embedded() {
    byDefault("spark.ui.enabled", "false");
    byDefault("spark.driver.host", "127.0.0.1");
    byDefault("spark.driver.bindAddress", "127.0.0.1");
  }

  private void executors() {
    byDefault("spark.executorEnv.OMP_NUM_THREADS", "1");
    // Native arrays on huge pages, where the C library can (glibc 2.35).
    byDefault("spark.executorEnv.GLIBC_TUNABLES", "glibc.malloc.hugetlb=1");
    if (!coreType().isEmpty()) {
      byDefault("spark.executorEnv.OPENBLAS_CORETYPE", coreType());
    }
    if (given.containsKey("spark.task.resource.gpu.amount")) {
      // nvidia-smi's order, which discovery scripts print; CUDA's own begins with the fastest.
      byDefault("spark.executorEnv.CUDA_DEVICE_ORDER", "PCI_BUS_ID");
    }
    memory();
  }

  /** On other machines the kernel that all with AVX2 run: one that they lack would end them. */
  private String coreType() {
    if (LOCAL_CLUSTER.matcher(master).matches()) {
      return environment.getOrDefault("OPENBLAS_CORETYPE", processor.coreType());
    }
    return processor.coreType().isEmpty() ? "" : "HASWELL";
  }

  private void memory() {
    long heap =
        megabytes("spark.executor.memory", given.getOrDefault("spark.executor.memory", "1g"));
    long jvm = Math.max(jvm(heap), Math.round(heap * overheadFactor()));
    String options =
        given.getOrDefault(EXECUTOR_DEFAULT_OPTIONS, "")
            + " "
            + given.getOrDefault(EXECUTOR_OPTIONS, "");
    String ownLimit = option(options, MAX_BYTES);
    long wanted =
        ownLimit.isEmpty()
            ? tasks(given, master) * settings.nativeMegabytesPerTask()
            : megabytes("-D" + MAX_BYTES + " in the executors' Java options", ownLimit, 1);
    String overhead = given.getOrDefault(OVERHEAD, "");
    long room = overhead.isEmpty() ? wanted : megabytes(OVERHEAD, overhead) - jvm;
    if (room < LEAST_NATIVE || !ownLimit.isEmpty() && room < wanted) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "%s is %s, of which the JVM itself needs %d MB; native arrays, which live in the rest,"
                  + " should have %d MB%s. Set it to %dm or leave it unset.",
              OVERHEAD,
              overhead.isEmpty() ? "not set" : overhead,
              jvm,
              wanted,
              ownLimit.isEmpty() ? "" : " (" + MAX_BYTES + ")",
              jvm + wanted));
    }
    long arrays = ownLimit.isEmpty() ? room : wanted;
    byDefault(OVERHEAD, jvm + arrays + "m");
    StringBuilder more = new StringBuilder(given.getOrDefault(EXECUTOR_DEFAULT_OPTIONS, ""));
    add(more, options, MAX_BYTES, arrays + "m");
    add(more, options, MAX_PHYSICAL_BYTES, heap + jvm + arrays + sparksOffHeap() + "m");
    // DL4J's training statistics would ask a time server on the internet.
    add(
        more,
        options,
        "org.deeplearning4j.spark.time.TimeSource",
        "org.deeplearning4j.spark.time.SystemClockTimeSource");
    if (!options.contains(VECTOR_MODULE)) {
      more.append(VECTOR_OPTIONS);
    }
    added.put(EXECUTOR_DEFAULT_OPTIONS, more.toString().strip());
  }

  /** What a JVM needs beside its heap, in MB, as Spark reckons it. */
  private static long jvm(long heap) {
    return Math.max(384, heap / 10);
  }

  private double overheadFactor() {
    String key = "spark.executor.memoryOverheadFactor";
    String factor = given.getOrDefault(key, "0");
    try {
      return Double.parseDouble(factor);
    } catch (NumberFormatException e) {
      throw new UsageException(key + " is " + factor + ": give a number such as 0.1", e);
    }
  }

  /** What Spark itself keeps beside the heap, for which its containers have room of its own. */
  private long sparksOffHeap() {
    return given.getOrDefault("spark.memory.offHeap.enabled", "false").equals("true")
        ? megabytes(
            "spark.memory.offHeap.size", given.getOrDefault("spark.memory.offHeap.size", "0"), 1)
        : 0;
  }

  /** Tasks that run at once in an executor. */
  static long tasks(Map<String, String> given, String master) {
    Matcher cluster = LOCAL_CLUSTER.matcher(master);
    String cores =
        given.getOrDefault(
            "spark.executor.cores",
            cluster.matches()
                ? cluster.group(1)
                : master.startsWith("spark:")
                    ? String.valueOf(Runtime.getRuntime().availableProcessors())
                    : "1");
    String each = given.getOrDefault("spark.task.cpus", "1");
    return Math.max(1, whole("spark.executor.cores", cores) / whole("spark.task.cpus", each));
  }

  private void byDefault(String key, String value) {
    if (!given.containsKey(key)) {
      added.put(key, value);
    }
  }

  /** Adds a class to a list of classes. */
  private void listed(String key, String name) {
    String others = given.getOrDefault(key, "");
    if (!others.contains(name)) {
      added.put(key, others.isBlank() ? name : others + "," + name);
    }
  }

  private static void add(StringBuilder more, String given, String property, String value) {
    if (option(given, property).isEmpty()) {
      more.append(" -D").append(property).append('=').append(value);
    }
  }

  /** The value of a system property among Java's options; empty if it is not there. */
  static String option(String options, String property) {
    Matcher matcher =
        Pattern.compile("-D" + Pattern.quote(property) + "=[\"']?([^\\s\"']+)").matcher(options);
    return matcher.find() ? matcher.group(1) : "";
  }

  private static long megabytes(String key, String value) {
    return megabytes(key, value, 1L << 20);
  }

  /** A size as Spark writes it, in MB. */
  static long megabytes(String key, String value, long unit) {
    Matcher matcher =
        Pattern.compile("(\\d+)\\s*([kmgt]?)b?").matcher(value.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new UsageException(key + " is " + value + ": give a size such as 2g or 2048m");
    }
    long factor =
        switch (matcher.group(2)) {
          case "k" -> 1L << 10;
          case "m" -> 1L << 20;
          case "g" -> 1L << 30;
          case "t" -> 1L << 40;
          default -> unit;
        };
    return Long.parseLong(matcher.group(1)) * factor >> 20;
  }

  private static long whole(String key, String value) {
    if (!value.matches("[1-9]\\d{0,8}")) {
      throw new UsageException(key + " is " + value + ": give a whole number above 0");
    }
    return Long.parseLong(value);
  }
}
