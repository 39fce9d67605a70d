package io.diffrep.run;

import io.diffrep.config.Configuration;
import io.diffrep.encode.Encoding;
import io.diffrep.encode.Source;
import io.diffrep.evaluate.ClassifierAccuracy;
import io.diffrep.evaluate.DenoisingLosses;
import io.diffrep.evaluate.Evaluation;
import io.diffrep.generate.Samples;
import io.diffrep.lake.ImageTable;
import io.diffrep.lake.Ingest;
import io.diffrep.model.ModelDirectory;
import io.diffrep.report.Report;
import io.diffrep.runtime.Console;
import io.diffrep.runtime.UsageException;
import io.diffrep.sde.ObjectiveKind;
import io.diffrep.store.Destination;
import io.diffrep.store.IfExists;
import io.diffrep.store.Locations;
import io.diffrep.train.Training;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** From a lake of images to an accuracy table, in one run directory. */
public final class Pipeline {
  private static final String DONE_BEFORE = "done before";

  /** The folder of what was measured. */
  private static final String EVALUATION = "evaluation/";

  private final SparkSession spark;
  private final Configuration configuration;
  private final Path directory;
  private final org.apache.hadoop.conf.Configuration hadoop;
  private final FileSystem fs;
  private final Console console;
  private final long start = System.nanoTime();

  private Pipeline(
      SparkSession spark,
      Configuration configuration,
      Path directory,
      org.apache.hadoop.conf.Configuration hadoop,
      Console console)
      throws IOException {
    this.spark = spark;
    this.configuration = configuration;
    this.directory = directory;
    this.hadoop = hadoop;
    fs = directory.getFileSystem(hadoop);
    this.console = console;
  }

  /**
   * Runs ingest, train, encode, evaluate and report.
   *
   * @param spark the session
   * @param configuration all settings; {@code pipeline.input} names the lake
   * @param runDirectory the directory to write
   * @param ifExists whether one that exists is replaced; otherwise one goes on that has its images,
   *     but no report yet: what is whole in it is not made again, and an interrupted training goes
   *     on
   * @param console takes a line per step, the tables and where everything lies
   * @throws UsageException if {@link PipelineChecks#settings} finds a mistake, or if the directory
   *     exists and does not hold a run with the same configuration that is not finished
   */
  public static void run(
      SparkSession spark,
      Configuration configuration,
      String runDirectory,
      IfExists ifExists,
      Console console) {
    PipelineChecks.settings(configuration);
    Path directory = Locations.path("run directory", runDirectory);
    try {
      // Before anything is deleted: a mistyped input must not cost an earlier run.
      Ingest.check(spark, configuration.input(), directory);
      org.apache.hadoop.conf.Configuration hadoop = spark.sessionState().newHadoopConf();
      RunConfiguration written = new RunConfiguration(directory, hadoop);
      Pipeline pipeline = new Pipeline(spark, configuration, directory, hadoop, console);
      if (ifExists == IfExists.REFUSE && written.exists() && pipeline.isUnfinished()) {
        written.requireSame(configuration);
      } else {
        Destination.claim(directory, hadoop, ifExists);
        written.write(configuration);
      }
      written.takeLog();
      pipeline.ingest();
      pipeline.learn();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the run directory " + runDirectory, e);
    }
  }

  private void ingest() throws IOException {
    step(
        "ingest",
        isThere("images", Destination.SUCCESS)
            ? DONE_BEFORE
            : Ingest.run(
                spark,
                configuration.input(),
                child("images"),
                child("quarantine"),
                configuration.ingest(),
                IfExists.REFUSE,
                console));
  }

