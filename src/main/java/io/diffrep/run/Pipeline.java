package io.diffrep.run;

import io.diffrep.config.Configuration;
import io.diffrep.encode.Encoding;
import io.diffrep.encode.Source;
import io.diffrep.evaluate.DenoisingLosses;
import io.diffrep.evaluate.Evaluation;
import io.diffrep.generate.Samples;
import io.diffrep.image.ImageShape;
import io.diffrep.lake.ImageTable;
import io.diffrep.lake.Ingest;
import io.diffrep.lake.IngestSummary;
import io.diffrep.model.ModelDirectory;
import io.diffrep.report.Report;
import io.diffrep.runtime.Console;
import io.diffrep.runtime.UsageException;
import io.diffrep.store.Destination;
import io.diffrep.store.IfExists;
import io.diffrep.store.Locations;
import io.diffrep.train.Training;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** From a lake of images to an accuracy table, in one run directory. */
public final class Pipeline {
  private final SparkSession spark;
  private final Configuration configuration;
  private final Path directory;
  private final Console console;
  private final long start = System.nanoTime();

  private Pipeline(
      SparkSession spark, Configuration configuration, Path directory, Console console) {
    this.spark = spark;
    this.configuration = configuration;
    this.directory = directory;
    this.console = console;
  }

  /**
   * Runs ingest, train, encode, evaluate and report.
   *
   * @param spark the session
   * @param configuration all settings; {@code pipeline.input} names the lake
   * @param runDirectory the directory to write
   * @param ifExists whether one that exists is replaced; otherwise one whose training was
   *     interrupted goes on from there, and any other is refused
   * @param console takes a line per step, the tables and where everything lies
   * @throws UsageException if {@link #check} finds a mistake, or if the directory exists and does
   *     not hold an interrupted training with the same configuration
   */
  public static void run(
      SparkSession spark,
      Configuration configuration,
      String runDirectory,
      IfExists ifExists,
      Console console) {
    check(configuration);
    Path directory = Locations.path("run directory", runDirectory);
    try {
      // Before anything is deleted: a mistyped input must not cost an earlier run.
      Ingest.check(spark, configuration.input(), directory);
      org.apache.hadoop.conf.Configuration hadoop = spark.sessionState().newHadoopConf();
      RunConfiguration written = new RunConfiguration(directory, hadoop);
      boolean goesOn =
          ifExists == IfExists.REFUSE
              && new ModelDirectory(new Path(directory, "model"), hadoop).isUnfinished();
      if (goesOn) {
        written.requireSame(configuration);
      } else {
        Destination.claim(directory, hadoop, ifExists);
        written.write(configuration);
      }
      written.takeLog();
      Pipeline pipeline = new Pipeline(spark, configuration, directory, console);
      if (goesOn) {
        pipeline.step("ingest", "done before, since the training was interrupted");
      } else {
        pipeline.ingest();
      }
      pipeline.learn();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the run directory " + runDirectory, e);
    }
  }

  /**
   * Looks for what would end the pipeline later, after the training perhaps.
   *
   * @throws UsageException naming every mistake
   */
  public static void check(Configuration configuration) {
    List<String> mistakes = new ArrayList<>();
    if (configuration.input().isBlank()) {
      mistakes.add(
          "pipeline.input is empty: set it to the folder with the images, as in --set"
              + " pipeline.input=/data/images, or to sample:fashion-mnist");
    }
    mistakes.addAll(configuration.model().mistakes());
    configuration.sources().sources().stream()
        .map(
            source ->
                configuration
                    .encode()
                    .mistake(
                        source,
                        configuration.noise().noiseLaw(),
                        configuration.network(),
                        "the model"))
        .flatMap(Optional::stream)
        .distinct()
        .forEach(mistakes::add);
    if (configuration.sources().sources().contains(Source.SCORE)) {
      mistakes.addAll(
          configuration
              .encode()
              .scoreMistakes(configuration.network(), configuration.objective(), "the model"));
    }
    if (!mistakes.isEmpty()) {
      throw new UsageException(String.join("\n", mistakes));
    }
  }

  private void ingest() {
    IngestSummary ingested =
        Ingest.run(
            spark,
            configuration.input(),
            child("images"),
            child("quarantine"),
            configuration.ingest(),
            IfExists.REFUSE,
            console);
    step("ingest", ingested);
    requireSplits(ingested.splits().keySet());
  }

