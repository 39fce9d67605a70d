package io.diffrep.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.diffrep.image.Channels;
import io.diffrep.image.DecodeSettings;
import io.diffrep.image.ImageShape;
import io.diffrep.lake.Ingest;
import io.diffrep.lake.IngestSettings;
import io.diffrep.runtime.Console;
import io.diffrep.store.IfExists;
import io.diffrep.testing.ImageTables;
import io.diffrep.testing.SparkSessions;
import io.diffrep.testing.TinyModels;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;

class RoundsTest {
  private static final ImageShape SHAPE = new ImageShape(1, 8, 8);
  private static final long SEED = 3;

  /** Driver and tasks share this JVM; Spark's accumulators do not count failed attempts. */
  private static final AtomicInteger DEATHS = new AtomicInteger();

  private final SparkSession spark = SparkSessions.shared();
  @TempDir private Path folder;

  private TrainingSet load(String table) {
    return TrainingSet.load(
        spark, folder.resolve(table).toString(), Selection.ofSplit("train"), Console.silent());
  }

  private static Rounds rounds(TrainingSet set, int workers, int batch) {
    return new Rounds(
        set, new ScoreMatching(TinyModels.specification(SHAPE), SEED), workers, batch, SEED);
  }

  /** A table of noise, as ingest writes it, in row groups of 128 images. */
  private void ingest(String table, int count) throws IOException {
    byte[] pixels = new byte[count * SHAPE.size()];
    new Random(count).nextBytes(pixels);
    Path lake = Files.createDirectories(folder.resolve("lake-" + count));
    Files.write(
        lake.resolve("train-images-idx3-ubyte"),
        ByteBuffer.allocate(16 + pixels.length)
            .putInt(0x0803)
            .putInt(count)
            .putInt(SHAPE.height())
            .putInt(SHAPE.width())
            .put(pixels)
            .array());
    Ingest.run(
        spark,
        lake.toString(),
        folder.resolve(table).toString(),
        folder.resolve(table + "-quarantine").toString(),
        new IngestSettings(new DecodeSettings(Channels.AUTO, 1 << 20, 1 << 24), 0, 64, 128),
        IfExists.REFUSE,
        Console.silent());
  }

  /** All that is in batches, an entry a batch. */
  private static List<String> content(List<MultiDataSet> batches) {
    return batches.stream()
        .map(
            batch -> {
              StringBuilder text = new StringBuilder();
              for (INDArray array : batch.getFeatures()) {
                text.append(array.toStringFull());
              }
              return text.append(batch.getLabels(0).toStringFull()).toString();
            })
        .toList();
  }

  /** How often each image is in batches: its standardised pixels stand for it. */
  private static Map<String, Integer> images(List<MultiDataSet> batches) {
    Map<String, Integer> images = new HashMap<>();
    for (MultiDataSet batch : batches) {
      INDArray clean = batch.getFeatures(0);
      for (int i = 0; i < clean.size(0); i++) {
        images.merge(clean.slice(i).toStringFull(), 1, Integer::sum);
      }
    }
    return images;
  }

  @Test
  void anEpochOfRoundsShowsEachImageOnceWhateverTheWorkers() throws IOException {
    ingest("images", 300);
    try (TrainingSet set = load("images")) {
      for (int workers : new int[] {1, 2, 3}) {
        Rounds rounds = rounds(set, workers, 10);
        List<MultiDataSet> batches = new ArrayList<>();
        for (int first = 0; first < 300; first += workers * 10 * 5) {
          List<MultiDataSet> round = rounds.batches(first, 5).collect();
          assertThat(round).hasSize(5 * workers);
          batches.addAll(round);
        }
        assertThat(images(batches)).hasSize(300).containsValue(1).doesNotContainValue(2);
      }
    }
  }

  /** An empty partition would leave its worker out. */
  @Test
  void everyWorkerHasOnePartitionWithAllItsBatches() {
    ImageTables.write(folder.resolve("images").toString(), 100, SHAPE, 2);
    try (TrainingSet set = load("images")) {
      for (int workers : new int[] {1, 3, 5}) {
        List<List<MultiDataSet>> partitions =
            rounds(set, workers, 4).batches(70, 3).glom().collect();
        assertThat(partitions).hasSize(workers);
        assertThat(partitions).allSatisfy(batches -> assertThat(batches).hasSize(3));
      }
    }
  }

