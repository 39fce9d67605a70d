package io.diffrep.generate;

import static org.apache.spark.sql.functions.col;

import io.diffrep.image.ImageShape;
import io.diffrep.lake.FirstImages;
import io.diffrep.lake.ImageTable;
import io.diffrep.runtime.UsageException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** An image table whose images a model takes. */
final class PictureTable {
  private final String directory;
  private final Dataset<Row> table;

  /**
   * @param table the columns that a {@link Picture} is made of, and the split
   */
  private PictureTable(String directory, Dataset<Row> table) {
    this.directory = directory;
    this.table = table;
  }

  /**
   * Opens a table.
   *
   * @param shape the shape of the model's images
   * @throws UsageException if it is missing or none, or has an image of another shape
   */
  static PictureTable open(SparkSession spark, String directory, ImageShape shape) {
    Dataset<Row> table = ImageTable.read(spark, directory);
    ImageTable.requireShape(table, directory, shape);
    return new PictureTable(
        directory,
        table.select(
            ImageTable.ID, ImageTable.PATH, ImageTable.LABEL, ImageTable.SPLIT, ImageTable.PIXELS));
  }

  /** Where it lies. */
  String directory() {
    return directory;
  }

  /** What is selected. */
  List<Picture> selected(Selection selection, GenerateSettings settings) {
    return selection.of(table, directory, settings).stream().map(PictureTable::picture).toList();
  }

  /** The first images by id, of whatever split. */
  List<Picture> first(int count) {
    return FirstImages.of(table, count).inOrder().stream().map(PictureTable::picture).toList();
  }

  /** The same images with their pixels; those that the table lacks stay as they are. */
  List<Picture> withPixels(List<Picture> pictures) {
    Map<String, byte[]> pixels = new HashMap<>();
    Object[] ids = pictures.stream().map(Picture::id).toArray();
    for (Row row : table.where(col(ImageTable.ID).isin(ids)).collectAsList()) {
      pixels.put(row.getAs(ImageTable.ID), row.getAs(ImageTable.PIXELS));
    }
    return pictures.stream().map(picture -> picture.with(pixels.get(picture.id()))).toList();
  }

  /** The classes of the train split, sorted. */
  List<String> classes(GenerateSettings settings) {
    return ImageTable.classes(table, settings.trainSplit());
  }

  /**
   * The first rows of the train split by id.
   *
   * @throws UsageException if there are fewer than two
   */
  Dataset<Row> training(GenerateSettings settings) {
    FirstImages first = FirstImages.ofSplit(table, settings.trainSplit(), settings.trainingCodes());
    Materials.requireTraining(first.count(), directory, settings);
    return first.rows().select(ImageTable.ID, ImageTable.LABEL, ImageTable.PIXELS);
  }

  private static Picture picture(Row row) {
    return new Picture(
        row.getAs(ImageTable.ID),
        row.getAs(ImageTable.PATH),
        row.getAs(ImageTable.LABEL),
        row.getAs(ImageTable.PIXELS));
  }
}
