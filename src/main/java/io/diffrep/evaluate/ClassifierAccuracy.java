package io.diffrep.evaluate;

import io.diffrep.lake.ImageTable;
import io.diffrep.model.Model;
import io.diffrep.model.ModelDirectory;
import io.diffrep.network.Companion;
import io.diffrep.runtime.Console;
import io.diffrep.runtime.JobGroup;
import io.diffrep.runtime.Progress;
import io.diffrep.runtime.ResultJson;
import io.diffrep.runtime.RowCount;
import io.diffrep.runtime.UsageException;
import io.diffrep.store.Destination;
import io.diffrep.store.IfExists;
import io.diffrep.store.Locations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.util.LongAccumulator;

/**
 * How often a network that was trained by labels tells the class of an image by its own linear
 * classifier: the number of the supervised baseline.
 *
 * @param images labelled images that it was measured on
 * @param split the split that these come from
 * @param classes the classes that the network tells apart; images of others count as errors
 * @param labels by how many labels it was trained; 0 for all that its training split had
 * @param seen whether it is the split that the network was trained on
 * @param accuracy share of the images whose class it told, 0 to 1
 */
public record ClassifierAccuracy(
    long images, String split, List<String> classes, int labels, boolean seen, double accuracy) {
  /** Its folder among what {@code evaluate} and {@code pipeline} measure. */
  public static final String FOLDER = "classifier";

  /** The accuracy as a sentence for people; written last. */
  public static final String MARKDOWN = "accuracy.md";

  /** The accuracy for programs: {@link #read}. */
  public static final String JSON = "accuracy.json";

  /** Copies the list. */
  public ClassifierAccuracy {
    classes = List.copyOf(classes);
  }

  /**
   * Whether a model has a classifier of its own.
   *
   * @param spark the session
   * @param modelDirectory a model
   * @throws UsageException if there is no model
   */
  public static boolean isFor(SparkSession spark, String modelDirectory) {
    try {
      return directory(spark, modelDirectory).specification().architecture().companion().kind()
          == Companion.Kind.CLASSIFIER;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the model " + modelDirectory, e);
    }
  }

  /**
   * Measures the accuracy on all labelled images of a split, and writes {@link #JSON} and {@link
   * #MARKDOWN}.
   *
   * @param spark the session
   * @param images an image table
   * @param modelDirectory a model of which {@link #isFor} holds
   * @param output the directory to write
   * @param split whose images are classified
   * @param trainSplit the split that the network was trained on
   * @param batch images per step, at least 1
   * @param ifExists what to do if the output exists
   * @param console shows how far it is
   * @throws UsageException if the split has no labelled image, or one of another shape than the
   *     model's, or the model was trained for something else
   */
  public static ClassifierAccuracy run(
      SparkSession spark,
      String images,
      String modelDirectory,
      String output,
      String split,
      String trainSplit,
      int batch,
      IfExists ifExists,
      Console console) {
    Configuration hadoop = spark.sessionState().newHadoopConf();
    Path directory = Locations.path("accuracy", output);
    Path[] inputs = {
      Locations.path("image table", images), Locations.path("model", modelDirectory)
    };
    try (JobGroup jobs = JobGroup.open(spark.sparkContext(), "evaluate classifier")) {
      Destination.check(directory, hadoop, ifExists, inputs);
      Model model = directory(spark, modelDirectory).load();
      Dataset<Row> labelled =
          ImageTable.read(spark, images)
              .where(functions.col(ImageTable.SPLIT).equalTo(split))
              .where(ImageTable.isLabelled());
      ImageTable.requireShape(labelled, images, model.architecture().image());
      long count = labelled.count();
      if (count == 0) {
        throw new UsageException(
            images + " has no labelled image in split '" + split + "': set evaluate.test-split");
      }
      ClassifierAccuracy accuracy =
          new ClassifierAccuracy(
              count,
              split,
              model.architecture().companion().classes(),
              model.specification().objective().labels(),
              split.equals(trainSplit),
              (double) right(spark, model, labelled, count, batch, console) / count);
      Destination.claim(directory, hadoop, ifExists, inputs);
      accuracy.write(directory, hadoop);
      return accuracy;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot measure the accuracy of " + modelDirectory, e);
    }
  }

  private static ModelDirectory directory(SparkSession spark, String model) throws IOException {
    return new ModelDirectory(Locations.path("model", model), spark.sessionState().newHadoopConf());
  }

  private static long right(
      SparkSession spark,
      Model model,
      Dataset<Row> labelled,
      long count,
      int batch,
      Console console) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    try (Progress progress = console.progress("evaluate classifier", "images", count);
        RowCount rows = RowCount.begin(spark.sparkContext(), progress);
        ImageClassifier classifier = new ImageClassifier(context, model, batch)) {
      LongAccumulator done = rows.counter();
      long right = classifier.right(labelled, done::add);
      progress.reach(count);
      return right;
    }
  }

  /**
   * Reads {@link #JSON}.
   *
   * @param place where the text comes from, for the message
   * @throws UsageException if it holds no accuracy
   */
  public static ClassifierAccuracy read(String json, String place) {
    return ResultJson.read(json, ClassifierAccuracy.class, place);
  }

  /** What it was trained and measured on. */
  public String conditions() {
    return String.format(
        Locale.ROOT,
        "trained by %s, %d classes, on the %,d labelled images of split '%s'%s",
        labels == 0 ? "all labels of its training split" : labels + " labels",
        classes.size(),
        images,
        split,
        seen ? " (train.split, too: images that it was trained by, and no result)" : "");
  }

  /** A sentence in Markdown. */
  public String markdown() {
    return String.format(
        Locale.ROOT,
        "Accuracy of the network's own classifier, %s: **%.1f %%**%n",
        conditions(),
        100 * accuracy);
  }

  private void write(Path output, Configuration hadoop) throws IOException {
    FileSystem fs = output.getFileSystem(hadoop);
    fs.mkdirs(output);
    EvaluationFiles.write(fs, new Path(output, JSON), ResultJson.pretty(this));
    EvaluationFiles.write(fs, new Path(output, MARKDOWN), markdown());
  }
}
