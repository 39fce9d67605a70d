package io.diffrep.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.diffrep.config.Configuration;
import io.diffrep.config.ConfigurationReader;
import io.diffrep.runtime.Console;
import io.diffrep.store.IfExists;
import io.diffrep.train.AveragingSettings;
import io.diffrep.train.RoundReport;
import io.diffrep.train.Training;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Trainings of one network on one and on more workers, in turns, by the training service on real
 * executors, and the cost model that follows from them. One worker runs on one executor at a time
 * while the others are idle.
 */
public final class ScaleBench {
  /** One training: workers, and images per step of each. */
  private record Shape(int workers, int batch) {}

  private static final String INTERVAL = "/choices/train.averaging-interval";

  private final SparkSession spark;
  private final ScaleBenchSettings settings;
  private final Path folder;
  private final Console console;

  /** As a user's trainings average who sets nothing. */
  private final AveragingSettings averaging =
      ConfigurationReader.read(List.of()).train().averaging();

  /**
   * @param spark as many executors of one core as there are workers at most
   * @param folder takes images and models
   * @param console takes remarks on the way
   */
  public ScaleBench(SparkSession spark, ScaleBenchSettings settings, Path folder, Console console) {
    this.spark = spark;
    this.settings = settings;
    this.folder = folder;
    this.console = console;
  }

  /** Measures one network. */
  public ScaleResult run(ScaleNetwork network) {
    Path images = folder.resolve(network.label() + "-images");
    SyntheticImages.write(spark, network.image(), images.toString());
    Map<Shape, List<RoundSplit>> splits = new LinkedHashMap<>();
    for (int turn = 0; turn < settings.turns(); turn++) {
      for (Shape shape : shapes()) {
        splits
            .computeIfAbsent(shape, first -> new ArrayList<>())
            .add(train(network, images, shape));
      }
    }
    RateProbe rates =
        RateProbe.of(
            JavaSparkContext.fromSparkContext(spark.sparkContext()),
            CostModel.STATE_BYTES * (long) network.parameters());
    List<ScaleRun> runs = new ArrayList<>();
    splits.forEach((shape, all) -> runs.add(ScaleRun.of(shape.workers(), shape.batch(), all)));
    return ScaleResult.of(network, runs, rates, averaging, settings.gigabits());
  }

  /** With the batch of one worker for each worker, and with the same batch over all workers. */
  private List<Shape> shapes() {
    List<Shape> shapes = new ArrayList<>();
    for (int workers : settings.workers()) {
      shapes.add(new Shape(workers, settings.batch()));
      if (workers > 1 && settings.batch() % workers == 0) {
        shapes.add(new Shape(workers, settings.batch() / workers));
      }
    }
    return shapes;
  }

  private RoundSplit train(ScaleNetwork network, Path images, Shape shape) {
    Path model = folder.resolve("model");
    Configuration configuration = configuration(network, shape);
    Training.run(
        spark,
        images.toString(),
        model.toString(),
        configuration.model().with(network.settings()),
        configuration.train(),
        IfExists.REPLACE,
        Console.silent());
    RoundSplit split =
        RoundSplit.of(
            history(model).stream()
                .filter(round -> round.round() > averaging.averagingWarmUp())
                .toList(),
            interval(model),
            shape.workers() * shape.batch());
    console.println(
        String.format(
            Locale.ROOT,
            "%s, %d workers, batch %d each, averaged every %d steps: %.1f images/s, overhead %.1f %%"
                + " (%.0f ms: broadcast %.0f, aggregate %.0f, other %.0f)",
            network.label(),
            shape.workers(),
            shape.batch(),
            split.steps(),
            split.imagesPerSecond(),
            100 * split.overheadShare(),
            1000 * split.overhead(),
            1000 * split.broadcast(),
            1000 * split.aggregate(),
            1000 * split.other()));
    return split;
  }

  /** As a user trains, but for how long, and no checkpoint comes between two rounds. */
  private Configuration configuration(ScaleNetwork network, Shape shape) {
    int batch = shape.workers() * shape.batch();
    long steps = averaging.averagingWarmUp() + (long) settings.steps(network);
    return ConfigurationReader.read(
        List.of(
            "train.workers=" + shape.workers(),
            "train.batch=" + batch,
            "train.images=" + steps * batch,
            "train.warm-up-images=0",
            // Random pixels teach nothing, and random weights are as dear as trained ones.
            "train.learning-rate=1e-5",
            "train.checkpoint-rounds=" + Integer.MAX_VALUE));
  }

  /** What the training chose; its rounds may be shorter, where it ended before. */
  private static int interval(Path model) {
    Path file = model.resolve("model.json");
    try {
      JsonNode interval = new ObjectMapper().readTree(file.toFile()).at(INTERVAL);
      if (interval.asInt() < 1) {
        throw new IllegalStateException(
            file + " has no number above 0 at " + INTERVAL + ", but \"" + interval.asText() + '"');
      }
      return interval.asInt();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  private static List<RoundReport> history(Path model) {
    try {
      return Files.readAllLines(model.resolve("history.jsonl")).stream()
          .map(RoundReport::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the history of " + model, e);
    }
  }
}
