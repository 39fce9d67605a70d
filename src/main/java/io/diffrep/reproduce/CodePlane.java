package io.diffrep.reproduce;

import io.diffrep.encode.EncodeSettings;
import io.diffrep.encode.Encoding;
import io.diffrep.encode.RepresentationTable;
import io.diffrep.lake.ImageTable;
import io.diffrep.model.Model;
import io.diffrep.report.Plot;
import io.diffrep.report.Plot.Line;
import io.diffrep.report.Plot.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** Two-dimensional codes of held-out images as points of a plane, coloured by class. */
final class CodePlane {
  /** More would lie on top of one another. */
  private static final int IMAGES = 2000;

  private CodePlane() {}

  /** Whether the codes of some network are points of a plane. */
  static boolean fits(Model model) {
    return model.architecture().settings().codeSize() == 2;
  }

  /**
   * The chart.
   *
   * @param spark the session
   * @param images an image table; its first images of the split by id, which is a hash, are as good
   *     as drawn at random
   * @param split the split that is shown
   * @param model a model whose codes {@link #fits fit}
   * @param title heading of the chart
   * @param settings at which noise level images are encoded: the first
   */
  static Plot of(
      SparkSession spark,
      Dataset<Row> images,
      String split,
      Model model,
      String title,
      EncodeSettings settings) {
    Dataset<Row> shown =
        images
            .filter(functions.col(ImageTable.SPLIT).equalTo(split))
            .orderBy(ImageTable.ID)
            .limit(IMAGES);
    Map<String, List<float[]>> classes = new TreeMap<>();
    for (Row row :
        Encoding.rows(spark, shown, model, title, settings)
            .orderBy(RepresentationTable.ID)
            .select(RepresentationTable.LABEL, RepresentationTable.CODES)
            .collectAsList()) {
      String label = row.isNullAt(0) ? "no label" : row.getString(0);
      classes
          .computeIfAbsent(label, key -> new ArrayList<>())
          .add(RepresentationTable.codes(row, 1)[0]);
    }
    List<Line> lines = new ArrayList<>();
    classes.forEach(
        (label, codes) ->
            lines.add(
                Line.of(
                    label,
                    lines.size(),
                    Style.DOTS,
                    codes.stream().map(code -> (double) code[0]).toList(),
                    codes.stream().map(code -> (double) code[1]).toList())));
    return new Plot(title, "first dimension", "second dimension", false, lines);
  }
}
