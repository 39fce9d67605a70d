package io.diffrep.run;

import io.diffrep.engine.EngineSettings;
import io.diffrep.network.Engines;
import io.diffrep.runtime.Console;
import io.diffrep.runtime.Device;
import io.diffrep.runtime.DeviceCheck;
import io.diffrep.runtime.Finding;
import io.diffrep.runtime.NativeFindings;
import io.diffrep.runtime.SparkProperties;
import io.diffrep.runtime.SpeedProbe;
import io.diffrep.store.WriteAccess;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.util.VersionInfo;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkExecutorInfo;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.BlockManagerId;
import org.apache.spark.util.SerializableConfiguration;
import scala.util.Properties;

/** Looks at what the program runs on: each finding is a line, with what to set where it is bad. */
public final class Doctor {
  private static final String S3A = "org.apache.hadoop.fs.s3a.S3AFileSystem";

  /** Rounds of tasks after which an executor that had none is reported. */
  private static final int ROUNDS = 10;

  private final SparkSession spark;
  private final JavaSparkContext context;
  private final Device device;
  private final EngineSettings engine;
  private final Optional<String> path;
  private final Console console;
  private int failures;

  private Doctor(
      SparkSession spark,
      Device device,
      EngineSettings engine,
      Optional<String> path,
      Console console) {
    this.spark = spark;
    this.device = device;
    this.engine = engine;
    this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    this.path = path;
    this.console = console;
  }

  /**
   * Looks at the driver and, if asked, at each executor, and prints what it finds.
   *
   * @param spark the session
   * @param device what {@code engine.device} asks for
   * @param engine what computes a new model
   * @param executors whether to look at each executor, too
   * @param path a directory that should be writable, if any
   * @param console takes a line for each finding
   * @return how many findings are failures
   */
  public static int run(
      SparkSession spark,
      Device device,
      EngineSettings engine,
      boolean executors,
      Optional<String> path,
      Console console) {
    Doctor doctor = new Doctor(spark, device, engine, path, console);
    doctor.driver();
    if (executors) {
      doctor.executors();
    }
    return doctor.failures;
  }

  private void driver() {
    console.println("Driver");
    say(versions());
    if (!SparkProperties.isLocal(context.master())) {
      say(executorMemory());
    }
    say(s3a());
    findings(
            NativeFindings.Place.SHELL,
            engine,
            path,
            new SerializableConfiguration(spark.sessionState().newHadoopConf()))
        .forEach(this::say);
    if (failures == 0) {
      say(DeviceCheck.of(device, context.getConf()));
    }
  }

  /** What any JVM can say of itself. */
  private static List<Finding> findings(
      NativeFindings.Place place,
      EngineSettings engine,
      Optional<String> path,
      SerializableConfiguration hadoop) {
    List<Finding> findings = new ArrayList<>(NativeFindings.of(place));
    if (findings.stream().noneMatch(finding -> finding.level() == Finding.Level.FAILURE)) {
      findings.add(Engines.finding(engine, place::javaOption));
      findings.addAll(SpeedProbe.findings());
    }
    path.ifPresent(directory -> findings.add(WriteAccess.check(directory, hadoop.value())));
    return findings;
  }

  private Finding versions() {
    return Finding.ok(
        "versions",
        "Spark "
            + spark.version()
            + ", Scala "
            + Properties.versionNumberString()
            + ", Hadoop "
            + VersionInfo.getVersion()
            + ", Java "
            + Runtime.version()
            + ", master "
            + context.master());
  }

  private Finding executorMemory() {
    SparkConf conf = context.getConf();
    return Finding.ok(
        "executors are asked for",
        "heap "
            + conf.get("spark.executor.memory", "1g")
            + ", beside it "
            + conf.get("spark.executor.memoryOverhead", "nothing")
            + ", options "
            + conf.get("spark.executor.defaultJavaOptions", "none"));
  }