  private void learn() throws IOException {
    String images = child("images");
    String model = child("model");
    PipelineChecks checks =
        new PipelineChecks(ImageTable.read(spark, images), configuration, console);
    checks.requireSplits();
    checks.requireScoreCells();
    Optional<String> unmeasurable = checks.unmeasurable();
    unmeasurable.ifPresent(
        reason ->
            say("No accuracy will be measured, and evaluation/probes is left out: " + reason));
    train(images, model);
    List<String> representations = new ArrayList<>();
    for (Source source : configuration.sources().sources()) {
      representations.add(encode(images, model, source));
    }
    if (configuration.objective().isScoreMatching()) {
      say("");
      say(losses(images, model));
    }
    if (configuration.objective().kind() == ObjectiveKind.SUPERVISED && unmeasurable.isEmpty()) {
      say("");
      say(ownAccuracy(images, model));
    }
    if (unmeasurable.isEmpty()) {
      say(accuracies(representations));
    }
    step("evaluate", "done");
    generate(model, images);
    step(
        "report",
        Report.run(spark, directory.toString(), configuration.report(), IfExists.REPLACE));
    say("");
    whereEverythingLies(unmeasurable.isEmpty());
  }

  private void train(String images, String model) throws IOException {
    step(
        "train",
        new ModelDirectory(new Path(model), hadoop).isFinished()
            ? DONE_BEFORE
            : Training.run(
                spark,
                images,
                model,
                configuration.model(),
                configuration.train(),
                IfExists.REFUSE,
                console));
  }

  private String encode(String images, String model, Source source) throws IOException {
    String name = "representations/" + source.label();
    step(
        "encode",
        isThere(name, Destination.SUCCESS)
            ? source.label() + " was " + DONE_BEFORE
            : Encoding.run(
                spark,
                images,
                model,
                child(name),
                source,
                configuration.encode(),
                IfExists.REPLACE,
                console));
    return child(name);
  }

  private String losses(String images, String model) throws IOException {
    return measured(
        EVALUATION + DenoisingLosses.FOLDER,
        DenoisingLosses.MARKDOWN,
        folder ->
            DenoisingLosses.run(
                    spark,
                    images,
                    model,
                    folder,
                    configuration.loss(),
                    configuration.seed(),
                    IfExists.REPLACE,
                    console)
                .markdown());
  }

  /** Of the network's own classifier. */
  private String ownAccuracy(String images, String model) throws IOException {
    return measured(
        EVALUATION + ClassifierAccuracy.FOLDER,
        ClassifierAccuracy.MARKDOWN,
        folder ->
            ClassifierAccuracy.run(
                    spark,
                    images,
                    model,
                    folder,
                    configuration.evaluate().testSplit(),
                    configuration.encode().batch(),
                    IfExists.REPLACE,
                    console)
                .markdown());
  }

  private String accuracies(List<String> representations) throws IOException {
    return measured(
        EVALUATION + Evaluation.FOLDER,
        Evaluation.MARKDOWN,
        folder ->
            Evaluation.run(
                    spark,
                    representations,
                    folder,
                    configuration.evaluate(),
                    IfExists.REPLACE,
                    console)
                .markdown());
  }

  /**
   * What was measured, once.
   *
   * @param name of its folder
   * @param markdown the file in it that is written last, for people
   * @param measure measures it into the folder, and returns what stands in that file
   */
  private String measured(String name, String markdown, UnaryOperator<String> measure)
      throws IOException {
    if (!isThere(name, markdown)) {
      return measure.apply(child(name));
    }
    try (InputStream in = fs.open(new Path(child(name), markdown))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
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
    if (labelled && configuration.objective().kind() == ObjectiveKind.SUPERVISED) {
      say(
          "  evaluation/classifier       accuracy of the network itself: accuracy.md, accuracy.json");
    }
    if (configuration.objective().isScoreMatching()) {
      say("  evaluation/denoising        losses by noise level: losses.md, losses.json");
    }
    if (generates()) {
      say("  samples/<kind>              generated images: PNG grids, generate.json");
    }
    say("  report/index.html           all of it in one page, for a browser");
  }

  /**
   * Whether there is something to go on with. While images are being ingested, another process may
   * be at it.
   */
  private boolean isUnfinished() throws IOException {
    return isThere("images", Destination.SUCCESS) && !fs.exists(new Path(directory, Report.PAGE));
  }

  /** Whether what lies under a name was written to its end. */
  private boolean isThere(String name, String writtenLast) throws IOException {
    return fs.exists(new Path(child(name), writtenLast));
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
