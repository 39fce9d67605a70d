package io.diffrep.reproduce;

import io.diffrep.config.Configuration;
import io.diffrep.evaluate.DenoisingLossSummary;
import io.diffrep.evaluate.DenoisingLosses;
import io.diffrep.evaluate.LossSettings;
import io.diffrep.lake.ImageTable;
import io.diffrep.lake.Ingest;
import io.diffrep.model.ModelDirectory;
import io.diffrep.report.Charts;
import io.diffrep.run.RunConfiguration;
import io.diffrep.runtime.Console;
import io.diffrep.runtime.UsageException;
import io.diffrep.store.Destination;
import io.diffrep.store.IfExists;
import io.diffrep.store.Locations;
import io.diffrep.train.RoundReport;
import io.diffrep.train.TrainSettings;
import io.diffrep.train.Training;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * Whether averaging costs anything: the same training by one worker and by two, averaged at various
 * intervals, at the same global batch, compared by loss against images seen.
 */
public final class AveragingExperiment {
  /** Windows of a loss curve: each of some thousand images, whose losses vary by their noise. */
  private static final int WINDOWS = 20;

  private final SparkSession spark;
  private final Configuration configuration;
  private final Path directory;
  private final AveragingPlan plan;
  private final Console console;
  private final org.apache.hadoop.conf.Configuration hadoop;
  private final FileSystem fs;

  private AveragingExperiment(
      SparkSession spark,
      Configuration configuration,
      Path directory,
      AveragingPlan plan,
      Console console)
      throws IOException {
    this.spark = spark;
    this.configuration = configuration;
    this.directory = directory;
    this.plan = plan;
    this.console = console;
    hadoop = spark.sessionState().newHadoopConf();
    fs = directory.getFileSystem(hadoop);
  }

  /**
   * Trains what is not finished of the plan, in a directory of its own, so that it can be run in
   * pieces. Then compares what is finished with these seeds, where the reference is with all of
   * them.
   *
   * @param spark the session, with two task slots at least
   * @param configuration settings of all variants; {@code pipeline.input} names the lake
   * @param output the experiment's directory
   * @param plan what is to be trained
   * @param ifExists whether a directory that exists is replaced; otherwise it goes on
   * @param console shows how far it is, and takes the tables
   * @return the comparison; empty while trainings of the reference are missing
   * @throws UsageException if the directory was begun with other settings or holds something else,
   *     or if too few images are held out
   */
  public static Optional<AveragingComparison> run(
      SparkSession spark,
      Configuration configuration,
      String output,
      AveragingPlan plan,
      IfExists ifExists,
      Console console) {
    Path directory = Locations.path("experiment", output);
    try {
      AveragingExperiment experiment =
          new AveragingExperiment(spark, configuration, directory, plan, console);
      experiment.begin(ifExists);
      experiment.ingest();
      experiment.train();
      return experiment.compare();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the experiment " + output, e);
    }
  }

  private void begin(IfExists ifExists) throws IOException {
    Ingest.check(spark, configuration.input(), directory);
    RunConfiguration written = new RunConfiguration(directory, hadoop);
    if (ifExists == IfExists.REFUSE && written.exists()) {
      written.requireSame(configuration);
    } else {
      Destination.claim(directory, hadoop, ifExists);
      written.write(configuration);
    }
  }

  private void ingest() throws IOException {
    if (!fs.exists(new Path(directory, "images/_SUCCESS"))) {
      console.println(
          Ingest.run(
              spark,
              configuration.input(),
              child("images"),
              child("quarantine"),
              configuration.ingest(),
              IfExists.REPLACE,
              console));
    }
    String split = configuration.loss().split();
    long heldOut =
        ImageTable.read(spark, child("images"))
            .filter(functions.col(ImageTable.SPLIT).equalTo(split))
            .limit(2)
            .count();
    if (heldOut < 2) {
      throw new UsageException(
          "no images are held out to compare the models on (split '"
              + split
              + "', evaluate.loss.split): set ingest.test-share, such as 0.2, and run again with"
              + " --overwrite");
    }
  }

