package io.diffrep.evaluate;

import static org.apache.spark.sql.functions.col;

import io.diffrep.encode.RepresentationTable;
import io.diffrep.lake.ImageTable;
import io.diffrep.runtime.Console;
import io.diffrep.runtime.JobGroup;
import io.diffrep.runtime.Progress;
import io.diffrep.runtime.UsageException;
import io.diffrep.store.Destination;
import io.diffrep.store.IfExists;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows what representations are worth when few labels exist. For each label budget, labels are
 * drawn several times from the train split; a linear probe is fitted on them for every input (codes
 * at each noise level, all levels concatenated, raw pixels, PCA), always on the same images, and
 * measured on the test split. The train split's unlabelled rows serve for standardisation and PCA;
 * the test split is only predicted.
 */
public final class Evaluation {
  /** Its folder among what {@code evaluate} and {@code pipeline} measure. */
  public static final String FOLDER = "probes";

  /** Where the metrics table lies in the output directory. */
  public static final String METRICS = "metrics";

  /** The summary for people, in the output directory. */
  public static final String MARKDOWN = "summary.md";

  /** The summary for programs, in the output directory. */
  public static final String JSON = "summary.json";

  private static final Logger LOG = LoggerFactory.getLogger(Evaluation.class);

  private final SparkSession spark;
  private final List<RepresentationSet> sets;
  private final EvaluateSettings settings;
  private final Probe probe;
  private final Console console;
  private final JobGroup jobs;

  private Evaluation(
      SparkSession spark,
      List<RepresentationSet> sets,
      EvaluateSettings settings,
      Probe probe,
      Console console,
      JobGroup jobs) {
    this.spark = spark;
    this.sets = sets;
    this.settings = settings;
    this.probe = probe;
    this.console = console;
    this.jobs = jobs;
  }

  /**
   * Evaluates representation tables and writes {@link #METRICS}, {@link #JSON} and {@link
   * #MARKDOWN}.
   *
   * @param spark the session to run on
   * @param representations directories of the tables, one source each, all of the same images
   * @param output directory to write; nothing is touched before the tables were found usable
   * @param settings how to evaluate
   * @param policy what to do if the output exists
   * @param console shows how many probes are done
   * @throws UsageException if a table is missing or unusable, if the tables differ in their images,
   *     if labels or a split lack, or if the output exists and may not be replaced
   */
  public static EvaluationSummary run(
      SparkSession spark,
      List<String> representations,
      String output,
      EvaluateSettings settings,
      IfExists policy,
      Console console) {
    Probe probe = new LogisticProbe(settings.logisticC(), settings.maxIterations());
    return run(spark, representations, output, settings, policy, console, probe);
  }

  /**
   * Why no classifier can be fitted by so many labels; empty if one can.
   *
   * @param labels labelled images of the split that classifiers are fitted on
   */
  public static Optional<String> obstacle(EvaluateSettings settings, long labels) {
    return BudgetPlan.of(settings, labels).trials().isEmpty()
        ? Optional.of(
            "Every label budget of "
                + settings.budgets()
                + " is beyond the "
                + labels
                + " labels of split "
                + settings.trainSplit()
                + ". Lower evaluate.budgets or set evaluate.all-labels to true.")
        : Optional.empty();
  }

  static EvaluationSummary run(
      SparkSession spark,
      List<String> representations,
      String output,
      EvaluateSettings settings,
      IfExists policy,
      Console console,
      Probe probe) {
    try (JobGroup jobs = JobGroup.open(spark.sparkContext(), "evaluate: read the tables")) {
      return run(spark, representations, output, settings, policy, console, probe, jobs);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the evaluation " + output, e);
    }
  }