  /** S3A of another version than Hadoop's own fails by a class or method that is not there. */
  private static Finding s3a() {
    String subject = "S3A";
    String hadoop = VersionInfo.getVersion();
    String remedy = "give spark-submit --packages org.apache.hadoop:hadoop-aws:" + hadoop;
    Class<?> type;
    try {
      type = Class.forName(S3A, false, Thread.currentThread().getContextClassLoader());
      Class.forName("com.amazonaws.AmazonClientException", false, type.getClassLoader());
    } catch (ClassNotFoundException | LinkageError e) {
      return Finding.warning(subject, "s3a:// paths cannot be read: " + e, remedy);
    }
    String jar =
        new Path(type.getProtectionDomain().getCodeSource().getLocation().getPath()).getName();
    return jar.startsWith("hadoop-aws") && !jar.contains(hadoop)
        ? Finding.failure(subject, jar + " beside Hadoop " + hadoop, remedy)
        : Finding.ok(subject, jar);
  }

  /**
   * What an executor said.
   *
   * @param address where its block manager listens, which names it on any cluster
   */
  private record Answer(String executor, String address, List<Finding> findings)
      implements Serializable {}

  private void executors() {
    if (SparkProperties.isLocal(context.master())) {
      console.println("Executors: none, since tasks run in the driver");
      return;
    }
    Set<String> waited = new TreeSet<>();
    Map<String, Answer> answers = new TreeMap<>();
    for (int round = 0; round < ROUNDS; round++) {
      ask().forEach(answer -> answers.putIfAbsent(answer.address(), answer));
      waited.addAll(registered());
      if (answers.keySet().containsAll(waited)) {
        break;
      }
    }
    for (Answer answer : answers.values()) {
      console.println("Executor " + answer.executor() + " at " + answer.address());
      answer.findings().forEach(this::say);
    }
    waited.removeAll(answers.keySet());
    for (String silent : waited) {
      say(
          Finding.failure(
              "executor at " + silent,
              "ran no task in " + ROUNDS + " rounds",
              "look into its log"));
    }
  }

  private List<Answer> ask() {
    int tasks = Math.max(2, 2 * context.defaultParallelism());
    String directory = path.orElse(null);
    EngineSettings asked = engine;
    SerializableConfiguration hadoop =
        new SerializableConfiguration(spark.sessionState().newHadoopConf());
    return context
        .parallelize(IntStream.range(0, tasks).boxed().toList(), tasks)
        .map(task -> answer(asked, directory, hadoop))
        .collect();
  }

  private static Answer answer(
      EngineSettings engine, String path, SerializableConfiguration hadoop) {
    return new Answer(
        SparkEnv.get().executorId(),
        address(),
        OfThisJvm.findings(
            () ->
                findings(
                    NativeFindings.Place.EXECUTOR, engine, Optional.ofNullable(path), hadoop)));
  }

  /**
   * Looked at once, by the first of the tasks that are sent to find every executor: side by side
   * they would measure one another.
   */
  private static final class OfThisJvm {
    private static List<Finding> found;

    private OfThisJvm() {}

    static synchronized List<Finding> findings(Supplier<List<Finding>> look) {
      if (found == null) {
        found = look.get();
      }
      return found;
    }
  }

  private static String address() {
    BlockManagerId id = SparkEnv.get().blockManager().blockManagerId();
    return id.host() + ":" + id.port();
  }

  /** The executors that Spark knows; the driver is in its list, too. */
  private Set<String> registered() {
    Set<String> addresses = new TreeSet<>();
    for (SparkExecutorInfo info : spark.sparkContext().statusTracker().getExecutorInfos()) {
      addresses.add(info.host() + ":" + info.port());
    }
    addresses.remove(address());
    return addresses;
  }

  private void say(Finding finding) {
    console.println("  " + finding.line());
    if (finding.level() == Finding.Level.FAILURE) {
      failures++;
    }
  }
}
