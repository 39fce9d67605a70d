package io.diffrep.train;

import io.diffrep.model.ModelDirectory;
import io.diffrep.model.ModelSettings;
import io.diffrep.model.ModelSpecification;
import io.diffrep.model.TrainingState;
import io.diffrep.network.Architecture;
import io.diffrep.network.Architecture.Part;
import io.diffrep.network.Companion;
import io.diffrep.network.Engines;
import io.diffrep.runtime.Console;
import io.diffrep.runtime.JobGroup;
import io.diffrep.runtime.NativeLimits;
import io.diffrep.runtime.Progress;
import io.diffrep.runtime.RowCount;
import io.diffrep.runtime.TaskSlots;
import io.diffrep.runtime.UsageException;
import io.diffrep.sde.ObjectiveKind;
import io.diffrep.sde.ObjectiveSettings;
import io.diffrep.store.Destination;
import io.diffrep.store.IfExists;
import io.diffrep.store.Locations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** Trains an encoder and a score network on an image table. */
public final class Training {
  private final SparkSession spark;
  private final TrainSettings settings;
  private final Console console;
  private final RoundListener witness;

  /**
   * @param witness called beside the training's own listeners
   */
  Training(SparkSession spark, TrainSettings settings, Console console, RoundListener witness) {
    this.witness = witness;
    this.spark = spark;
    this.settings = settings;
    this.console = console;
  }

  /**
   * Trains a model. Where the model directory holds a training that has not come to its end, it
   * goes on at the newest complete checkpoint, and comes to what it would have come to undisturbed.
   *
   * @param spark the session
   * @param images an image table
   * @param model the model directory to write
   * @param wanted what the model is to be
   * @param settings how long and how to train
   * @param ifExists whether a model directory that exists is replaced; otherwise an unfinished
   *     training goes on, and anything else is refused
   * @param console takes remarks on the settings and shows how far it is
   * @throws UsageException if the table, the settings or the task slots do not allow a training, or
   *     if an unfinished one began with other settings
   */
  public static TrainingSummary run(
      SparkSession spark,
      String images,
      String model,
      ModelSettings wanted,
      TrainSettings settings,
      IfExists ifExists,
      Console console) {
    Training training = new Training(spark, settings, console, new RoundListener() {});
    return training.run(images, model, wanted, ifExists);
  }

  /**
   * Refuses a finished model that other settings made, as far as its checkpoints tell. The images
   * are not looked at, and what may be chosen by the machine is not compared: engine and workers.
   *
   * @param model the directory of a finished model
   * @param wanted what the model is to be
   * @param settings how it is to be trained
   * @throws UsageException naming every setting that differs
   * @throws IOException if the model cannot be read
   */
  public static void requireMade(ModelDirectory model, ModelSettings wanted, TrainSettings settings)
      throws IOException {
    Optional<TrainingState> newest = model.newestCheckpoint(reason -> {});
    if (newest.isEmpty() || newest.get().training().isEmpty()) {
      return;
    }
    List<String> lines =
        RunIdentity.of(wanted, settings, settings.averaging().workers(), "", "")
            .differingSettings(Continuation.read(newest.get().training()));
    if (!lines.isEmpty()) {
      throw new UsageException(
          model.path()
              + " holds a model that other settings made:\n  "
              + String.join("\n  ", lines)
              + "\nSet these back, or begin anew with --overwrite, which deletes what is there.");
    }
  }

