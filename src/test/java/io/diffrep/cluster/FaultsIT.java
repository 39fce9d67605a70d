package io.diffrep.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.diffrep.cluster.Launcher.Ended;
import io.diffrep.cluster.Launcher.Running;
import io.diffrep.runtime.Processor;
import io.diffrep.train.RoundReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes that are killed while a standalone cluster of two Workers trains. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class FaultsIT {
  /** By 16 a step and 100 steps a round: rounds of some seconds. */
  private static final int ROUNDS = 6;

  private static final int ROUND_IMAGES = 1600;

  private Path folder;
  private Path spark;
  private Path images;

  @BeforeAll
  void ingestAndTrainUndisturbed(@TempDir Path shared) throws Exception {
    folder = shared;
    spark = SparkHome.assembled(folder.resolve("spark"));
    images = folder.resolve("images");
    String lake = SubmitIT.lake(folder.resolve("lake")).toString();
    try (Standalone cluster = Standalone.start(spark, work("undisturbed-cluster"))) {
      List<String> ingest = List.of("ingest", "--input", lake, "--output", images.toString());
      ended(new Launcher(spark, folder).run(submit(cluster), ingest));
      ended(new Launcher(spark, folder).run(submit(cluster), train("undisturbed")));
    }
  }

  @Test
  void oneWorkerKilledInTheMiddleOfARoundCostsNoImageAndChangesNothing() throws Exception {
    try (Standalone cluster = Standalone.start(spark, work("worker-cluster"))) {
      Running running = new Launcher(spark, folder).start(submit(cluster), train("worker"));
      try {
        awaitRound(running, "worker", 2);
        cluster.killWorker(2);
        assertThat(history("worker")).hasSizeLessThan(ROUNDS);
        ended(running.await());
      } finally {
        running.process().destroyForcibly();
      }
    }
    List<RoundReport> history = history("worker");
    assertThat(history).hasSize(ROUNDS);
    assertThat(history).allSatisfy(round -> assertThat(round.loss()).isFinite());
    assertThat(history.get(ROUNDS - 1).images()).isEqualTo(ROUNDS * ROUND_IMAGES);
    assertThat(weights("worker")).hasSameBinaryContentAs(weights("undisturbed"));
  }

  @Test
  void aDriverKilledAndStartedAgainComesToTheSameModelToTheBit() throws Exception {
    try (Standalone cluster = Standalone.start(spark, work("driver-cluster"))) {
      Running running = new Launcher(spark, folder).start(submit(cluster), train("driver"));
      try {
        awaitRound(running, "driver", 3);
      } finally {
        // SIGKILL: nothing is written on the way out.
        running.process().destroyForcibly().waitFor();
      }
      assertThat(weights("driver")).doesNotExist();
      Ended again = new Launcher(spark, folder).run(submit(cluster), train("driver"));
      ended(again);
      assertThat(again.out()).containsPattern("goes on after round [3-5], with ");
    }
    assertThat(weights("driver")).hasSameBinaryContentAs(weights("undisturbed"));
    assertThat(history("driver")).hasSize(ROUNDS);
    assertThat(history("driver").stream().map(RoundReport::loss).toList())
        .isEqualTo(history("undisturbed").stream().map(RoundReport::loss).toList());
  }

  private Path work(String name) throws IOException {
    return Files.createDirectories(folder.resolve(name));
  }

  private static List<String> submit(Standalone cluster) {
    return List.of(
        "--master",
        cluster.master(),
        "--executor-cores",
        "1",
        "--executor-memory",
        "1g",
        "--conf",
        "spark.executorEnv.OPENBLAS_CORETYPE=" + Processor.read().coreType());
  }

  private List<String> train(String model) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("train", "--images", images.toString()));
    arguments.addAll(List.of("--model", folder.resolve(model).toString()));
    for (String setting :
        List.of(
            "network.encoder-channels=[8,8]",
            "network.score-channels=[8,8]",
            "network.code-size=4",
            "network.embedding=16",
            "network.groups=4",
            "train.images=" + ROUNDS * ROUND_IMAGES,
            "train.batch=16",
            "train.workers=2",
            "train.averaging-interval=100",
            "train.averaging-warm-up=0",
            "train.warm-up-images=800",
            "train.checkpoint-rounds=1",
            "train.keep-checkpoints=2")) {
      arguments.add("--set=" + setting);
    }
    return arguments;
  }

  /** Until a round is over: the next one is at its beginning. */
  private void awaitRound(Running running, String model, int round) throws Exception {
    long limit = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
    while (history(model).size() < round) {
      assertThat(running.process().isAlive()).as(Files.readString(running.err().toPath())).isTrue();
      assertThat(System.nanoTime()).isLessThan(limit);
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private List<RoundReport> history(String model) throws IOException {
    Path file = folder.resolve(model).resolve("history.jsonl");
    if (!Files.exists(file)) {
      return List.of();
    }
    // Without its end a line is still being written.
    String text = Files.readString(file);
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().map(RoundReport::read).toList();
  }

  private Path weights(String model) {
    return folder.resolve(model).resolve("weights/parameters.f32");
  }

  private static void ended(Ended ended) {
    assertThat(ended.exitCode()).as(ended.out() + ended.err()).isZero();
  }
}
