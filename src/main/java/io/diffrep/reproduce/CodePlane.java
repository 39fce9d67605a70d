package io.diffrep.reproduce;

import io.diffrep.encode.EncodeSettings;
import io.diffrep.encode.Encoding;
import io.diffrep.encode.RepresentationTable;
import io.diffrep.generate.Codes;
import io.diffrep.generate.Generator;
import io.diffrep.generate.Grid;
import io.diffrep.lake.ImageTable;
import io.diffrep.model.Model;
import io.diffrep.report.Plot;
import io.diffrep.report.Plot.Line;
import io.diffrep.report.Plot.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * Two-dimensional codes of held-out images: as points of a plane, coloured by class, and as images
 * decoded from a grid over where they lie.
 */
final class CodePlane {
  /** More would lie on top of one another. */
  private static final int IMAGES = 2000;

  /** Rows and columns of the decoded grid. */
  private static final int SIDE = 12;

  /** Share of the codes that lie outside the grid on each of its sides. */
  private static final double OUTSIDE = 0.02;

  private final String title;
  private final TreeMap<String, List<float[]>> classes = new TreeMap<>();

  private CodePlane(String title) {
    this.title = title;
  }

  /** Whether the codes of some network are points of a plane. */
  static boolean fits(Model model) {
    return model.architecture().settings().codeSize() == 2;
  }

  /**
   * Encodes.
   *
   * @param spark the session
   * @param images an image table; its first images of the split by id, which is a hash, are as good
   *     as drawn at random
   * @param split the split that is shown
   * @param model a model whose codes {@link #fits fit}
   * @param title heading of the chart
   * @param settings at which noise level images are encoded: the first
   */
  static CodePlane of(
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
    CodePlane plane = new CodePlane(title);
    for (Row row :
        Encoding.rows(spark, shown, model, title, settings)
            .orderBy(RepresentationTable.ID)
            .select(RepresentationTable.LABEL, RepresentationTable.CODES)
            .collectAsList()) {
      String label = row.isNullAt(0) ? "no label" : row.getString(0);
      plane
          .classes
          .computeIfAbsent(label, key -> new ArrayList<>())
          .add(RepresentationTable.codes(row, 1)[0]);
    }
    return plane;
  }

  /** The points, a colour a class. */
  Plot plot() {
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

  /**
   * Images of codes on a grid, all from the same noise: rising to the right and upwards, as the
   * points do.
   *
   * @param generator makes them; its model must be able to
   * @param name name of the grid
   */
  Grid decoded(Generator generator, String name) {
    List<Double> across = places(0);
    List<Double> up = places(1);
    List<float[][]> codes = new ArrayList<>();
    for (int row = SIDE - 1; row >= 0; row--) {
      for (double x : across) {
        codes.add(new float[][] {{(float) x, up.get(row).floatValue()}});
      }
    }
    List<Double> levels = Codes.levels(generator.model().specification(), 2).subList(0, 1);
    List<byte[]> made = generator.fromCodes(new Codes(levels, codes), new long[codes.size()]);
    List<Grid.Line> lines = new ArrayList<>();
    for (int row = 0; row < SIDE; row++) {
      lines.add(
          new Grid.Line(
              digits(up.get(SIDE - 1 - row)),
              made.subList(row * SIDE, (row + 1) * SIDE).stream()
                  .map(image -> Grid.Cell.of(image, ""))
                  .toList()));
    }
    return new Grid(
        name,
        generator.model().architecture().image(),
        across.stream().map(CodePlane::digits).toList(),
        lines);
  }

  private static String digits(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  /** Evenly over where most codes lie. */
  private List<Double> places(int dimension) {
    double[] sorted =
        classes.values().stream()
            .flatMap(List::stream)
            .mapToDouble(code -> code[dimension])
            .sorted()
            .toArray();
    double low = sorted[(int) (OUTSIDE * (sorted.length - 1))];
    double high = sorted[(int) ((1 - OUTSIDE) * (sorted.length - 1))];
    return IntStream.range(0, SIDE).mapToObj(i -> low + (high - low) * i / (SIDE - 1)).toList();
  }
}