  private static EvaluationSummary run(
      SparkSession spark,
      List<String> representations,
      String output,
      EvaluateSettings settings,
      IfExists policy,
      Console console,
      Probe probe,
      JobGroup jobs)
      throws IOException {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    Path directory = new Path(output);
    Inputs.requireApart(representations, output, hadoop);
    Destination.check(directory, hadoop, policy);
    List<RepresentationSet> sets =
        representations.stream().map(set -> RepresentationSet.open(spark, set)).toList();
    Inputs.requireSameImages(sets);
    Cohort cohort = Cohort.of(sets.get(0), settings);
    BudgetPlan plan = BudgetPlan.of(settings, cohort.labelledTrainImages());
    Optional<String> obstacle = obstacle(settings, cohort.labelledTrainImages());
    if (obstacle.isPresent()) {
      throw new UsageException(obstacle.get());
    }
    Destination.claim(directory, hadoop, policy);
    Cohort tested =
        settings.validates()
            ? cohort.testedOn(cohort.labelledTrainImages() - plan.largestDrawn())
            : cohort;
    EvaluationSummary summary =
        new Evaluation(spark, sets, settings, probe, console, jobs).measure(tested, plan);
    jobs.describe("evaluate: write the metrics");
    EvaluationFiles.write(spark, summary, directory);
    return summary;
  }

  private EvaluationSummary measure(Cohort cohort, BudgetPlan plan) {
    Inputs inputs = Inputs.of(sets, cohort, settings);
    List<EvaluatedInput> evaluated = new ArrayList<>();
    List<Measurement> measurements = new ArrayList<>();
    List<ConfusionMatrix> confusions = new ArrayList<>();
    List<String> unfinished = new ArrayList<>();
    Broadcast<LabelDraws> draws = broadcastDraws(cohort, plan);
    long probes = (long) inputs.size() * plan.trials().size();
    try (Progress progress = console.progress("evaluate", "probes", probes)) {
      ProbeRuns runs = new ProbeRuns(spark, cohort, plan, draws, probe, settings, jobs, progress);
      for (Inputs.Table table : inputs.tables()) {
        for (Probed probed : probe(table, runs, cohort)) {
          evaluated.add(probed.input());
          measurements.addAll(probed.outcome().measurements());
          if (probed.input().headline()) {
            confusions.add(probed.outcome().confusion());
          }
          if (probed.outcome().unfinished() > 0) {
            unfinished.add(probed.unfinished());
          }
        }
      }
    } finally {
      draws.destroy();
    }
    List<String> notes = new ArrayList<>(cohort.notes(settings));
    notes.addAll(plan.notes());
    notes.addAll(inputs.notes());
    if (!unfinished.isEmpty()) {
      notes.add(
          "Fits that ended at the limit of "
              + settings.maxIterations()
              + " iterations (evaluate.logistic.max-iterations): "
              + String.join(", ", unfinished)
              + ".");
    }
    return EvaluationSummary.of(
        settings, probe.method(), cohort, evaluated, measurements, confusions, notes);
  }

  /** An input and what came of it. */
  private record Probed(EvaluatedInput input, ProbeRuns.Outcome outcome) {
    String unfinished() {
      return input.name() + " " + outcome.unfinished() + " of " + outcome.measurements().size();
    }
  }

  private List<Probed> probe(Inputs.Table table, ProbeRuns runs, Cohort cohort) {
    List<Probed> probed = new ArrayList<>();
    jobs.describe("evaluate: read " + table.set().directory());
    JavaRDD<Example> examples = Examples.load(table.set(), cohort, settings);
    try {
      for (Inputs.Input input : table.inputs()) {
        long start = System.nanoTime();
        jobs.describe("evaluate " + input.description().name() + ": prepare");
        JavaRDD<Example> prepared = input.prepare(examples);
        ProbeRuns.Outcome outcome;
        try {
          outcome = runs.of(input, prepared);
        } finally {
          if (prepared != examples) {
            prepared.unpersist(false);
          }
        }
        probed.add(new Probed(input.description(), outcome));
        LOG.info(
            "Evaluated {}: {} probes in {} s",
            input.description().name(),
            outcome.measurements().size(),
            (System.nanoTime() - start) / 1_000_000_000);
      }
    } finally {
      examples.unpersist(false);
    }
    return probed;
  }

  private Broadcast<LabelDraws> broadcastDraws(Cohort cohort, BudgetPlan plan) {
    Dataset<Row> labelled =
        sets.get(0)
            .rows()
            .where(col(RepresentationTable.SPLIT).equalTo(settings.trainSplit()))
            .where(ImageTable.isLabelled())
            .select(RepresentationTable.ID, RepresentationTable.LABEL);
    LabelDraws draws =
        LabelDraws.draw(labelled, cohort, settings.draws(), settings.seed(), plan.largestDrawn());
    return JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(draws);
  }
}
