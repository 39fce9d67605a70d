package io.diffrep.train;

import io.diffrep.model.ModelDirectory;
import io.diffrep.model.ModelSpecification;
import io.diffrep.model.TrainingState;
import io.diffrep.network.Architecture;
import io.diffrep.network.Architecture.Part;
import io.diffrep.network.Initialisation;
import io.diffrep.network.NetworkGraph;
import io.diffrep.network.NetworkSettings;
import io.diffrep.network.Plans;
import io.diffrep.runtime.Console;
import io.diffrep.runtime.JobGroup;
import io.diffrep.runtime.Progress;
import io.diffrep.runtime.RowCount;
import io.diffrep.runtime.Tasks;
import io.diffrep.runtime.UsageException;
import io.diffrep.sde.NoiseSettings;
import io.diffrep.sde.ObjectiveSettings;
import io.diffrep.store.Destination;
import io.diffrep.store.IfExists;
import io.diffrep.store.Locations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.learning.config.Adam;

/** Trains an encoder and a score network on an image table. */
public final class Training {
  private final TrainSettings settings;
  private final TrainingSet set;
  private final ModelSpecification specification;
  private final ModelDirectory directory;
  private final Console console;
  private final int workers;
  private final LearningRate learningRate;
  private final List<String> history = new ArrayList<>();

  private Training(
      TrainSettings settings,
      TrainingSet set,
      ModelSpecification specification,
      ModelDirectory directory,
      int workers,
      Console console) {
    this.settings = settings;
    this.set = set;
    this.specification = specification;
    this.directory = directory;
    this.console = console;
    this.workers = workers;
    learningRate =
        new LearningRate(
            settings.learningRate(),
            settings.warmUpImages(),
            settings.images(),
            settings.finalRate(),
            settings.batch());
  }

  /**
   * Trains a model.
   *
   * @param spark the session
   * @param images an image table
   * @param model the model directory to write
   * @param noise process and law of noise levels
   * @param network sizes
   * @param objective parameterisation, weighting and penalties
   * @param settings how long and how to train
   * @param ifExists what to do if the model directory exists
   * @param console takes remarks on the settings and shows how far it is
   * @throws UsageException if the table or the settings do not allow a training
   */
  public static TrainingSummary run(
      SparkSession spark,
      String images,
      String model,
      NoiseSettings noise,
      NetworkSettings network,
      ObjectiveSettings objective,
      TrainSettings settings,
      IfExists ifExists,
      Console console) {
    int slots = spark.sparkContext().defaultParallelism();
    int workers = workers(settings, slots);
    if (settings.workers() == 0 && workers < slots) {
      console.println(
          String.format(
              Locale.ROOT,
              "%d workers for %d task slots: a batch of %d is shared evenly (train.batch)",
              workers,
              slots,
              settings.batch()));
    }
    if (settings.warmUpImages() > settings.images() / 2) {
      console.println(
          String.format(
              Locale.ROOT,
              "warning: train.warm-up-images is %d of train.images = %d: the learning rate is still"
                  + " rising for most of the run, which may learn next to nothing; add --set"
                  + " train.warm-up-images=%d",
              settings.warmUpImages(),
              settings.images(),
              settings.images() / 10));
    }
    Configuration hadoop = spark.sessionState().newHadoopConf();
    Path path = Locations.path("model", model);
    Path input = Locations.path("image table", images);
    try (JobGroup jobs = JobGroup.open(spark.sparkContext(), "train: look through the images")) {
      Destination.check(path, hadoop, ifExists, input);
      try (TrainingSet set = TrainingSet.load(spark, images, settings.split(), console)) {
        ModelSpecification specification =
            new ModelSpecification(
                architecture(network, set),
                set.normalisation(),
                noise,
                objective,
                Plans.engine(),
                settings.seed());
        Destination.claim(path, hadoop, ifExists, input);
        ModelDirectory directory = new ModelDirectory(path, hadoop);
        directory.begin(specification);
        return new Training(settings, set, specification, directory, workers, console)
            .train(spark, jobs);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the model " + model, e);
    }
  }

  /**
   * How many workers share the batch: as many as the settings say, or the most that the slots allow
   * and that share it evenly.
   *
   * @param slots tasks that run at once
   * @throws UsageException if the settings name a number that cannot share the batch evenly
   */
  static int workers(TrainSettings settings, int slots) {
    if (settings.workers() == 0) {
      int workers = Math.min(slots, settings.batch());
      while (settings.batch() % workers != 0) {
        workers--;
      }
      return workers;
    }
    if (settings.batch() % settings.workers() != 0) {
      throw new UsageException(
          "train.batch is "
              + settings.batch()
              + ", which "
              + settings.workers()
              + " workers cannot share evenly: set train.batch to a multiple of "
              + settings.workers()
              + ", or train.workers to a divisor of it");
    }
    return settings.workers();
  }

  private static Architecture architecture(NetworkSettings network, TrainingSet set) {
    try {
      return new Architecture(network, set.shape());
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage(), e);
    }
  }

