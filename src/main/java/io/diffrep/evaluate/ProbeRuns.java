package io.diffrep.evaluate;

import io.diffrep.runtime.JobGroup;
import io.diffrep.runtime.Progress;
import io.diffrep.runtime.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/** Fits every probe of the plan on one input and measures it on the test split. */
final class ProbeRuns {
  /**
   * 256 MB of vectors. One partition as long as they fit: L-BFGS runs a Spark job per step, and on
   * a few thousand rows a second task costs more than it saves; the cores are kept busy by fits
   * that run side by side.
   */
  private static final long VALUES_PER_PARTITION = 1L << 25;

  /** Beyond it the driver, which makes L-BFGS's steps, is the bottleneck. */
  private static final int MOST_THREADS = 8;

  private static final int CANCEL_TIMES = 100;
  private static final long CANCEL_MILLIS = 100;

  private final SparkSession spark;
  private final Cohort cohort;
  private final BudgetPlan plan;
  private final Broadcast<LabelDraws> draws;
  private final Probe probe;
  private final EvaluateSettings settings;
  private final JobGroup jobs;
  private final Progress progress;

  ProbeRuns(
      SparkSession spark,
      Cohort cohort,
      BudgetPlan plan,
      Broadcast<LabelDraws> draws,
      Probe probe,
      EvaluateSettings settings,
      JobGroup jobs,
      Progress progress) {
    this.spark = spark;
    this.cohort = cohort;
    this.plan = plan;
    this.draws = draws;
    this.probe = probe;
    this.settings = settings;
    this.jobs = jobs;
    this.progress = progress;
  }

  /**
   * What the probes reached on one input.
   *
   * @param measurements one for each trial of the plan
   * @param confusion what was predicted at the largest budget, its draws added up
   * @param unfinished fits that ended at their iteration limit
   */
  record Outcome(List<Measurement> measurements, ConfusionMatrix confusion, int unfinished) {}

  /** What one fit came to. */
  private record Fit(BudgetPlan.Trial trial, Confusion counts, boolean converged) {}

  /**
   * Fits and measures.
   *
   * @param input the input
   * @param examples the images, prepared for it
   * @throws UsageException if the codes are not finite
   */
  Outcome of(Inputs.Input input, JavaRDD<Example> examples) {
    EvaluatedInput description = input.description();
    JavaRDD<Example> standard = standardised(input, examples);
    JavaRDD<Example> test =
        (settings.validates()
                ? standard.filter(Example::isLabelled)
                : standard.filter(example -> !example.isTrain()))
            .persist(StorageLevel.MEMORY_AND_DISK());
    progress.note(description.name());
    try {
      List<Callable<Fit>> tasks = new ArrayList<>();
      for (BudgetPlan.Trial trial : plan.trials()) {
        tasks.add(
            () -> {
              jobs.describe("evaluate " + description.name() + ": " + trial.text());
              int[] classes = classes(trial);
              Probe.Fitted fitted = probe.fit(labelled(standard, trial, classes, description));
              Fit fit =
                  new Fit(
                      trial,
                      counts(heldOut(test, trial), fitted.classifier(), classes),
                      fitted.converged());
              progress.advance(1);
              return fit;
            });
      }
      return outcome(description, sideBySide(tasks));
    } finally {
      test.unpersist(false);
    }
  }

  private static JavaRDD<Example> standardised(Inputs.Input input, JavaRDD<Example> examples) {
    Features features = input.features();
    Moments moments =
        Moments.of(examples.filter(Example::isTrain).map(example -> features.of(example.codes())));
    Standardiser standardiser = Standardiser.of(moments, input.scale());
    if (!standardiser.isFinite()) {
      throw new UsageException(
          "The codes of "
              + input.description().name()
              + " in "
              + input.description().directory()
              + " are not all finite numbers: the model that made them has diverged. Train it with"
              + " a lower train.learning-rate and encode again.");
    }
    return examples.map(
        example ->
            example.withCodes(new float[][] {standardiser.apply(features.of(example.codes()))}));
  }

  /** The test images of a trial: the same for all budgets of a draw. */
  private JavaRDD<Example> heldOut(JavaRDD<Example> test, BudgetPlan.Trial trial) {
    if (!settings.validates()) {
      return test;
    }
    Broadcast<LabelDraws> drawn = draws;
    int largest = plan.largestDrawn();
    return test.filter(example -> !drawn.value().contains(example.id(), trial.draw(), largest));
  }

  private int[] classes(BudgetPlan.Trial trial) {
    return trial.all()
        ? IntStream.range(0, cohort.classes().size()).toArray()
        : draws.value().classes(trial.draw(), trial.budget());
  }