  @Test
  void tablesOfOldWithMixedSplitsAreGoneThroughAlike() {
    ImageTables.write(folder.resolve("images").toString(), 100, SHAPE, 2);
    try (TrainingSet set = load("images")) {
      assertThat(images(rounds(set, 3, 5).batches(0, 5).collect())).hasSize(75);
    }
  }

  @Test
  void aTrainingSetMayBeSmallerThanABatchOrThanTheWorkersAreMany() {
    ImageTables.write(folder.resolve("images").toString(), 4, SHAPE, 2);
    try (TrainingSet set = load("images")) {
      assertThat(set.count()).isEqualTo(3);
      List<MultiDataSet> batches = rounds(set, 5, 6).batches(0, 1).collect();
      assertThat(batches).hasSize(5);
      assertThat(images(batches)).hasSize(3).containsValue(10);
    }
  }

  /** Ten thousand or a hundred million: what a round reads is what it trains on. */
  @Test
  void aRoundReadsAsMuchOfALargeTableAsOfASmallOne() throws IOException {
    for (int count : new int[] {1024, 20 * 1024}) {
      ingest("images-" + count, count);
      try (TrainingSet set = load("images-" + count)) {
        assertThat(set.count()).isEqualTo(count);
        assertThat(set.chunks()).hasSize(count / 128);
        Rounds rounds = rounds(set, 2, 16);
        List<Long> read = new ArrayList<>();
        long before = 0;
        for (int first = 0; first < 1024; first += 256) {
          rounds.batches(first, 8).foreach(batch -> {});
          read.add(set.rowsRead().value() - before);
          before = set.rowsRead().value();
        }
        assertThat(read).containsExactly(256L, 256L, 256L, 256L);
      }
    }
  }

  @Test
  void roundsThatEndWithinAChunkReadNoMoreThanTheChunksThatTheyTouch() throws IOException {
    ingest("images", 1024);
    try (TrainingSet set = load("images")) {
      rounds(set, 2, 16).batches(100, 4).foreach(batch -> {});
      // 100 to 164 and 164 to 228 lie in the first chunk and the second.
      assertThat(set.rowsRead().value()).isBetween(256L, 384L);
    }
  }

  @Test
  void aTaskThatIsTriedAgainMakesTheSameBatches() {
    ImageTables.write(folder.resolve("images").toString(), 100, SHAPE, 2);
    List<String> undisturbed;
    try (TrainingSet set = load("images")) {
      undisturbed = content(rounds(set, 2, 5).batches(60, 4).collect());
    }
    DEATHS.set(0);
    try (TrainingSet set = load("images")) {
      JavaRDD<MultiDataSet> dying =
          rounds(set, 2, 5)
              .batches(60, 4)
              .map(
                  batch -> {
                    TaskContext task = TaskContext.get();
                    if (task.attemptNumber() == 0 && task.partitionId() == 1) {
                      DEATHS.incrementAndGet();
                      throw new IllegalStateException("the worker dies, as the test wants it to");
                    }
                    return batch;
                  });
      assertThat(content(dying.collect())).isEqualTo(undisturbed);
    }
    assertThat(DEATHS).hasValue(1);
    assertThat(undisturbed).hasSize(8).doesNotHaveDuplicates();
  }

  @Test
  void aRoundDoesNotDependOnTheRoundsBeforeIt() {
    ImageTables.write(folder.resolve("images").toString(), 100, SHAPE, 2);
    try (TrainingSet set = load("images");
        TrainingSet again = load("images")) {
      Rounds rounds = rounds(set, 2, 5);
      List<String> run = new ArrayList<>();
      for (int first = 0; first < 160; first += 20) {
        run.addAll(content(rounds.batches(first, 2).collect()));
      }
      assertThat(content(rounds(again, 2, 5).batches(140, 2).collect()))
          .isEqualTo(run.subList(28, 32));
    }
  }
}
