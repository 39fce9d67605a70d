package io.diffrep.generate;

import io.diffrep.encode.EncodeSettings;
import io.diffrep.encode.Encoding;
import io.diffrep.encode.RepresentationTable;
import io.diffrep.lake.FirstImages;
import io.diffrep.model.Model;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Codes of two dimensions: points of a plane, by class, and images decoded from a grid over where
 * they lie.
 */
public final class CodePlane {
  /** More would lie on top of one another. */
  private static final int IMAGES = 2000;

  /** Rows and columns of the decoded grid. */
  private static final int SIDE = 12;

  /** Share of the codes that lie outside the grid on each of its sides. */
  private static final double OUTSIDE = 0.02;

  private final SortedMap<String, List<float[]>> classes = new TreeMap<>();

  private CodePlane() {}

  /** Whether a model's codes are points of a plane. */
  public static boolean fits(Model model) {
    return model.architecture().settings().codeSize() == 2;
  }

  /**
   * Encodes some images.
   *
   * @param spark the session
   * @param images an image table; its first images of the split by id, which is a hash, are as good
   *     as drawn at random
   * @param split the split that is shown
   * @param model a model whose codes {@link #fits fit}
   * @param settings at which noise level images are encoded: the first
   */
  public static CodePlane encoded(
      SparkSession spark, Dataset<Row> images, String split, Model model, EncodeSettings settings) {
    FirstImages some = FirstImages.ofSplit(images, split, IMAGES);
    Dataset<Row> codes = Encoding.rows(spark, some.rows(), model, "the model", settings);
    // Not stored(codes): to look for the first of them would encode all once more.
    return of(new FirstImages(codes, some.count()));
  }

  /**
   * Takes the codes of some images at the first noise level.
   *
   * @param codes rows of a representation table with codes of two dimensions, one for each image;
   *     the first of the split by id are shown
   * @param split the split that is shown
   */
  public static CodePlane stored(Dataset<Row> codes, String split) {
    return of(FirstImages.ofSplit(codes, split, IMAGES));
  }

  private static CodePlane of(FirstImages codes) {
    CodePlane plane = new CodePlane();
    Dataset<Row> rows =
        codes
            .rows()
            .select(RepresentationTable.ID, RepresentationTable.LABEL, RepresentationTable.CODES);
    for (Row row : new FirstImages(rows, codes.count()).inOrder()) {
      plane.add(row.isNullAt(1) ? "" : row.getString(1), RepresentationTable.codes(row, 2)[0]);
    }
    return plane;
  }

  /** The codes at the first noise level. */
  static CodePlane of(TrainingCodes training) {
    CodePlane plane = new CodePlane();
    var labelled = training.labelled();
    for (int i = 0; i < labelled.codes().size(); i++) {
      plane.add(labelled.labels().get(i), labelled.codes().get(i)[0]);
    }
    return plane;
  }

  private void add(String label, float[] code) {
    classes
        .computeIfAbsent(label.isEmpty() ? "no label" : label, key -> new ArrayList<>())
        .add(code);
  }

  /** The points of each class, {@code [dimension]}, the classes in their order. */
  public SortedMap<String, List<float[]>> classes() {
    return Collections.unmodifiableSortedMap(classes);
  }

  /**
   * Images of codes on a grid, all from the same noise: rising to the right and upwards, as the
   * points do.
   *
   * @param generator makes them; its model must be able to, with a static encoder
   * @param name name of the grid
   */
  public Grid decoded(Generator generator, String name) {
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
