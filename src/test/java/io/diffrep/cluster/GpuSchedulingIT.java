package io.diffrep.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.diffrep.image.ImageShape;
import io.diffrep.runtime.Console;
import io.diffrep.runtime.RecordedDevices;
import io.diffrep.runtime.RecordedDevices.Pinned;
import io.diffrep.runtime.SparkProperties;
import io.diffrep.runtime.SparkSettings;
import io.diffrep.store.IfExists;
import io.diffrep.testing.ImageTables;
import io.diffrep.testing.TinyModels;
import io.diffrep.train.Training;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Spark's scheduling of GPUs, without one: a standalone Worker whose {@code nvidia-smi} tells of
 * two cards, beside Workers that have none, and the bundle on its executor.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GpuSchedulingIT {
  private Path folder;
  private Standalone cluster;
  private SparkSession spark;

  @BeforeAll
  void startAClusterWithTwoCards(@TempDir Path shared) throws Exception {
    folder = shared;
    Path sparkHome = SparkHome.assembled(folder.resolve("spark"));
    cluster = Standalone.start(sparkHome, Files.createDirectories(folder.resolve("cluster")));
    cluster.add(
        List.of(
            "-Dspark.worker.resource.gpu.amount=2",
            "-Dspark.worker.resource.gpu.discoveryScript=" + discoveryScript()));
    spark = session();
  }

  @AfterAll
  void stop() {
    if (spark != null) {
      spark.stop();
    }
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void twoTasksAtOnceComputeOnACardEach() {
    assertThat(TwoAtOnce.devices(JavaSparkContext.fromSparkContext(spark.sparkContext())))
        .containsExactlyInAnyOrder(0, 1);
  }

  @Test
  void theWorkersOfATrainingArePinnedToTheAddressesThatSparkGaveThem() {
    String images = folder.resolve("images").toString();
    ImageTables.write(images, 60, new ImageShape(1, 8, 8), 4);
    int before = RecordedDevices.pinned().size();

    Training.run(
        spark,
        images,
        folder.resolve("model").toString(),
        TinyModels.MODEL,
        TinyModels.training(160, 2),
        IfExists.REFUSE,
        Console.silent());

    List<Pinned> pinned = RecordedDevices.pinned();
    List<Pinned> training = pinned.subList(before, pinned.size());
    assertThat(training)
        .as("five rounds of two workers, beside the tasks that prepare them")
        .hasSizeGreaterThan(10)
        .allSatisfy(
            task -> assertThat(task.addresses()).containsExactly(String.valueOf(task.device())));
    assertThat(training).extracting(Pinned::device).contains(0, 1);
  }

  /** The one that is shipped, with a stand-in for what it asks. */
  private Path discoveryScript() throws IOException {
    executable(
        "nvidia-smi", "[[ $* == '--query-gpu=index --format=csv,noheader' ]] && printf '0\\n1\\n'");
    return executable(
        "discover",
        "PATH='"
            + folder
            + "':$PATH exec '"
            + Path.of("deploy/getGpusResources.sh").toAbsolutePath()
            + "'");
  }

  private Path executable(String name, String command) throws IOException {
    Path script = Files.writeString(folder.resolve(name), "#!/usr/bin/env bash\n" + command + "\n");
    if (!script.toFile().setExecutable(true)) {
      throw new IOException("cannot make " + script + " executable");
    }
    return script;
  }

  private SparkSession session() throws IOException {
    Map<String, String> given = new TreeMap<>();
    given.put("spark.master", cluster.master());
    given.put("spark.plugins", RecordedDevices.class.getName());
    given.put("spark.executor.memory", "1g");
    given.put("spark.executor.cores", "2");
    given.put("spark.executor.resource.gpu.amount", "2");
    given.put("spark.task.resource.gpu.amount", "1");
    given.put(
        "spark.executor.extraClassPath",
        SubmitIT.bundle() + ":" + Path.of("target/test-classes").toAbsolutePath());
    given.put("spark.driver.host", "127.0.0.1");
    given.put("spark.driver.bindAddress", "127.0.0.1");
    given.put("spark.ui.enabled", "false");
    given.putAll(SparkProperties.beside(given, new SparkSettings("local", 512)));
    SparkSession.Builder builder = SparkSession.builder().appName("cards");
    given.forEach(builder::config);
    return builder.getOrCreate();
  }
}