  private Probe.LabelledSet labelled(
      JavaRDD<Example> standard, BudgetPlan.Trial trial, int[] classes, EvaluatedInput input) {
    Broadcast<LabelDraws> drawn = draws;
    int[] places = places(classes, cohort.classes().size());
    JavaRDD<Row> rows =
        standard
            .filter(
                example ->
                    example.isTrain()
                        && example.isLabelled()
                        && (trial.all()
                            || drawn.value().contains(example.id(), trial.draw(), trial.budget())))
            .map(example -> row(places[example.label()], example.codes()[0]));
    JavaRDD<Row> gathered = gathered(rows, partitions(trial.budget(), input.dimensions()));
    return new Probe.LabelledSet(
        spark.createDataFrame(gathered, Probe.SCHEMA), trial.budget(), classes.length);
  }

  /**
   * Rows that a probe is fitted on, in as many partitions. A single one goes through a shuffle
   * although nothing moves: Spark serialises a stage's whole lineage into the task of every step of
   * L-BFGS, which for few rows costs more than the step itself, and of rows from the driver all of
   * them. A shuffle cuts it off without giving up the possibility to recompute what was lost.
   */
  static JavaRDD<Row> gathered(JavaRDD<Row> rows, int partitions) {
    JavaRDD<Row> coalesced = rows.coalesce(partitions);
    return partitions == 1 ? coalesced.repartition(1) : coalesced;
  }

  /** The place of each class index among the classes that a labelled set holds. */
  private static int[] places(int[] classes, int count) {
    int[] places = new int[count];
    for (int place = 0; place < classes.length; place++) {
      places[classes[place]] = place;
    }
    return places;
  }

  private static Row row(int label, float[] features) {
    double[] values = new double[features.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = features[i];
    }
    return RowFactory.create((double) label, Vectors.dense(values));
  }

  private static int partitions(long rows, int dimensions) {
    return Math.toIntExact(1 + (rows * dimensions - 1) / VALUES_PER_PARTITION);
  }

  private Outcome outcome(EvaluatedInput input, List<Fit> fits) {
    int largest = fits.stream().mapToInt(fit -> fit.trial().budget()).max().orElseThrow();
    Confusion sum = new Confusion(cohort.classes().size());
    fits.stream()
        .filter(fit -> fit.trial().budget() == largest)
        .forEach(fit -> sum.add(fit.counts()));
    int draws = (int) fits.stream().filter(fit -> fit.trial().budget() == largest).count();
    return new Outcome(
        fits.stream().map(fit -> measurement(input, fit.trial(), fit.counts().accuracy())).toList(),
        new ConfusionMatrix(input.name(), largest, draws, sum.rows()),
        (int) fits.stream().filter(fit -> !fit.converged()).count());
  }

  /** What a classifier makes of the test images. */
  private Confusion counts(JavaRDD<Example> test, Probe.Classifier classifier, int[] classes) {
    int count = cohort.classes().size();
    List<Confusion> parts =
        test.mapPartitions(
                examples -> {
                  Confusion part = new Confusion(count);
                  examples.forEachRemaining(
                      example ->
                          part.count(
                              example.label(), classes[classifier.predict(example.codes()[0])]));
                  return List.of(part).iterator();
                })
            .collect();
    Confusion all = new Confusion(count);
    parts.forEach(all::add);
    return all;
  }

  private Measurement measurement(EvaluatedInput input, BudgetPlan.Trial trial, double accuracy) {
    return new Measurement(
        input.name(),
        input.source(),
        input.level(),
        probe.method(),
        trial.budget(),
        trial.draw(),
        OptionalLong.empty(),
        settings.testSplit(),
        Measurement.ACCURACY,
        accuracy);
  }

  private <T> List<T> sideBySide(List<Callable<T>> tasks) {
    int threads = Math.min(MOST_THREADS, spark.sparkContext().defaultParallelism());
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    CompletionService<T> completed = new ExecutorCompletionService<>(pool);
    boolean whole = false;
    try {
      List<Future<T>> futures = tasks.stream().map(completed::submit).toList();
      // As they end, not in their order: a failure is not to wait for what was begun before it.
      for (int i = 0; i < futures.size(); i++) {
        completed.take().get();
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get());
      }
      whole = true;
      return results;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException("a probe could not be fitted", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while probes were fitted", e);
    } finally {
      if (whole) {
        pool.shutdown();
      } else {
        end(pool);
      }
    }
  }

  /** Ends what a failure has left running: nobody waits for it, and it reads what is freed next. */
  private void end(ExecutorService pool) {
    pool.shutdownNow();
    try {
      int times = 0;
      do {
        // Again, since a fit that was between two jobs begins the next one.
        jobs.cancel();
      } while (!pool.awaitTermination(CANCEL_MILLIS, TimeUnit.MILLISECONDS)
          && ++times < CANCEL_TIMES);
      jobs.cancel();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
