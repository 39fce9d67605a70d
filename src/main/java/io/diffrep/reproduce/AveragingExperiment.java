package io.diffrep.reproduce;

import io.diffrep.config.Configuration;
import io.diffrep.evaluate.DenoisingLossSummary;
import io.diffrep.evaluate.LossSettings;
import io.diffrep.runtime.Console;
import io.diffrep.store.IfExists;
import io.diffrep.train.RoundReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * Whether averaging costs anything: the same training by one worker and by two, averaged at various
 * intervals, at the same global batch, compared by loss against images seen.
 */
public final class AveragingExperiment {
  /** Windows of a loss curve: each of some thousand images, whose losses vary by their noise. */
  private static final int WINDOWS = 20;

  private final SparkSession spark;
  private final Configuration configuration;
  private final ExperimentDirectory directory;
  private final ExperimentPlan<AveragingVariant> plan;
  private final Console console;

  private AveragingExperiment(
      SparkSession spark,
      Configuration configuration,
      ExperimentDirectory directory,
      ExperimentPlan<AveragingVariant> plan,
      Console console) {
    this.spark = spark;
    this.configuration = configuration;
    this.directory = directory;
    this.plan = plan;
    this.console = console;
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
      ExperimentPlan<AveragingVariant> plan,
      IfExists ifExists,
      Console console) {
    check(configuration);
    try {
      ExperimentDirectory directory =
          ExperimentDirectory.open(spark, configuration, output, ifExists, console);
      directory.ingest();
      ExperimentImages.requireHeldOut(
          directory.images(), configuration.loss().split(), "evaluate.loss.split");
      directory.train(plan);
      return new AveragingExperiment(spark, configuration, directory, plan, console).compare();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the experiment " + output, e);
    }
  }

  /**
   * Looks for what the settings alone would end it by.
   *
   * @throws UsageException if models are trained on the split that they are compared on
   */
  public static void check(Configuration configuration) {
    ExperimentImages.requireUnseen(
        configuration.train(), configuration.loss().split(), "evaluate.loss.split");
  }

  private Optional<AveragingComparison> compare() throws IOException {
    if (directory.finished(AveragingVariant.REFERENCE, plan.seeds()).size() < plan.seeds().size()) {
      console.println(
          "the comparison waits for the variant "
              + AveragingVariant.REFERENCE
              + ", which the others are held against: run again without --variants");
      return Optional.empty();
    }
    List<VariantRuns> variants = new ArrayList<>();
    for (AveragingVariant variant : AveragingVariant.values()) {
      List<AveragingRun> runs = new ArrayList<>();
      for (long seed : directory.finished(variant, plan.seeds())) {
        runs.add(measured(variant, seed));
      }
      if (!runs.isEmpty()) {
        variants.add(new VariantRuns(variant, runs));
      }
    }
    AveragingComparison comparison =
        AveragingComparison.of(variants, configuration.train().batch());
    directory.write("losses.csv", AveragingPage.csv(variants));
    directory.write("summary.json", comparison.json() + "\n");
    directory.write("summary.md", AveragingPage.markdown(comparison));
    directory.draw("losses.svg", AveragingPage.losses(variants));
    directory.draw("differences.svg", AveragingPage.differences(variants, comparison));
    console.println("");
    console.println(AveragingPage.markdown(comparison));
    return Optional.of(comparison);
  }

  private AveragingRun measured(AveragingVariant variant, long seed) throws IOException {
    List<RoundReport> history =
        directory.model(variant, seed).readHistory().stream().map(RoundReport::read).toList();
    return new AveragingRun(
        variant,
        seed,
        history.stream().mapToInt(RoundReport::steps).max().orElseThrow(),
        LossCurve.of(history, configuration.train().images(), WINDOWS),
        heldOut(variant, seed));
  }

  /** Losses at the levels that images are encoded at, with the same noise for all models. */
  private DenoisingLossSummary heldOut(AveragingVariant variant, long seed) throws IOException {
    LossSettings settings =
        new LossSettings(
            configuration.loss().images(),
            configuration.encode().noiseLevels(),
            configuration.loss().split());
    return directory.losses(variant, seed, settings, configuration.seed());
  }
}
