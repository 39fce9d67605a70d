package io.diffrep.report;

import static org.apache.spark.sql.functions.col;

import io.diffrep.evaluate.ClassifierAccuracy;
import io.diffrep.evaluate.DenoisingLossSummary;
import io.diffrep.evaluate.DenoisingLosses;
import io.diffrep.evaluate.Evaluation;
import io.diffrep.evaluate.SummaryDocument;
import io.diffrep.lake.ImageTable;
import io.diffrep.lake.QuarantineTable;
import io.diffrep.model.Model;
import io.diffrep.model.ModelDirectory;
import io.diffrep.model.ModelSpecification;
import io.diffrep.runtime.KebabCase;
import io.diffrep.runtime.UsageException;
import io.diffrep.sde.ObjectiveKind;
import io.diffrep.sde.ObjectiveSettings;
import io.diffrep.train.RoundReport;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** What a run left behind. What is missing is a {@link UsageException} that says so. */
final class RunDirectory {
  private static final String CONFIGURATION = "config.conf";
  private static final String EVALUATION = "evaluation/";
  private static final String ACCURACIES = EVALUATION + Evaluation.FOLDER + "/" + Evaluation.JSON;

  private static final String CLASSIFIER =
      EVALUATION + ClassifierAccuracy.FOLDER + "/" + ClassifierAccuracy.JSON;

  private final SparkSession spark;
  private final Path path;
  private final Configuration hadoop;
  private final FileSystem fs;

  private RunDirectory(SparkSession spark, Path path, Configuration hadoop) throws IOException {
    this.spark = spark;
    this.path = path;
    this.hadoop = hadoop;
    fs = path.getFileSystem(hadoop);
  }

  /**
   * @throws UsageException if it is no run directory
   */
  static RunDirectory open(SparkSession spark, Path path) {
    try {
      RunDirectory run = new RunDirectory(spark, path, spark.sessionState().newHadoopConf());
      if (!run.fs.exists(new Path(path, CONFIGURATION))) {
        throw new UsageException(
            path
                + " is no run directory (it has no "
                + CONFIGURATION
                + "): name one that diffrep pipeline wrote");
      }
      return run;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look at the run directory " + path, e);
    }
  }

  SparkSession spark() {
    return spark;
  }

  Path path() {
    return path;
  }

  Configuration hadoop() {
    return hadoop;
  }

  String configuration() {
    return text(CONFIGURATION, "This run has no");
  }

  Dataset<Row> images() {
    return ImageTable.read(spark, child("images"));
  }

  /** The quarantined files, if the run has such a table. */
  Optional<Dataset<Row>> quarantine() {
    return exists("quarantine")
        ? Optional.of(QuarantineTable.read(spark, child("quarantine")))
        : Optional.empty();
  }

  Model model() {
    try {
      return new ModelDirectory(new Path(path, "model"), hadoop).load();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the model of " + path, e);
    }
  }

  /** What the model is, without its weights. */
  ModelSpecification specification() {
    try {
      return new ModelDirectory(new Path(path, "model"), hadoop).specification();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the model of " + path, e);
    }
  }

  /** What the model was trained for. */
  ObjectiveSettings objective() {
    return specification().objective();
  }

  /**
   * This run, if its model is a score model.
   *
   * @throws UsageException naming the objective if it is none
   */
  RunDirectory ofScoreModel() {
    ObjectiveSettings objective = objective();
    if (!objective.isScoreMatching()) {
      throw new UsageException(
          "The model was trained for the objective "
              + KebabCase.of(objective.kind())
              + ", which knows no noise levels.");
    }
    return this;
  }

  /** What to say of labels behind the word, since an encoder may have been trained by them. */
  String unseenLabels() {
    return objective().kind() == ObjectiveKind.SUPERVISED ? "" : ", which the encoder never saw";
  }

  /** The rounds of the training, at least one. */
  List<RoundReport> history() {
    List<String> lines;
    try {
      lines = new ModelDirectory(new Path(path, "model"), hadoop).readHistory();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the training history of " + path, e);
    }
    if (lines.isEmpty()) {
      throw new UsageException("No round of training has been recorded.");
    }
    return lines.stream().map(RoundReport::read).toList();
  }

  boolean isEvaluated() {
    return exists(ACCURACIES);
  }

  SummaryDocument evaluation() {
    return SummaryDocument.read(
        text(ACCURACIES, "Accuracies were not measured (they need labels): there is no"),
        child(ACCURACIES));
  }

  DenoisingLossSummary losses() {
    String name = EVALUATION + DenoisingLosses.FOLDER + "/" + DenoisingLosses.JSON;
    return DenoisingLossSummary.read(
        text(name, "Denoising losses were not measured: there is no"), child(name));
  }

  /** Whether there is a network's own accuracy: that of one that was trained by labels. */
  boolean isClassified() {
    return exists(CLASSIFIER);
  }

  /** Of a network that was trained by labels, how often it tells the class of an image. */
  ClassifierAccuracy classifier() {
    return ClassifierAccuracy.read(
        text(CLASSIFIER, "The network's own accuracy was not measured: there is no"),
        child(CLASSIFIER));
  }

  /** Where the trained encoder's codes lie. */
  String codes() {
    return child("representations/encoder");
  }

  /** Rows of the image table with these ids. */
  List<Row> images(List<String> ids) {
    return images().where(col(ImageTable.ID).isin(ids.toArray())).collectAsList();
  }

  private String child(String name) {
    return new Path(path, name).toString();
  }

  private boolean exists(String name) {
    try {
      return fs.exists(new Path(path, name));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look for " + name + " in " + path, e);
    }
  }

  /** A text, if it is there. */
  Optional<String> textIfThere(String name) {
    return exists(name)
        ? Optional.of(new String(bytes(name), StandardCharsets.UTF_8))
        : Optional.empty();
  }

  private String text(String name, String missing) {
    return textIfThere(name).orElseThrow(() -> new UsageException(missing + " " + name + "."));
  }

  /** The bytes of a file. */
  byte[] bytes(String name) {
    try (InputStream in = fs.open(new Path(path, name))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name + " in " + path, e);
    }
  }
}
