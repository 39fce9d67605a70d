package io.diffrep.generate;

import static org.apache.spark.sql.functions.col;

import io.diffrep.encode.EncodeSettings;
import io.diffrep.encode.Fingerprints;
import io.diffrep.encode.RepresentationTable;
import io.diffrep.encode.ScoreFeatures;
import io.diffrep.encode.Source;
import io.diffrep.evaluate.RepresentationSet;
import io.diffrep.model.Model;
import io.diffrep.runtime.UsageException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The stored codes of a model's encoder, their levels in rising order. */
final class CodeTable {
  private final RepresentationSet set;
  private final int[] order;
  private final List<Double> levels;

  private CodeTable(RepresentationSet set) {
    this.set = set;
    order =
        IntStream.range(0, set.levels().size())
            .boxed()
            .sorted(Comparator.comparing(set.levels()::get))
            .mapToInt(Integer::intValue)
            .toArray();
    levels = IntStream.of(order).mapToObj(set.levels()::get).toList();
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
    return levels;
  }

  /** What is selected. */
  CodedImages selected(Selection selection, GenerateSettings settings) {
    List<Row> rows = selection.of(set.rows(), set.directory(), settings);
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
    return new CodedImages(pictures, new Codes(levels, rows.stream().map(this::codes).toList()));
  }

  /** The classes of the train split, sorted. */
  List<String> classes(GenerateSettings settings) {
    return set.rows()
        .where(col(RepresentationTable.SPLIT).equalTo(settings.trainSplit()))
        .where(col(RepresentationTable.LABEL).isNotNull())
        .select(RepresentationTable.LABEL)
        .distinct()
        .orderBy(RepresentationTable.LABEL)
        .as(Encoders.STRING())
        .collectAsList();
  }

  /**
   * The first codes of the train split by id.
   *
   * @throws UsageException if there are fewer than two
   */
  TrainingCodes training(GenerateSettings settings) {
    List<Row> rows =
        set.rows()
            .where(col(RepresentationTable.SPLIT).equalTo(settings.trainSplit()))
            .orderBy(RepresentationTable.ID)
            .limit(settings.trainingCodes())
            .collectAsList();
    Materials.requireTraining(rows.size(), set.directory(), settings);
    return new TrainingCodes(
        levels,
        rows.stream()
            .map(
                row ->
                    new TrainingCodes.Image(
                        row.getAs(RepresentationTable.ID),
                        row.getAs(RepresentationTable.LABEL),
                        codes(row)))
            .toList());
  }

  private float[][] codes(Row row) {
    float[][] stored = RepresentationTable.codes(row, row.fieldIndex(RepresentationTable.CODES));
    return IntStream.of(order).mapToObj(level -> stored[level]).toArray(float[][]::new);
  }
}
