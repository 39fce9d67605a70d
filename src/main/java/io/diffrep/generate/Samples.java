package io.diffrep.generate;

import io.diffrep.lake.ImageTable;
import io.diffrep.runtime.Console;
import io.diffrep.runtime.UsageException;
import io.diffrep.store.IfExists;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** What a model generates, kind by kind, each in a folder of its own. */
public final class Samples {
  private Samples() {}

  /**
   * Generates. What the model or the images do not allow is left out, with the reason.
   *
   * @param spark the session
   * @param model a trained model
   * @param images the image table that it was trained on
   * @param output where the folders are written
   * @param kinds what is generated
   * @param settings how
   * @param console shows how far it is
   * @return a line or more for each kind
   */
  public static List<String> run(
      SparkSession spark,
      String model,
      String images,
      String output,
      SampleSettings kinds,
      GenerateSettings settings,
      Console console) {
    GenerationInputs inputs =
        new GenerationInputs(
            List.of(model), Optional.of(images), Optional.empty(), Selection.FIRST);
    Optional<String> label = firstLabel(spark, images, settings.trainSplit());
    List<String> lines = new ArrayList<>();
    for (SampleKind sample : kinds.samples()) {
      Optional<Kind> kind = sample.of(label);
      if (kind.isEmpty()) {
        lines.add(sample.label() + " is left out: no training image has a label");
        continue;
      }
      try {
        lines.add(
            Generation.run(
                    spark,
                    kind.get(),
                    inputs,
                    new Path(output, sample.label()).toString(),
                    settings,
                    IfExists.REFUSE,
                    console)
                .toString());
      } catch (UsageException e) {
        lines.add(sample.label() + " is left out: " + e.getMessage());
      }
    }
    return lines;
  }

  private static Optional<String> firstLabel(SparkSession spark, String images, String split) {
    return ImageTable.read(spark, images)
        .where(functions.col(ImageTable.SPLIT).equalTo(split))
        .where(functions.col(ImageTable.LABEL).isNotNull())
        .select(functions.min(ImageTable.LABEL))
        .as(Encoders.STRING())
        .collectAsList()
        .stream()
        .filter(found -> found != null)
        .findFirst();
  }
}