  private void train() throws IOException {
    for (long seed : plan.seeds()) {
      for (AveragingVariant variant : plan.variants()) {
        if (!model(variant, seed).isFinished()) {
          TrainSettings settings = variant.train(configuration.train(), seed);
          console.println(variant.title() + ", seed " + seed + ":");
          console.println(
              Training.run(
                  spark,
                  child("images"),
                  child(AveragingPlan.model(variant, seed)),
                  configuration.model().with(variant.engine(configuration.engine())),
                  settings,
                  IfExists.REFUSE,
                  console));
        }
      }
    }
  }

  private Optional<AveragingComparison> compare() throws IOException {
    if (finished(AveragingVariant.REFERENCE).size() < plan.seeds().size()) {
      console.println(
          "the comparison waits for the variant "
              + AveragingVariant.REFERENCE
              + ", which the others are held against: run again without --variants");
      return Optional.empty();
    }
    List<VariantRuns> variants = new ArrayList<>();
    for (AveragingVariant variant : AveragingVariant.values()) {
      List<AveragingRun> runs = new ArrayList<>();
      for (long seed : finished(variant)) {
        runs.add(measured(variant, seed));
      }
      if (!runs.isEmpty()) {
        variants.add(new VariantRuns(variant, runs));
      }
    }
    AveragingComparison comparison =
        AveragingComparison.of(variants, configuration.train().batch());
    write("losses.csv", AveragingPage.csv(variants));
    write("summary.json", comparison.json() + "\n");
    write("summary.md", AveragingPage.markdown(comparison));
    write("losses.svg", Charts.svgWithLegend(AveragingPage.losses(variants)));
    write("differences.svg", Charts.svgWithLegend(AveragingPage.differences(variants, comparison)));
    console.println("");
    console.println(AveragingPage.markdown(comparison));
    return Optional.of(comparison);
  }

  private List<Long> finished(AveragingVariant variant) throws IOException {
    List<Long> finished = new ArrayList<>();
    for (long seed : plan.seeds()) {
      if (model(variant, seed).isFinished()) {
        finished.add(seed);
      }
    }
    return finished;
  }

  private AveragingRun measured(AveragingVariant variant, long seed) throws IOException {
    List<RoundReport> history =
        model(variant, seed).readHistory().stream().map(RoundReport::read).toList();
    return new AveragingRun(
        variant,
        seed,
        history.stream().mapToInt(RoundReport::steps).max().orElseThrow(),
        LossCurve.of(history, configuration.train().images(), WINDOWS),
        heldOut(variant, seed));
  }

  /** Losses at the levels that images are encoded at, with the same noise for all models. */
  private DenoisingLossSummary heldOut(AveragingVariant variant, long seed) throws IOException {
    String folder = child("held-out/" + variant + "/seed-" + seed);
    Path file = new Path(folder, "losses.json");
    if (fs.exists(file)) {
      try (InputStream in = fs.open(file)) {
        return DenoisingLossSummary.read(
            new String(in.readAllBytes(), StandardCharsets.UTF_8), file.toString());
      }
    }
    return DenoisingLosses.run(
        spark,
        child("images"),
        child(AveragingPlan.model(variant, seed)),
        folder,
        new LossSettings(
            configuration.loss().images(),
            configuration.encode().noiseLevels(),
            configuration.loss().split()),
        configuration.seed(),
        IfExists.REPLACE,
        console);
  }

  private ModelDirectory model(AveragingVariant variant, long seed) throws IOException {
    return new ModelDirectory(new Path(child(AveragingPlan.model(variant, seed))), hadoop);
  }

  private void write(String name, Optional<String> text) throws IOException {
    if (text.isPresent()) {
      write(name, text.get());
    }
  }

  private void write(String name, String text) throws IOException {
    try (OutputStream out = fs.create(new Path(directory, name), true)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private String child(String name) {
    return new Path(directory, name).toString();
  }
}
