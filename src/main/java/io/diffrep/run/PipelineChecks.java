package io.diffrep.run;

import io.diffrep.config.Configuration;
import io.diffrep.encode.Source;
import io.diffrep.evaluate.Evaluation;
import io.diffrep.image.ImageShape;
import io.diffrep.lake.ImageTable;
import io.diffrep.runtime.Console;
import io.diffrep.runtime.UsageException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * What would end a pipeline after its training, which may take hours, looked for before.
 *
 * @param images the image table
 * @param configuration all settings
 * @param console takes warnings
 */
public record PipelineChecks(Dataset<Row> images, Configuration configuration, Console console) {
  /**
   * Looks for mistakes in the settings alone.
   *
   * @throws UsageException naming every mistake
   */
  public static void settings(Configuration configuration) {
    List<String> mistakes = new ArrayList<>();
    if (configuration.input().isBlank()) {
      mistakes.add(
          "pipeline.input is empty: set it to the folder with the images, as in --set"
              + " pipeline.input=/data/images, or to sample:fashion-mnist");
    }
    mistakes.addAll(configuration.model().mistakes());
    configuration.sources().sources().stream()
        .map(
            source ->
                configuration
                    .encode()
                    .mistake(
                        source,
                        configuration.noise().noiseLaw(),
                        configuration.network(),
                        "the model"))
        .flatMap(Optional::stream)
        .distinct()
        .forEach(mistakes::add);
    if (configuration.sources().sources().contains(Source.SCORE)) {
      mistakes.addAll(
          configuration
              .encode()
              .scoreMistakes(configuration.network(), configuration.objective(), "the model"));
    }
    if (!mistakes.isEmpty()) {
      throw new UsageException(String.join("\n", mistakes));
    }
  }

  /** Training may take hours: a split that the evaluation will miss is said before it. */
  void requireSplits() {
    List<String> splits =
        images
            .where(functions.col(ImageTable.SPLIT).isNotNull())
            .select(ImageTable.SPLIT)
            .distinct()
            .orderBy(ImageTable.SPLIT)
            .as(Encoders.STRING())
            .collectAsList();
    Map<String, String> wanted = new LinkedHashMap<>();
    wanted.put("train.split", configuration.train().split());
    wanted.put("evaluate.train-split", configuration.evaluate().trainSplit());
    wanted.put("evaluate.test-split", configuration.evaluate().testSplit());
    wanted.put("evaluate.loss.split", configuration.loss().split());
    List<String> missing =
        wanted.entrySet().stream()
            .filter(setting -> !splits.contains(setting.getValue()))
            .map(setting -> setting.getKey() + " = " + setting.getValue())
            .toList();
    if (!missing.isEmpty()) {
      throw new UsageException(
          "the images have the splits "
              + splits
              + ", and the settings ask for others ("
              + String.join(", ", missing)
              + "): set these and run again; or, where the lake itself has no folders train and test,"
              + " set ingest.test-share, such as 0.2, and run again with --overwrite, which deletes"
              + " what is there");
    }
    String lossSplit = configuration.loss().split();
    if (configuration.objective().isScoreMatching() && ofSplit(lossSplit).limit(2).count() < 2) {
      throw new UsageException(
          "split "
              + lossSplit
              + " (evaluate.loss.split) has one image, and the denoising losses give an image"
              + " another's code: set evaluate.loss.split to another split and run again; or set"
              + " ingest.test-share higher and run again with --overwrite, which deletes what is"
              + " there");
    }
    for (String key : List.of("evaluate.test-split", "evaluate.loss.split")) {
      if (wanted.get(key).equals(configuration.train().split())) {
        console.println(
            "warning: "
                + key
                + " is "
                + wanted.get(key)
                + ", and so is train.split: what is measured there is no measure of images that the"
                + " model never saw");
      }
    }
  }

  /** Whether the split that is tested on has labels. */
  boolean isTestLabelled() {
    return !ofSplit(configuration.evaluate().testSplit()).where(ImageTable.isLabelled()).isEmpty();
  }

  private Dataset<Row> ofSplit(String split) {
    return images.where(functions.col(ImageTable.SPLIT).equalTo(split));
  }

  /** The same of a grid that a block of the score network will not have. */
  void requireScoreCells() {
    if (configuration.sources().sources().contains(Source.SCORE)) {
      ImageShape shape = ImageTable.shape(images.first());
      configuration
          .encode()
          .cellsMistake(configuration.network(), shape, "the model")
          .ifPresent(
              mistake -> {
                throw new UsageException(mistake);
              });
    }
  }

  /**
   * Why classifiers cannot be measured on the images, before hours are spent on the training: what
   * the evaluation would refuse then.
   */
  Optional<String> unmeasurable() {
    String trainSplit = configuration.evaluate().trainSplit();
    String testSplit = configuration.evaluate().testSplit();
    List<String> classes = ImageTable.classes(images, trainSplit);
    if (classes.size() < 2) {
      return Optional.of(
          "the images of split "
              + trainSplit
              + " (evaluate.train-split) have "
              + (classes.isEmpty() ? "no label" : "the one label " + classes)
              + ", and classifiers tell two classes apart at least");
    }
    if (!isTestLabelled()) {
      return Optional.of("no image of split " + testSplit + " (evaluate.test-split) has a label");
    }
    long labels = ofSplit(trainSplit).where(ImageTable.isLabelled()).count();
    return Evaluation.obstacle(configuration.evaluate(), labels);
  }
}
