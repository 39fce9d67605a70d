package io.diffrep.run;

import io.diffrep.config.Configuration;
import io.diffrep.encode.Encoding;
import io.diffrep.encode.Source;
import io.diffrep.evaluate.ClassifierAccuracy;
import io.diffrep.evaluate.DenoisingLosses;
import io.diffrep.evaluate.Evaluation;
import io.diffrep.generate.Generation;
import io.diffrep.generate.Samples;
import io.diffrep.lake.ImageTable;
import io.diffrep.lake.Ingest;
import io.diffrep.model.Model;
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
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** From a lake of images to an accuracy table, in one run directory. */
public final class Pipeline {
  private static final String DONE_BEFORE = "done before";

  /** The folder of what was measured. */
  private static final String EVALUATION = "evaluation/";

  private static final String SAMPLES = "samples";

  private final SparkSession spark;
  private final Configuration configuration;
  private final Path directory;
  private final org.apache.hadoop.conf.Configuration hadoop;
  private final FileSystem fs;
  private final Console console;
  private final long start = System.nanoTime();

  /** Whether codes were encoded this time: what was measured and made before was of others. */
  private boolean encoded;

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
   * Runs ingest, train, encode, evaluate, generate and report.
   *
   * @param spark the session
   * @param configuration all settings; {@code pipeline.input} names the lake
   * @param runDirectory the directory to write
   * @param ifExists whether one that exists is replaced; otherwise one goes on that has its images,
   *     but no {@code _SUCCESS} yet: what is whole in it is not made again, an interrupted training
   *     goes on, and settings of what was not made yet may be others
   * @param console takes a line per step, the tables and where everything lies
   * @throws UsageException if {@link PipelineChecks#settings} finds a mistake, or if the directory
   *     exists and does not hold a run with the same configuration that is not finished, or if its
   *     model or codes were replaced by others
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
      Pipeline pipeline = new Pipeline(spark, configuration, directory, hadoop, console);
      pipeline.begin(ifExists);
      pipeline.ingest();
      pipeline.learn();
      pipeline.end();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the run directory " + runDirectory, e);
    }
  }

  private void begin(IfExists ifExists) throws IOException {
    RunConfiguration written = new RunConfiguration(directory, hadoop);
    if (ifExists == IfExists.REFUSE && written.exists() && isUnfinished()) {
      written.requireSame(configuration, open());
    } else {
      Destination.claim(directory, hadoop, ifExists);
    }
    written.write(configuration);
    written.takeLog();
  }

  /** What fails can be set otherwise: settings of what was not made yet. */
  private Predicate<String> open() throws IOException {
    if (!fs.exists(new Path(child("model")))) {
      return key -> !key.startsWith("ingest.") && !key.equals("pipeline.input");
    }
    boolean coded = isCoded();
    boolean sampled = isSampled();
    boolean lost = isThere(EVALUATION + DenoisingLosses.FOLDER, DenoisingLosses.MARKDOWN);
    boolean probed = isThere(EVALUATION + Evaluation.FOLDER, Evaluation.MARKDOWN);
    boolean judged = isThere(EVALUATION + ClassifierAccuracy.FOLDER, ClassifierAccuracy.MARKDOWN);
    return key -> {
      if (key.startsWith("encode.") || key.equals("pipeline.sources")) {
        return !coded;
      } else if (key.startsWith("generate.") || key.equals("pipeline.samples")) {
        return !sampled;
      } else if (key.startsWith("evaluate.loss.")) {
        return !lost;
      } else if (key.equals("evaluate.train-split") || key.equals("evaluate.test-split")) {
        // Generation and the network's own accuracy take their splits from here, too.
        return !probed && !judged && !sampled;
      }
      return key.startsWith("evaluate.") && !probed;
    };
  }

  private boolean isCoded() throws IOException {
    for (Source source : Source.values()) {
      if (isThere(representations(source), Destination.SUCCESS)) {
        return true;
      }
    }
    return false;
  }

  private boolean isSampled() throws IOException {
    Path samples = new Path(child(SAMPLES));
    if (!fs.exists(samples)) {
      return false;
    }
    for (FileStatus kind : fs.listStatus(samples)) {
      if (Destination.isWritten(fs, new Path(kind.getPath(), Generation.RECORD))) {
        return true;
      }
    }
    return false;
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
    requireOwnCodes(model);
    List<String> representations = new ArrayList<>();
    for (Source source : configuration.sources().sources()) {
      representations.add(encode(images, model, source));
    }
    if (configuration.objective().isScoreMatching()) {
      say("");
      say(losses(images, model));
    }
    boolean judged =
        configuration.objective().kind() == ObjectiveKind.SUPERVISED && checks.isTestLabelled();
    if (judged) {
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
    whereEverythingLies(unmeasurable.isEmpty(), judged);
  }

  private void train(String images, String model) throws IOException {
    ModelDirectory trained = new ModelDirectory(new Path(model), hadoop);
    if (trained.isFinished()) {
      Training.requireMade(trained, configuration.model(), configuration.train());
      step("train", DONE_BEFORE);
    } else {
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
    }
  }

  /**
   * Codes come first of what is made with a model: where they are all there and its own, so is the
   * rest.
   */
  private void requireOwnCodes(String model) throws IOException {
    if (!isCoded()) {
      return;
    }
    Model trained = new ModelDirectory(new Path(model), hadoop).load();
    for (Source source : configuration.sources().sources()) {
      String name = representations(source);
      if (isThere(name, Destination.SUCCESS)
          && !Encoding.isOf(spark, child(name), trained, source, configuration.encode())) {
        throw new UsageException(
            child(name)
                + " was made by another model than "
                + model
                + " holds now, which was trained anew since: delete "
                + child("representations")
                + " and run again, and all that follows from it is made anew");
      }
    }
  }

  private static String representations(Source source) {
    return "representations/" + source.label();
  }

  private String encode(String images, String model, Source source) throws IOException {
    String name = representations(source);
    if (isThere(name, Destination.SUCCESS)) {
      step("encode", source.label() + " was " + DONE_BEFORE);
    } else {
      encoded = true;
      step(
          "encode",
          Encoding.run(
              spark,
              images,
              model,
              child(name),
              source,
              configuration.encode(),
              IfExists.REPLACE,
              console));
    }
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
                    configuration.train().split(),
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
   * What was measured, once for the same codes.
   *
   * @param name of its folder
   * @param markdown the file in it that is written last, for people
   * @param measure measures it into the folder, and returns what stands in that file
   */
  private String measured(String name, String markdown, UnaryOperator<String> measure)
      throws IOException {
    if (encoded || !isThere(name, markdown)) {
      return measure.apply(child(name));
    }
    try (InputStream in = fs.open(new Path(child(name), markdown))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private void generate(String model, String images) {
    if (configuration.generates()) {
      Samples.run(
              spark,
              model,
              images,
              child(SAMPLES),
              configuration.samples(),
              configuration.generate(),
              console)
          .forEach(this::say);
      step("generate", "done");
    }
  }

  private void whereEverythingLies(boolean probed, boolean judged) {
    say("Everything lies in " + directory + ":");
    say("  config.conf                 the configuration, resolved");
    say("  images, quarantine          image table; files that could not be read, with reasons");
    say("  model                       weights, checkpoints, history.jsonl");
    say(
        "  representations/<source>    codes of every image ("
            + configuration.sources().described()
            + ")");
    if (probed) {
      say("  evaluation/probes           accuracy: summary.md, summary.json, metrics (Parquet)");
    }
    if (judged) {
      say(
          "  evaluation/classifier       accuracy of the network itself: accuracy.md, accuracy.json");
    }
    if (configuration.objective().isScoreMatching()) {
      say("  evaluation/denoising        losses by noise level: losses.md, losses.json");
    }
    if (configuration.generates()) {
      say("  samples/<kind>              generated images: PNG grids, generate.json");
    }
    say("  report/index.html           all of it in one page, for a browser");
  }

  /**
   * Whether there is something to go on with. While images are being ingested, another process may
   * be at it; later ones are kept apart by nobody. A report tells nothing: one can be made at any
   * time.
   */
  private boolean isUnfinished() throws IOException {
    return isThere("images", Destination.SUCCESS)
        && !fs.exists(new Path(directory, Destination.SUCCESS));
  }

  /** Marks the run as finished, as Spark marks a table. */
  private void end() throws IOException {
    fs.create(new Path(directory, Destination.SUCCESS), true).close();
  }

  /** Whether what lies under a name was written to its end. */
  private boolean isThere(String name, String writtenLast) throws IOException {
    return Destination.isWritten(fs, new Path(child(name), writtenLast));
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