  /** As {@link #run}, for the instance's settings. */
  TrainingSummary run(String images, String model, ModelSettings wanted, IfExists ifExists) {
    Path path = Locations.path("model", model);
    Path input = Locations.path("image table", images);
    Configuration hadoop = spark.sessionState().newHadoopConf();
    warnOfWarmUp();
    try (JobGroup jobs = JobGroup.open(spark.sparkContext(), "train: look through the images")) {
      Beginning beginning = Beginning.of(path, input, hadoop, ifExists, console);
      requireConsistent(wanted, beginning);
      TaskSlots slots = new TaskSlots(spark.sparkContext());
      int workers =
          Workers.count(
              settings, wanted.leastImagesPerWorker(), beginning.workers(), slots, console);
      try (TrainingSet set = load(images, wanted.objective())) {
        RunIdentity identity =
            RunIdentity.of(
                wanted,
                settings,
                workers,
                Engines.name(wanted.engine().name()) + " " + wanted.engine().precision(),
                set.fingerprint());
        RunState state =
            beginning.checkpoint().isPresent()
                ? goingOn(identity, beginning.checkpoint().get(), path)
                : RunState.initial(identity, settings, specification(wanted, set, workers));
        if (beginning.claim()) {
          Destination.claim(path, hadoop, ifExists, input);
        }
        beginning.directory().specify(state.specification());
        console.println("computes with " + Engines.describe(state.specification().engine()));
        console.println(memory(state.specification().architecture(), workers));
        return train(state, set, workers, beginning.directory(), jobs);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the model " + model, e);
    }
  }

  /** A training that was allowed once goes on: it can take no advice any more. */
  private void requireConsistent(ModelSettings wanted, Beginning beginning) {
    if (beginning.checkpoint().isEmpty()) {
      wanted.requireConsistent();
    } else {
      wanted.mistakes().forEach(mistake -> console.println("warning: " + mistake));
    }
  }

  private TrainingSet load(String images, ObjectiveSettings objective) {
    Selection selection =
        objective.kind() == ObjectiveKind.SUPERVISED
            ? LabelledImages.select(
                spark, images, settings.split(), objective.labels(), settings.seed())
            : Selection.ofSplit(settings.split());
    return TrainingSet.load(spark, images, selection, console);
  }

  private ModelSpecification specification(ModelSettings wanted, TrainingSet set, int workers) {
    Architecture architecture = architecture(wanted, set);
    return new ModelSpecification(
        architecture,
        set.normalisation(),
        wanted.noise(),
        wanted.objective(),
        wanted.augmentation(),
        Engines.choose(
            wanted.engine(), architecture.graph(Part.WHOLE), rows(architecture, workers)),
        settings.seed(),
        Map.of());
  }

  /** Rows of a batch of a worker. */
  private int rows(Architecture architecture, int workers) {
    return settings.batch() / workers * architecture.rowsPerImage();
  }

  private String memory(Architecture architecture, int workers) {
    return MemoryNeed.of(
            architecture.graph(Part.WHOLE),
            architecture.image().size(),
            rows(architecture, workers),
            workers)
        .beside(NativeLimits.of(spark.sparkContext().getConf()));
  }

  private RunState goingOn(RunIdentity identity, TrainingState checkpoint, Path model) {
    identity.requireSame(Continuation.read(checkpoint.training()), model.toString());
    RunState state = RunState.of(identity, settings, checkpoint);
    console.println(
        String.format(
            Locale.ROOT,
            "the training in %s goes on after round %d, with %,d images seen",
            model,
            state.rounds(),
            state.images()));
    return state;
  }

  private static Architecture architecture(ModelSettings wanted, TrainingSet set) {
    try {
      return new Architecture(
          wanted.network(), set.shape(), Companion.of(wanted.objective(), set.classes()));
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage(), e);
    }
  }

  private TrainingSummary train(
      RunState state, TrainingSet set, int workers, ModelDirectory directory, JobGroup jobs)
      throws IOException {
    SparkContext context = spark.sparkContext();
    long images = (long) state.schedule().steps() * settings.batch();
    int perWorker = settings.batch() / workers;
    Objective objective = Objective.of(state.specification(), settings.seed());
    try (Progress progress =
            console.progress("train", "images", images).keepingLines().from(state.images());
        RowCount rows = RowCount.begin(context, progress);
        Watchdog watchdog =
            new Watchdog(
                context, jobs, rows.counter(), settings.guards().stallMinutes(), progress)) {
      List<RoundListener> listeners =
          List.of(
              new RoundProgress(progress, jobs, state),
              new DivergenceGuard(
                  settings,
                  directory.path().toString(),
                  objective.lossFloor(perWorker),
                  state.history()),
              new IntervalChoice(state, settings.averaging().overheadShare(), progress),
              new Checkpoints(directory, state, settings),
              witness,
              // Last, since it may tell the caller more than what ended the training.
              watchdog);
      new TrainingRun(
              JavaSparkContext.fromSparkContext(context),
              state,
              new Rounds(set, objective, workers, perWorker, settings.seed()),
              settings,
              workers,
              rows.counter(),
              listeners)
          .run();
    }
    directory.finish(state.ema().average());
    return summary(state, set, workers, directory);
  }

  private static TrainingSummary summary(
      RunState state, TrainingSet set, int workers, ModelDirectory directory) {
    RoundReport last = state.history().get(state.rounds() - 1);
    return new TrainingSummary(
        directory.path().toString(),
        workers,
        last.round(),
        last.images(),
        set.count(),
        last.loss(),
        last.seconds());
  }

  private void warnOfWarmUp() {
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
  }
}