  private void learn() {
    String images = child("images");
    String model = child("model");
    requireScoreCells(images);
    step(
        "train",
        Training.run(
            spark,
            images,
            model,
            configuration.model(),
            configuration.train(),
            IfExists.REFUSE,
            console));
    List<String> representations = new ArrayList<>();
    for (Source source : configuration.sources().sources()) {
      String output = child("representations/" + source.label());
      representations.add(output);
      step(
          "encode",
          Encoding.run(
              spark,
              images,
              model,
              output,
              source,
              configuration.encode(),
              IfExists.REFUSE,
              console));
    }
    if (configuration.objective().isScoreMatching()) {
      say("");
      say(
          DenoisingLosses.run(
                  spark,
                  images,
                  model,
                  child("evaluation/denoising"),
                  configuration.loss(),
                  configuration.seed(),
                  IfExists.REFUSE,
                  console)
              .markdown());
    }
    boolean labelled = hasLabels(images);
    if (labelled) {
      say(
          Evaluation.run(
                  spark,
                  representations,
                  child("evaluation/probes"),
                  configuration.evaluate(),
                  IfExists.REFUSE,
                  console)
              .markdown());
    } else {
      say(
          "No image has a label: there is no accuracy to measure, and evaluation/probes is left out.");
    }
    step("evaluate", "done");
    show(model, images, labelled);
  }

  /**
   * Generated images and the report. What was trained and measured is whole, whatever becomes of
   * them: the report is written without images, too, and where everything lies is said always.
   */
  private void show(String model, String images, boolean labelled) {
    try {
      generate(model, images);
    } catch (Throwable e) {
      step("generate", "failed, and the report comes without what is missing");
      try {
        report(labelled);
      } catch (Throwable another) {
        e.addSuppressed(another);
      }
      throw e;
    }
    report(labelled);
  }

  private void report(boolean labelled) {
    try {
      step(
          "report",
          Report.run(spark, directory.toString(), configuration.report(), IfExists.REFUSE));
    } finally {
      say("");
      whereEverythingLies(labelled);
    }
  }

  private boolean generates() {
    return configuration.objective().isScoreMatching()
        && !configuration.samples().samples().isEmpty();
  }

  private void generate(String model, String images) {
    if (generates()) {
      Samples.run(
              spark,
              model,
              images,
              child("samples"),
              configuration.samples(),
              configuration.generate(),
              console)
          .forEach(this::say);
      step("generate", "done");
    }
  }

  /** Training may take hours: a split that the evaluation will miss is said before it. */
  private void requireSplits(Set<String> splits) {
    Map<String, String> wanted = new LinkedHashMap<>();
    wanted.put("train.split", configuration.train().split());
    wanted.put("evaluate.train-split", configuration.evaluate().trainSplit());
    wanted.put("evaluate.test-split", configuration.evaluate().testSplit());
    wanted.put("evaluate.loss.split", configuration.loss().split());
    List<String> missing =
        wanted.entrySet().stream()
            .filter(setting -> !splits.contains(setting.getValue()))
            .map(setting -> setting.getKey() + " = " + setting.getValue())
            .toList();
    if (!missing.isEmpty()) {
      throw new UsageException(
          "the images have the splits "
              + splits
              + ", and the settings ask for others ("
              + String.join(", ", missing)
              + "): set these, or ingest.test-share, such as 0.2, where the lake itself has no"
              + " folders train and test; then run again with --overwrite");
    }
  }

  /** The same of a grid that a block of the score network will not have. */
  private void requireScoreCells(String images) {
    if (configuration.sources().sources().contains(Source.SCORE)) {
      ImageShape shape = ImageTable.shape(ImageTable.read(spark, images).first());
      configuration
          .encode()
          .cellsMistake(configuration.network(), shape, "the model")
          .ifPresent(
              mistake -> {
                throw new UsageException(mistake);
              });
    }
  }

  private boolean hasLabels(String images) {
    return !ImageTable.read(spark, images)
        .filter(functions.col(ImageTable.LABEL).isNotNull())
        .limit(1)
        .isEmpty();
  }

  private void whereEverythingLies(boolean labelled) {
    say("Everything lies in " + directory + ":");
    say("  config.conf                 the configuration, resolved");
    say("  images, quarantine          image table; files that could not be read, with reasons");
    say("  model                       weights, checkpoints, history.jsonl");
    say(
        "  representations/<source>    codes of every image ("
            + configuration.sources().described()
            + ")");
    if (labelled) {
      say("  evaluation/probes           accuracy: summary.md, summary.json, metrics (Parquet)");
    }
    if (configuration.objective().isScoreMatching()) {
      say("  evaluation/denoising        losses by noise level: losses.md, losses.json");
    }
    if (generates()) {
      say("  samples/<kind>              generated images: PNG grids, generate.json");
    }
    say("  report/index.html           all of it in one page, for a browser");
  }

  private String child(String name) {
    return new Path(directory, name).toString();
  }

  private void step(String verb, Object summary) {
    say(
        String.format(
            Locale.ROOT, "[%4.0f s] %s: %s", (System.nanoTime() - start) / 1e9, verb, summary));
  }

  private void say(String line) {
    console.println(line);
  }
}
