package io.diffrep.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.diffrep.cluster.Launcher.Ended;
import io.diffrep.image.DecodedImage;
import io.diffrep.image.ImageShape;
import io.diffrep.image.TestImages;
import io.diffrep.runtime.Processor;
import io.diffrep.testing.TinyModels;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The bundle by spark-submit, where executors are JVMs that know Spark's jars and the bundle alone:
 * the whole chain, with the same model to the bit on every cluster and by every serialiser.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SubmitIT {
  private static final String LOCAL_CLUSTER = "local-cluster[2,1,2048]";
  private static final String KRYO = "spark.serializer=org.apache.spark.serializer.KryoSerializer";

  private static final List<String> TINY =
      Stream.concat(
              TinyModels.RUN_SETTINGS.stream(),
              Stream.of(
                  "evaluate.budgets=[8]",
                  "evaluate.draws=1",
                  "evaluate.all-labels=false",
                  "evaluate.loss.noise-levels=[2]"))
          .toList();

  private Path folder;
  private Path lake;
  private Path spark;
  private byte[] weights;

  @BeforeAll
  void runOnTheJarsThatMavenResolved(@TempDir Path shared) throws Exception {
    folder = shared;
    lake = lake(folder.resolve("lake"));
    spark = SparkHome.assembled(folder.resolve("spark"));
    Ended ended = pipeline(spark, "reference", "--master", LOCAL_CLUSTER);
    weights = weights("reference", ended);
  }

  @Test
  void theWholeChainRunsOnALocalCluster() {
    assertThat(weights).isNotEmpty();
    for (String name :
        List.of("evaluation/probes/summary.md", "evaluation/denoising/losses.json")) {
      assertThat(folder.resolve("reference").resolve(name)).isNotEmptyFile();
    }
    // 640 images by 16 a step and 4 steps a round.
    assertThat(folder.resolve("reference/model/history.jsonl")).content().hasLineCount(10);
  }

  @Test
  void theSparkSubmitOfPysparkGivesTheSameModel() throws Exception {
    Ended ended = pipeline(SparkHome.pyspark(), "pyspark", "--master", LOCAL_CLUSTER);

    assertThat(weights("pyspark", ended)).isEqualTo(weights);
  }

  @Test
  void aStandaloneMasterWithTwoWorkersAndKryoGiveTheSameModel() throws Exception {
    Path work = Files.createDirectories(folder.resolve("standalone"));
    try (Standalone cluster = Standalone.start(spark, work)) {
      Ended ended =
          pipeline(
              spark,
              "kryo",
              "--master",
              cluster.master(),
              "--executor-memory",
              "1g",
              // These Workers have this machine's processor: the kernel of a local cluster.
              "--conf",
              "spark.executorEnv.OPENBLAS_CORETYPE=" + Processor.read().coreType(),
              "--conf",
              KRYO);

      assertThat(weights("kryo", ended)).isEqualTo(weights);
    }
  }

  @Test
  void plainSparkSubmitWithKryoGivesTheSameModelButForRoundingAndSaysWhatItMisses()
      throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                spark.resolve("bin/spark-submit").toString(),
                "--master",
                "local[2]",
                "--conf",
                KRYO,
                "--driver-memory",
                "1g",
                "--class",
                "io.diffrep.cli.Diffrep",
                bundle().toString()));
    command.addAll(arguments("plain"));

    Ended ended = run(Map.of(), command);

    // Without the launcher OpenBLAS takes another kernel, which sums in another order.
    assertThat(numbers(weights("plain", ended))).containsExactly(numbers(weights), within(1e-3f));
    assertThat(ended.out() + ended.err())
        .contains("OMP_NUM_THREADS is not set")
        .contains("export OMP_NUM_THREADS=1");
  }

  @Test
  void theDoctorSeesEveryExecutor() throws Exception {
    Ended ended =
        launch(
            spark,
            List.of("--master", LOCAL_CLUSTER),
            List.of("doctor", "--executors", "--path", folder.resolve("written").toString()));

    assertThat(ended.exitCode()).as(ended.out() + ended.err()).isZero();
    assertThat(ended.out()).containsPattern("Executor 0 at ").containsPattern("Executor 1 at ");
    assertThat(ended.out().split("CPU with oneDNN", -1)).hasSize(1 + 3);
    assertThat(ended.out().split("write access to [^ ]*: a file could be", -1)).hasSize(1 + 3);
    assertThat(ended.out()).contains("native arrays 1024 MB, whole process 2432 MB");
  }

  @Test
  void anOverheadWithoutRoomForArraysIsOneMessage() throws Exception {
    Ended ended =
        pipeline(
            spark,
            "narrow",
            "--master",
            LOCAL_CLUSTER,
            "--conf",
            "spark.executor.memoryOverhead=100m");

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err())
        .contains("spark.executor.memoryOverhead is 100m")
        .contains("Set it to 1408m")
        .doesNotContain("\tat ");
    assertThat(folder.resolve("narrow")).doesNotExist();
  }

  @Test
  void withoutTheNativeLibraryOneMessageNamesIt() throws Exception {
    String jars =
        Stream.of("provided", "runtime")
            .flatMap(SubmitIT::launcherJars)
            .filter(jar -> !jar.contains("nd4j-native") || !jar.contains("linux-x86_64"))
            .distinct()
            .collect(Collectors.joining(File.pathSeparator));
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "@" + Path.of("jobs/jvm.options").toAbsolutePath(),
            "-cp",
            Path.of("target/classes").toAbsolutePath() + File.pathSeparator + jars,
            "io.diffrep.cli.Diffrep",
            "train",
            "--images",
            folder.resolve("reference/images").toString(),
            "--model",
            folder.resolve("none").toString());

    Ended ended = run(Map.of("OPENBLAS_CORETYPE", "PRESCOTT"), command);

    assertThat(ended.exitCode()).as(ended.out() + ended.err()).isEqualTo(2);
    assertThat(ended.err())
        .contains("ND4J's native library cannot be loaded")
        .contains("nd4j-native-1.0.0-M2.1-linux-x86_64-onednn.jar")
        .contains("submit the bundle");
    assertThat(folder.resolve("none")).doesNotExist();
  }

  private static Stream<String> launcherJars(String list) {
    try {
      return Arrays.stream(
          Files.readString(Path.of("target/launcher", list + ".classpath"))
              .strip()
              .split(File.pathSeparator));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] weights(String name, Ended ended) throws IOException {
    assertThat(ended.exitCode()).as(ended.out() + ended.err()).isZero();
    assertThat(ended.out()).contains("| encoder concatenated |").contains("Everything lies in ");
    try (Stream<Path> files = Files.list(folder.resolve(name).resolve("model/weights"))) {
      Path file =
          files
              .filter(path -> !path.getFileName().toString().matches("MANIFEST.*|\\..*"))
              .findFirst()
              .orElseThrow();
      return Files.readAllBytes(file);
    }
  }

  private static float[] numbers(byte[] file) {
    FloatBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    float[] numbers = new float[buffer.remaining()];
    buffer.get(numbers);
    return numbers;
  }

  private Ended pipeline(Path home, String name, String... submit)
      throws IOException, InterruptedException {
    return launch(home, List.of(submit), arguments(name));
  }

  private List<String> arguments(String name) {
    List<String> arguments =
        new ArrayList<>(List.of("pipeline", "--run", folder.resolve(name).toString()));
    arguments.add("--set=pipeline.input=" + lake);
    TINY.forEach(setting -> arguments.add("--set=" + setting));
    return arguments;
  }

  /** By {@code jobs/diffrep}. */
  private Ended launch(Path home, List<String> submit, List<String> arguments)
      throws IOException, InterruptedException {
    return new Launcher(home, folder).run(submit, arguments);
  }

  private Ended run(Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    return Launcher.run(folder, environment, command);
  }

  static Path bundle() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("target"))) {
      return files
          .filter(path -> path.toString().endsWith("-bundle.jar"))
          .findFirst()
          .orElseThrow()
          .toAbsolutePath();
    }
  }

  /** Bright bars on noise, 8x8: above in one class, below in the other. */
  static Path lake(Path lake) throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 80; i++) {
      Path image = lake.resolve(i % 2 == 0 ? "upper" : "lower").resolve(i + ".png");
      Files.createDirectories(image.getParent());
      byte[] pixels = new byte[64];
      int top = i % 2 == 0 ? 0 : 40;
      for (int at = 0; at < pixels.length; at++) {
        boolean inside = at >= top && at < top + 24;
        pixels[at] = (byte) ((inside ? 180 : 20) + random.nextInt(60));
      }
      Files.write(image, TestImages.png(new DecodedImage(new ImageShape(1, 8, 8), pixels)));
    }
    byte[] whole = Files.readAllBytes(lake.resolve("upper/0.png"));
    Files.write(lake.resolve("upper/cut.png"), Arrays.copyOf(whole, whole.length / 2));
    return lake;
  }
}
