package io.diffrep.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SparkPropertiesTest {
  private static final Processor AVX512 = new Processor("new", Set.of("avx2", "avx512f"));
  private static final Processor AVX2 = new Processor("old", Set.of("avx2"));
  private static final String OPTIONS = "spark.executor.defaultJavaOptions";
  private static final String OVERHEAD = "spark.executor.memoryOverhead";

  @Test
  void anEmbeddedSparkIsAskedForNothingThatConcernsExecutors() {
    Map<String, String> added = beside(Map.of());

    assertThat(added)
        .containsEntry("spark.master", "local[*,4]")
        .containsEntry("spark.plugins", "io.diffrep.runtime.NativePlugin")
        .containsEntry("spark.ui.enabled", "false");
    assertThat(added).doesNotContainKeys(OPTIONS, OVERHEAD);
    assertThat(added.keySet()).noneMatch(key -> key.startsWith("spark.executorEnv"));
  }

  @Test
  void heapArraysAndOverheadFitIntoOneAnother() {
    Map<String, String> added =
        beside(
            Map.of(
                "spark.master", "yarn",
                "spark.executor.memory", "8g",
                "spark.executor.cores", "4"));

    // 4 tasks of 1,024 MB, and a tenth of 8,192 MB for the JVM itself.
    assertThat(added).containsEntry(OVERHEAD, 4096 + 819 + "m");
    assertThat(added.get(OPTIONS))
        .contains("-Dorg.bytedeco.javacpp.maxbytes=4096m")
        .contains("--add-modules=jdk.incubator.vector")
        .contains("-XX:CompileCommand=dontinline,io.diffrep.engine.host.VectorKernels::*")
        .contains("-Dorg.bytedeco.javacpp.maxphysicalbytes=" + (8192 + 819 + 4096) + "m");
    assertThat(added)
        .containsEntry("spark.executorEnv.OMP_NUM_THREADS", "1")
        .containsEntry("spark.executorEnv.OPENBLAS_CORETYPE", "HASWELL")
        .doesNotContainKey("spark.master")
        .doesNotContainKey("spark.ui.enabled");
  }

  @Test
  void whereTasksAskForACardCudaCountsAsTheDiscoveryScriptDoes() {
    String order = "spark.executorEnv.CUDA_DEVICE_ORDER";
    Map<String, String> cards =
        Map.of("spark.master", "yarn", "spark.task.resource.gpu.amount", "1");

    assertThat(beside(cards)).containsEntry(order, "PCI_BUS_ID");
    assertThat(beside(Map.of("spark.master", "yarn"))).doesNotContainKey(order);
  }

  @Test
  void anOverheadThatIsSetIsWhatTheArraysGet() {
    Map<String, String> added = beside(Map.of("spark.master", "yarn", OVERHEAD, "3g"));

    assertThat(added).doesNotContainKey(OVERHEAD);
    assertThat(added.get(OPTIONS))
        .contains("maxbytes=" + (3072 - 384) + "m")
        .contains("maxphysicalbytes=" + (1024 + 3072) + "m");
  }

  @ParameterizedTest
  @CsvSource({"400m", "400", "0"})
  void anOverheadWithoutRoomForArraysIsRefused(String overhead) {
    assertThatThrownBy(() -> beside(Map.of("spark.master", "yarn", OVERHEAD, overhead)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(OVERHEAD + " is " + overhead)
        .hasMessageContaining("Set it to 1408m");
  }

  @Test
  void aLimitOfArraysBeyondTheOverheadIsRefusedWithBothFigures() {
    assertThatThrownBy(
            () ->
                beside(
                    Map.of(
                        "spark.master",
                        "k8s://https://host",
                        OVERHEAD,
                        "2g",
                        "spark.executor.extraJavaOptions",
                        "-Dorg.bytedeco.javacpp.maxbytes=8G")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("2g")
        .hasMessageContaining("8192 MB")
        .hasMessageContaining("Set it to 8576m");
  }

  @Test
  void whatTheUserSetStays() {
    Map<String, String> given = new HashMap<>();
    given.put("spark.master", "local-cluster[2,3,2048]");
    given.put("spark.plugins", "com.example.Plugin");
    given.put("spark.serializer", "org.apache.spark.serializer.KryoSerializer");
    given.put("spark.kryo.registrator", "com.example.Registrator");
    given.put("spark.executorEnv.OMP_NUM_THREADS", "2");
    given.put(OPTIONS, "-Dmine=1");

    Map<String, String> added = beside(given);

    assertThat(added)
        .containsEntry("spark.plugins", "com.example.Plugin,io.diffrep.runtime.NativePlugin")
        .containsEntry(
            "spark.kryo.registrator",
            "com.example.Registrator,io.diffrep.runtime.KryoRegistrations")
        .containsEntry(OVERHEAD, 3 * 1024 + 384 + "m")
        .doesNotContainKey("spark.executorEnv.OMP_NUM_THREADS");
    assertThat(added.get(OPTIONS)).startsWith("-Dmine=1 -D");
  }

  @Test
  void overheadAndOffHeapMemoryOfSparkHaveTheirRoom() {
    Map<String, String> given = new HashMap<>();
    given.put("spark.master", "yarn");
    given.put("spark.executor.memory", "20g");
    given.put("spark.executor.memoryOverheadFactor", "0.5");
    given.put("spark.memory.offHeap.enabled", "true");
    given.put("spark.memory.offHeap.size", "4g");

    Map<String, String> added = beside(given);

    assertThat(added).containsEntry(OVERHEAD, 10 * 1024 + 1024 + "m");
    assertThat(added.get(OPTIONS)).contains("maxphysicalbytes=" + (20 + 10 + 1 + 4) * 1024 + "m");
  }

  @Test
  void theKernelOnThisMachineFollowsTheProcessorUnlessTheEnvironmentNamesOne() {
    Map<String, String> given = Map.of("spark.master", "local-cluster[2,1,1024]");
    SparkSettings settings = new SparkSettings("local", 1024);
    String key = "spark.executorEnv.OPENBLAS_CORETYPE";

    assertThat(SparkProperties.beside(given, settings, AVX2, Map.of()))
        .containsEntry(key, "HASWELL");
    assertThat(SparkProperties.beside(given, settings, AVX512, Map.of()))
        .containsEntry(key, "SKYLAKEX");
    assertThat(SparkProperties.beside(given, settings, AVX512, Map.of("OPENBLAS_CORETYPE", "ZEN")))
        .containsEntry(key, "ZEN");
    assertThat(SparkProperties.beside(given, settings, new Processor("other", Set.of()), Map.of()))
        .doesNotContainKey(key);
  }

  @Test
  void aSizeThatIsNoneIsRefused() {
    assertThatThrownBy(
            () -> beside(Map.of("spark.master", "yarn", "spark.executor.memory", "much")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("spark.executor.memory is much");
  }

  private static Map<String, String> beside(Map<String, String> given) {
    return SparkProperties.beside(given, new SparkSettings("local[*,4]", 1024), AVX512, Map.of());
  }
}
