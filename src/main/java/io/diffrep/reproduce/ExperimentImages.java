package io.diffrep.reproduce;

import static org.apache.spark.sql.functions.col;

import io.diffrep.config.Configuration;
import io.diffrep.lake.ImageTable;
import io.diffrep.runtime.UsageException;
import io.diffrep.train.TrainSettings;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What experiments need of their images, looked for before anything is trained. */
final class ExperimentImages {
  private ExperimentImages() {}

  /**
   * Refuses to compare models on what they are trained on; needs no images.
   *
   * @param train what is trained on
   * @param split the split that models are compared on
   * @param key the setting that names it
   * @throws UsageException if they are one
   */
  static void requireUnseen(TrainSettings train, String split, String key) {
    if (split.equals(train.split())) {
      throw new UsageException(
          key
              + " is "
              + split
              + ", and so is train.split: models are compared on images that none has seen; set"
              + " one of them to another split");
    }
  }

  /**
   * Refuses images of which none are held out.
   *
   * @param images an image table
   * @param split the split that models are compared on
   * @param key the setting that names it
   * @throws UsageException if it has fewer than two images
   */
  static void requireHeldOut(Dataset<Row> images, String split, String key) {
    if (images.where(col(ImageTable.SPLIT).equalTo(split)).limit(2).count() < 2) {
      throw new UsageException(
          "no images are held out to compare the models on (split '"
              + split
              + "', "
              + key
              + "): set ingest.test-share, such as 0.2, and run again with --overwrite");
    }
  }

  /**
   * Refuses images that do not tell classes apart.
   *
   * @param images an image table
   * @param configuration names the splits of the evaluation
   * @throws UsageException if one lacks labelled images of two classes
   */
  static void requireClasses(Dataset<Row> images, Configuration configuration) {
    String trainSplit = configuration.measures().trainSplit();
    String testSplit = configuration.measures().testSplit();
    requireHeldOut(images, testSplit, "evaluate.test-split");
    int train = ImageTable.classes(images, trainSplit).size();
    int test = ImageTable.classes(images, testSplit).size();
    if (train < 2 || test < 2) {
      throw new UsageException(
          "models are compared by the classes of the images, and split '"
              + trainSplit
              + "' has labels of "
              + train
              + " classes, split '"
              + testSplit
              + "' of "
              + test
              + ": set evaluate.train-split and evaluate.test-split to splits with labelled images"
              + " of two classes at least, or name a lake that has such (--input) and run again with"
              + " --overwrite");
    }
  }
}
