package io.diffrep.generate;

import io.diffrep.encode.EncodeSettings;
import io.diffrep.encode.Fingerprints;
import io.diffrep.encode.RepresentationTable;
import io.diffrep.encode.ScoreFeatures;
import io.diffrep.encode.Source;
import io.diffrep.evaluate.RepresentationSet;
import io.diffrep.evaluate.RisingLevels;
import io.diffrep.lake.FirstImages;
import io.diffrep.lake.ImageTable;
import io.diffrep.model.Model;
import io.diffrep.runtime.UsageException;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The stored codes of a model's encoder, their levels in rising order. */
final class CodeTable {
  private final RepresentationSet set;
  private final RisingLevels rising;

  private CodeTable(RepresentationSet set) {
    this.set = set;
    rising = set.rising();
  }

  /**
   * Opens a table.
   *
   * @param model whose codes it must hold
   * @throws UsageException if it is missing or unusable, or holds something else
   */
  static CodeTable open(SparkSession spark, String directory, Model model) {
    RepresentationSet set = RepresentationSet.open(spark, directory);
    if (!set.source().equals(Source.ENCODER.label())) {
      throw new UsageException(
          directory
              + " holds the source '"
              + set.source()
              + "', and images are generated from codes of the trained encoder: encode with"
              + " --source encoder");
    }
    String wanted =
        Fingerprints.of(
            model, Source.ENCODER, new EncodeSettings(set.levels(), 1, ScoreFeatures.DEFAULT));
    if (!set.model().equals(wanted)) {
      throw new UsageException(
          directory
              + " holds codes that another model made, another state of its training, or this one at"
              + " noise levels of more digits than a table keeps ("
              + set.model().substring(0, Math.min(12, set.model().length()))
              + "..., and this model's are "
              + wanted.substring(0, 12)
              + "...): encode the images again with this model");
    }
    return new CodeTable(set);
  }

  /** Where it lies. */
  String directory() {
    return set.directory();
  }

  /** The noise levels, rising. */
  List<Double> levels() {
    return rising.levels();
  }

  /** What is selected. */
  CodedImages selected(Selection selection, GenerateSettings settings) {
    List<Row> rows =
        selection.of(
            set.rows()
                .select(
                    RepresentationTable.ID,
                    RepresentationTable.PATH,
                    RepresentationTable.LABEL,
                    RepresentationTable.SPLIT,
                    RepresentationTable.CODES),
            set.directory(),
            settings);
    List<Picture> pictures =
        rows.stream()
            .map(
                row ->
                    new Picture(
                        row.getAs(RepresentationTable.ID),
                        row.getAs(RepresentationTable.PATH),
                        row.getAs(RepresentationTable.LABEL),
                        null))
            .toList();
    return new CodedImages(
        pictures, new Codes(levels(), rows.stream().map(rising::codes).toList()));
  }

  /** The classes of the train split, sorted. */
  List<String> classes(GenerateSettings settings) {
    return ImageTable.classes(set.rows(), settings.trainSplit());
  }

  /**
   * The first codes of the train split by id.
   *
   * @throws UsageException if there are fewer than two
   */
  TrainingCodes training(GenerateSettings settings) {
    FirstImages first =
        FirstImages.ofSplit(set.rows(), settings.trainSplit(), settings.trainingCodes());
    Materials.requireTraining(first.count(), set.directory(), settings);
    RisingLevels sorted = rising;
    // As plain arrays: on the driver, rows of boxed numbers are several times as large.
    return new TrainingCodes(
        levels(),
        first
            .rows()
            .select(RepresentationTable.ID, RepresentationTable.LABEL, RepresentationTable.CODES)
            .javaRDD()
            .map(
                row ->
                    new TrainingCodes.Image(row.getString(0), row.getString(1), sorted.codes(row)))
            .collect());
  }
}
