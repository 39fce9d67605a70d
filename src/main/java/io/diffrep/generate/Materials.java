package io.diffrep.generate;

import io.diffrep.evaluate.CodeDirection;
import io.diffrep.evaluate.InterpolationLoss;
import io.diffrep.image.ImageShape;
import io.diffrep.model.Model;
import io.diffrep.model.ModelDirectory;
import io.diffrep.runtime.Console;
import io.diffrep.runtime.UsageException;
import io.diffrep.store.Locations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * What images are generated from, opened: models, images, stored codes; and what follows from them:
 * chosen images, their codes, codes of the train split, codes drawn from a prior. So {@code
 * generator().fromCodes(fromPrior(n), indices(n))} are {@code n} samples. Used by one thread; the
 * caller closes it.
 */
public final class Materials implements AutoCloseable {
  private final SparkSession spark;
  private final GenerationInputs inputs;
  private final GenerateSettings settings;
  private final Console console;
  private final List<Generator> generators = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private Optional<PictureTable> images = Optional.empty();
  private Optional<CodeTable> table = Optional.empty();
  private TrainingCodes training;
  private GaussianFit fit;
  private LevelCheck check;
  private boolean checked;

  private Materials(
      SparkSession spark, GenerationInputs inputs, GenerateSettings settings, Console console) {
    this.spark = spark;
    this.inputs = inputs;
    this.settings = settings;
    this.console = console;
  }

  /**
   * Opens.
   *
   * @param spark the session
   * @param inputs where they lie
   * @param settings how images are generated
   * @param console shows how far it is
   * @throws UsageException if something is missing or does not fit the first model
   */
  public static Materials open(
      SparkSession spark, GenerationInputs inputs, GenerateSettings settings, Console console) {
    Materials materials = new Materials(spark, inputs, settings, console);
    try {
      materials.open();
      return materials;
    } catch (RuntimeException e) {
      materials.close();
      throw e;
    }
  }

  private void open() {
    Configuration hadoop = spark.sessionState().newHadoopConf();
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    for (String directory : inputs.models()) {
      Model model;
      try {
        model = new ModelDirectory(Locations.path("model", directory), hadoop).load();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read the model " + directory, e);
      }
      requireScoreMatching(model, directory);
      if (!generators.isEmpty() && !shape().equals(model.architecture().image())) {
        throw new UsageException(
            "the models "
                + inputs.models().get(0)
                + " and "
                + directory
                + " take images of different shapes, "
                + shape()
                + " and "
                + model.architecture().image()
                + ": compare models of one shape");
      }
      generators.add(Generator.of(context, model, settings, console));
    }
    check = new LevelCheck(context, model(), settings, console);
    images = inputs.images().map(path -> PictureTable.open(spark, path, shape()));
    table = inputs.representations().map(path -> CodeTable.open(spark, path, model()));
  }

  /** Before anything is encoded for it, and by name: there may be several. */
  private static void requireScoreMatching(Model model, String directory) {
    try {
      model.requireScoreMatching();
    } catch (UsageException e) {
      throw new UsageException(directory + ": " + e.getMessage(), e);
    }
  }

  /** Where they lie. */
  GenerationInputs inputs() {
    return inputs;
  }

  /** Forgets what was noted of the kind before; what was encoded for it stays. */
  void begin() {
    notes.clear();
    checked = false;
  }

  /** How images are generated. */
  public GenerateSettings settings() {
    return settings;
  }

  /** The session. */
  SparkSession spark() {
    return spark;
  }

  /** The first model's generator. */
  public Generator generator() {
    return generators.get(0);
  }

  /** Those of all models. */
  List<Generator> generators() {
    return List.copyOf(generators);
  }

  /** Where all models lie. */
  List<String> models() {
    return inputs.models();
  }

  /** The shape of the images. */
  public ImageShape shape() {
    return model().architecture().image();
  }

  private Model model() {
    return generator().model();
  }

  /** Something that a reader of the results should know. */
  void note(String note) {
    if (!notes.contains(note)) {
      notes.add(note);
    }
  }

  /** Notes what the solver's settings make of images that come from noise. */
  void noteSolver() {
    settings.solving().caution().ifPresent(this::note);
  }

  /** What a reader of the results should know. */
  public List<String> notes() {
    return List.copyOf(notes);
  }

  /** What it costs to interpolate codes, where that was measured. */
  public List<InterpolationLoss> checks() {
    return checked ? check.losses() : List.of();
  }

  /** How many images are asked for where none is named. */
  int count() {
    return inputs.selection().count(settings);
  }

  /** How many images are asked for; a split may have fewer. */
  int chosen() {
    return inputs.selection().isNamed() ? inputs.selection().names() : count();
  }

  /** Indices of noise or codes, from 0. */
  public static long[] indices(int count) {
    return LongStream.range(0, count).toArray();
  }

  /**
   * The chosen images.
   *
   * @throws UsageException if there is no image table, or it lacks what was chosen
   */
  public List<Picture> pictures() {
    return images
        .orElseThrow(() -> new UsageException("no image table is given: name one by --images"))
        .selected(inputs.selection(), settings);
  }

  /** Whether codes come from a representation table. */
  boolean hasTable() {
    return table.isPresent();
  }