  private TrainingSummary train(SparkSession spark, JobGroup jobs) throws IOException {
    NetworkGraph graph = initialGraph();
    int batchPerWorker = settings.batch() / workers;
    AveragingMaster master = new AveragingMaster(batchPerWorker);
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    SparkComputationGraph replicas = new SparkComputationGraph(context, graph, master);
    Rounds rounds =
        new Rounds(
            set,
            new ScoreMatching(specification, settings.seed()),
            workers,
            batchPerWorker,
            settings.seed());
    MovingAverage ema =
        new MovingAverage(settings.emaImages(), settings.emaRamp(), graph.params().dup());
    int steps = Math.toIntExact((settings.images() + settings.batch() - 1) / settings.batch());
    int roundCount = (steps + settings.averagingInterval() - 1) / settings.averagingInterval();
    long start = System.nanoTime();
    RoundReport report = null;
    try (Progress progress =
            console.progress("train", "images", (long) steps * settings.batch()).keepingLines();
        RowCount rows = RowCount.begin(spark.sparkContext(), progress)) {
      for (int round = 1; round <= roundCount; round++) {
        long roundStart = System.nanoTime();
        int first = (round - 1) * settings.averagingInterval();
        int count = Math.min(settings.averagingInterval(), steps - first);
        jobs.describe("train: round " + round + " of " + roundCount);
        replicas.fitMultiDataSet(
            counted(rounds.batches((long) first * settings.batch(), count), rows.counter()));
        long seen = (long) (first + count) * settings.batch();
        requireFinite(master.meanLoss(), round);
        ema.add(graph.params(), master.images(), seen);
        report = report(round, roundCount, seen, master, graph, roundStart, start);
        history.add(report.json());
        progress.reach(seen);
        progress.note(report.note());
        if (round % settings.checkpointRounds() == 0 || round == roundCount) {
          checkpoint(round, seen, graph, ema);
        }
      }
    }
    directory.finish(ema.average());
    return new TrainingSummary(
        directory.path().toString(),
        workers,
        roundCount,
        report.images(),
        set.count(),
        report.loss(),
        report.seconds());
  }

  /** The same batches, counted as the workers take them; a round that is cancelled ends at one. */
  private static JavaRDD<MultiDataSet> counted(
      JavaRDD<MultiDataSet> batches, LongAccumulator images) {
    return batches.map(
        batch -> {
          Tasks.endIfCancelled();
          images.add(batch.getFeatures(0).size(0));
          return batch;
        });
  }

  /** What follows a loss that is no number is of no use: the last checkpoint is left as it is. */
  private void requireFinite(double loss, int round) {
    if (!Double.isFinite(loss)) {
      throw new IllegalStateException(
          "the loss is "
              + loss
              + " in round "
              + round
              + ": the training has diverged. Lower train.learning-rate (now "
              + settings.learningRate()
              + ") or train.clip (now "
              + settings.clip()
              + "); the last checkpoint before it lies in "
              + directory.path());
    }
  }

  private NetworkGraph initialGraph() {
    NetworkGraph graph =
        new NetworkGraph(
            NetworkGraph.configuration(
                specification.architecture(),
                specification.objective().codePenalty(),
                new Adam(learningRate),
                settings.clip()));
    INDArray start =
        Initialisation.draw(
            specification.architecture().graph(Part.WHOLE).layout(), settings.seed());
    graph.init(start, false);
    return graph;
  }

  private RoundReport report(
      int round,
      int rounds,
      long seen,
      AveragingMaster master,
      NetworkGraph graph,
      long roundStart,
      long start) {
    long now = System.nanoTime();
    return new RoundReport(
        round,
        rounds,
        seen,
        master.meanLoss(),
        learningRate.valueAt(graph.getIterationCount() - 1, 0),
        master.images() / ((now - roundStart) / 1e9),
        (now - start) / 1e9);
  }

  private void checkpoint(int round, long seen, NetworkGraph graph, MovingAverage ema)
      throws IOException {
    directory.checkpoint(
        new TrainingState(
            round,
            seen,
            graph.getIterationCount(),
            settings.seed(),
            graph.params(),
            graph.getUpdater().getStateViewArray(),
            ema.average()),
        settings.keepCheckpoints());
    directory.history(history);
  }
}