  /**
   * The chosen images with their codes: those of the representation table, else the encoder's at
   * {@code generate.levels} levels.
   *
   * @throws UsageException if there is no table, or it lacks what was chosen, or has too few noise
   *     levels
   */
  public CodedImages coded() {
    if (table.isEmpty()) {
      List<Picture> pictures = pictures();
      checkLevels(Codes.levels(model().specification(), settings.levels()));
      List<byte[]> pixels = pictures.stream().map(Picture::requiredPixels).toList();
      return new CodedImages(pictures, generator().encode(pixels));
    }
    checkLevels(table.get().levels());
    CodedImages stored = table.get().selected(inputs.selection(), settings);
    return images
        .map(found -> new CodedImages(found.withPixels(stored.pictures()), stored.codes()))
        .orElse(stored);
  }

  /**
   * Codes of the train split, from the representation table, or else the image table.
   *
   * @throws UsageException if there is neither, or they have no such split
   */
  TrainingCodes training() {
    if (table.isEmpty()) {
      trainingImages();
    }
    checkLevels(
        table
            .map(CodeTable::levels)
            .orElseGet(() -> Codes.levels(model().specification(), settings.levels())));
    return loadedTraining();
  }

  private TrainingCodes loadedTraining() {
    if (training == null) {
      training =
          table.isPresent()
              ? table.get().training(settings)
              : generator().encode(trainingImages().training(settings));
    }
    return training;
  }

  /** The same with their classes. */
  public CodeDirection.Labelled labelledTraining() {
    return training().labelled();
  }

  private PictureTable trainingImages() {
    return images.orElseThrow(
        () ->
            new UsageException(
                "codes of the train split are needed: name a representation table by"
                    + " --representations, or images to encode by --images"));
  }

  /**
   * Draws codes from the prior.
   *
   * @param count how many
   * @throws UsageException if it is to be fitted and there is nothing to fit it to
   */
  public Codes fromPrior(int count) {
    if (settings.prior() == PriorKind.FITTED) {
      GaussianFit fit = fit();
      if (fit.ridge() > 0) {
        note(
            String.format(
                Locale.ROOT,
                "The covariance of the training codes is singular: %.3g was added to its diagonal.",
                fit.ridge()));
      }
      return new Codes(training().levels(), fit.draw(settings.seed(), indices(count)));
    }
    // Alike at all levels: codes of neighbouring levels are nearly one another.
    int dimension = model().architecture().settings().codeSize();
    List<float[][]> codes = new ArrayList<>();
    for (long index : indices(count)) {
      codes.add(new float[][] {GaussianFit.normal(settings.seed(), index, dimension)});
    }
    return new Codes(Codes.levels(model().specification(), 2).subList(0, 1), codes);
  }

  /**
   * Moments of the training codes at each level; none where there are no training codes, which a
   * note says if they are missing among what is given. Nothing is interpolated, so that the levels
   * may be as few as they are.
   */
  List<CodeMoments> moments() {
    if (table.isEmpty() && images.isEmpty()) {
      return List.of();
    }
    try {
      return CodeMoments.of(loadedTraining().codes(), loadedTraining().levels());
    } catch (UsageException e) {
      note("The prior is not held against training codes: " + e.getMessage());
      return List.of();
    }
  }

  /**
   * Refuses a class that no image of the train split has.
   *
   * @throws UsageException naming the classes that there are
   */
  void requireClass(String label) {
    String place = table.map(CodeTable::directory).orElseGet(() -> trainingImages().directory());
    List<String> classes =
        table
            .map(found -> found.classes(settings))
            .orElseGet(() -> trainingImages().classes(settings));
    if (!classes.contains(label)) {
      throw new UsageException(
          place
              + " has no image of class '"
              + label
              + "' in split '"
              + settings.trainSplit()
              + "': give --class one of "
              + classes);
    }
  }

  private GaussianFit fit() {
    if (fit == null) {
      List<float[][]> codes = training().codes();
      // On the driver, with sums over each pair of numbers: minutes where codes are long.
      console.println(
          String.format(
              Locale.ROOT,
              "fitting a Gaussian to %,d codes of %d levels by %,d dimensions",
              codes.size(),
              codes.get(0).length,
              codes.get(0)[0].length));
      fit = GaussianFit.of(codes);
    }
    return fit;
  }

  /** Refuses levels that are too few, where there are images to tell it by. */
  private void checkLevels(List<Double> levels) {
    if (model().architecture().settings().isStatic()) {
      return;
    }
    if (images.isPresent()) {
      checked = true;
      check.require(levels, images.get(), table.map(CodeTable::directory));
    } else {
      note(
          "It was not checked whether the noise levels "
              + levels
              + " are close enough to interpolate codes between them: give --images for that.");
    }
  }

  /**
   * @throws UsageException if there are fewer than two codes
   */
  static void requireTraining(long codes, String place, GenerateSettings settings) {
    if (codes < 2) {
      throw new UsageException(
          place
              + " has "
              + codes
              + " images in split '"
              + settings.trainSplit()
              + "', and two or more are needed: set evaluate.train-split");
    }
  }

  @Override
  public void close() {
    generators.forEach(Generator::close);
  }
}
