package io.diffrep.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.diffrep.encode.RepresentationTable;
import io.diffrep.evaluate.RepresentationTables.Coder;
import io.diffrep.evaluate.RepresentationTables.Image;
import io.diffrep.image.ImageShape;
import io.diffrep.lake.ImageTable;
import io.diffrep.runtime.ResultJson;
import io.diffrep.runtime.UsageException;
import io.diffrep.testing.ImageTables;
import io.diffrep.testing.SparkSessions;
import io.diffrep.testing.TinyModels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.apache.spark.ml.feature.PolynomialExpansion;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against slow computations of {@link SlowMeasures}, and where the answer is known. */
class CodeMeasurementTest {
  private static final MeasureSettings SETTINGS = new MeasureSettings(5, 3, "train", "test");
  private static final Coder APART = RepresentationTables.gaussian(1.5, 3, 7);

  @TempDir private Path temp;

  /** Attributes of an image: ink, slant, and a border's colour, or null. */
  private interface Seen {
    double[][] of(Image image);
  }

  private static CodeMeasures measure(
      List<Image> images, float[] levels, Coder coder, Seen seen, int partitions) {
    return measure(images, levels, coder, seen, partitions, CodeMeasurement.MOST_IMAGES);
  }

  private static CodeMeasures measure(
      List<Image> images, float[] levels, Coder coder, Seen seen, int partitions, int most) {
    Dataset<Row> codes =
        SparkSessions.shared()
            .createDataFrame(
                RepresentationTables.rows("encoder", "f", levels, images, coder, 0),
                RepresentationTable.SCHEMA)
            .repartition(partitions);
    StructType schema = new StructType().add("id", DataTypes.StringType, false);
    for (ImageAttribute attribute : ImageAttribute.values()) {
      schema = schema.add(attribute.label(), DataTypes.createArrayType(DataTypes.DoubleType), true);
    }
    List<Row> rows = new ArrayList<>();
    for (Image image : images) {
      double[][] values = seen.of(image);
      rows.add(RowFactory.create(image.id(), values[0], values[1], values[2]));
    }
    return CodeMeasurement.run(
        SparkSessions.shared(),
        codes,
        SparkSessions.shared().createDataFrame(rows, schema),
        SETTINGS,
        most);
  }

  private static Seen gray(Function<Image, Double> ink, Function<Image, Double> slant) {
    return image ->
        new double[][] {new double[] {ink.apply(image)}, new double[] {slant.apply(image)}, null};
  }

  private static Seen random() {
    return gray(
        image -> new Random(image.id().hashCode()).nextGaussian(),
        image -> new Random(17L + image.id().hashCode()).nextGaussian());
  }

  @Test
  void everyMeasureIsThatOfASlowComputation() {
    List<Image> images = RepresentationTables.images(3, 40, 25);
    float[] levels = {1};
    // A cubic of the code with noise upon it; half of it explained, about.
    Seen seen =
        image -> {
          float[] code = APART.code(image, 0);
          Random noise = new Random(5L * image.id().hashCode());
          double ink = code[0] + 0.3 * code[1] * code[2] * code[2] + noise.nextGaussian();
          double slant = Math.sin(code[1]) + 0.5 * noise.nextGaussian();
          double[] border = {ink + slant, noise.nextGaussian(), code[2] * 10};
          return new double[][] {{ink}, {slant}, border};
        };

    CodeMeasures measures = measure(images, levels, APART, seen, 3);

    SlowMeasures slow = new SlowMeasures();
    images.stream()
        .sorted(Comparator.comparing(Image::id))
        .forEach(
            image ->
                slow.add(
                    image.split().equals("train"),
                    image.label(),
                    APART.code(image, 0),
                    seen.of(image)));
    assertThat(measures.silhouette()).isCloseTo(slow.silhouette(), within(1e-5));
    assertThat(measures.ink()).isCloseTo(slow.explained(0, 3), within(1e-5)).isBetween(0.2, 0.99);
    assertThat(measures.slant()).isCloseTo(slow.explained(1, 3), within(1e-5));
    // Of three values the errors add up, and those of the widest weigh most.
    assertThat(measures.border()).isCloseTo(slow.explained(2, 3), within(1e-5));
    assertThat(measures.accuracy()).isEqualTo(slow.accuracy(5)).isBetween(0.4, 0.95);
  }

  @Test
  void thePlaceOfTheRowsChangesNothing() {
    List<Image> images = RepresentationTables.images(3, 40, 25);

    CodeMeasures measures = measure(images, new float[] {1}, APART, random(), 1);

    assertThat(measure(images, new float[] {1}, APART, random(), 5)).isEqualTo(measures);
    assertThat(measures.border()).isNull();
    assertThat(measures.trainImages()).isEqualTo(120);
    assertThat(measures.testImages()).isEqualTo(75);
  }

  /** Experiments that were begun before images were counted go on. */
  @Test
  void resultsWithoutCountsAreRead() {
    String before = "{\"accuracy\":0.5,\"silhouette\":-0.25,\"ink\":0.75,\"slant\":0.125}";
    CodeMeasures measures = ResultJson.read(before, CodeMeasures.class, "here");
    assertThat(measures).isEqualTo(new CodeMeasures(0.5, -0.25, 0.75, 0.125, null, null, null));
    assertThat(ResultJson.line(measures)).isEqualTo(before);
    assertThat(ResultJson.line(new CodeMeasures(0.5, 0, 0, 0, null, 70L, 8L)))
        .contains("\"train-images\":70", "\"test-images\":8");
  }

  /** As if there were no others. */
  @Test
  void ofTooManyImagesTheFirstOfEachSplitByIdAreTaken() {
    List<Image> images = new ArrayList<>();
    for (Image image : RepresentationTables.images(3, 40, 25)) {
      // Ids in which the classes are mixed.
      String id = String.format("%08x", image.id().hashCode() * 0x9E3779B9);
      images.add(new Image(id, image.label(), image.split()));
    }
    List<Image> first = new ArrayList<>();
    for (String split : List.of("train", "test")) {
      images.stream()
          .filter(image -> image.split().equals(split))
          .sorted(Comparator.comparing(Image::id))
          .limit(50)
          .forEach(first::add);
    }

    CodeMeasures measures = measure(images, new float[] {1}, APART, random(), 3, 50);

    assertThat(measures).isEqualTo(measure(first, new float[] {1}, APART, random(), 2));
    assertThat(measures.trainImages()).isEqualTo(50);
    assertThat(measures.testImages()).isEqualTo(50);
    assertThat(measure(images, new float[] {1}, APART, random(), 3, 100).trainImages())
        .isEqualTo(100);
  }

  /** Neither classes nor attributes follow from codes that are all alike. */
  @Test
  void codesThatHoldNothingAreWorthNothing() {
    List<Image> images = RepresentationTables.images(4, 30, 20);

    CodeMeasures measures =
        measure(images, new float[] {1}, (image, level) -> new float[] {3, 3}, random(), 2);

    assertThat(measures.accuracy()).isEqualTo(0.25);
    assertThat(measures.silhouette()).isZero();
    // All that is left is the mean of the train split.
    SlowMeasures slow = new SlowMeasures();
    images.forEach(
        image ->
            slow.add(
                image.split().equals("train"),
                image.label(),
                new float[] {3, 3},
                random().of(image)));
    assertThat(measures.ink()).isCloseTo(slow.explained(0, 0), within(1e-9)).isNegative();
    assertThat(measures.slant()).isCloseTo(slow.explained(1, 0), within(1e-9)).isNegative();
  }

  @Test
  void whatIsACubicOfTheCodeFollowsFromItAndWhatDoesNotVaryIsNoNumber() {
    List<Image> images = RepresentationTables.images(2, 60, 20);
    Coder coder = RepresentationTables.gaussian(8, 2, 3);
    Seen seen =
        gray(
            image -> {
              float[] code = coder.code(image, 0);
              return 2 + code[0] * code[0] * code[1] - Math.pow(code[1], 3);
            },
            image -> 0.25);

    CodeMeasures measures = measure(images, new float[] {1}, coder, seen, 2);

    assertThat(measures.ink()).isCloseTo(1, within(1e-8));
    assertThat(measures.slant()).isNaN();
    assertThat(measures.accuracy()).isEqualTo(1);
    assertThat(measures.silhouette()).isGreaterThan(0.8);
  }

  /** Of nine dimensions, three at each of three levels, squares are left out. */
  @Test
  void manyDimensionsAreRegressedLinearly() {
    List<Image> images = RepresentationTables.images(3, 60, 30);
    float[] levels = {0.5f, 1, 2};
    Seen seen =
        gray(
            image -> (double) APART.code(image, 2)[1] - APART.code(image, 0)[0],
            image -> Math.pow(APART.code(image, 1)[2], 2));

    CodeMeasures measures = measure(images, levels, APART, seen, 2);

    assertThat(measures.ink()).isCloseTo(1, within(1e-8));
    assertThat(measures.slant()).isLessThan(0.7);
  }

  /** As many as MLlib makes. */
  @ParameterizedTest
  @CsvSource({"1,1", "1,5", "2,3", "8,3", "8,5", "300,1"})
  void powersAreCounted(int dimensions, int degree) {
    Vector expanded =
        new PolynomialExpansion()
            .setDegree(degree)
            .createTransformFunc()
            .apply(AttributeRegression.vector(new float[dimensions]));
    assertThat(AttributeRegression.powers(dimensions, degree)).isEqualTo(expanded.size());
  }

  @Test
  void imagesWithoutALabelCountForTheRegressionAlone() {
    List<Image> images = new ArrayList<>(RepresentationTables.images(2, 30, 20));
    Coder coder = RepresentationTables.gaussian(9, 2, 3);
    for (int i = 0; i < 40; i++) {
      images.add(new Image("none-" + i, null, i % 2 == 0 ? "train" : "test"));
    }
    Seen seen = gray(image -> image.label() == null ? 1.0 : 0.0, image -> 0.0);

    CodeMeasures measures = measure(images, new float[] {1}, coder, seen, 2);

    assertThat(measures.accuracy()).isEqualTo(1);
    assertThat(measures.ink()).isBetween(0.2, 1.0);
  }

  @Test
  void withoutClassesToTellApartItIsRefused() {
    List<Image> images = RepresentationTables.images(1, 20, 20);

    assertThatThrownBy(() -> measure(images, new float[] {1}, APART, random(), 1))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("'test' of 1")
        .hasMessageContaining("evaluate.test-split");
    assertThatThrownBy(
            () ->
                CodeMeasurement.run(
                    SparkSessions.shared(),
                    SparkSessions.shared().emptyDataFrame(),
                    SparkSessions.shared().emptyDataFrame(),
                    new MeasureSettings(1, 1, "a", "a")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("evaluate.test-split is evaluate.train-split");
  }

  /** Codes that are the attributes themselves, read from the table of the images. */
  @Test
  void aTableIsMeasuredAgainstItsImages() {
    String table = temp.resolve("images").toString();
    ImageShape shape = new ImageShape(3, 8, 8);
    ImageTables.write(table, 80, shape, 4);
    List<byte[]> pixels = TinyModels.images(80, shape, 4);
    List<Image> images = new ArrayList<>();
    for (Row row : ImageTable.read(SparkSessions.shared(), table).collectAsList()) {
      // Its path says which image it was; the labels of the table are all one in the test split.
      images.add(
          new Image(
              row.getAs(ImageTable.ID) + " " + row.<String>getAs(ImageTable.PATH).substring(6),
              String.valueOf(row.<String>getAs(ImageTable.PATH).hashCode() % 3),
              row.getAs(ImageTable.SPLIT)));
    }
    Coder coder =
        (image, level) -> {
          byte[] own = pixels.get(Integer.parseInt(image.id().split(" ")[1]));
          return new float[] {
            (float) ImageAttribute.INK.of(own, shape)[0],
            (float) ImageAttribute.SLANT.of(own, shape)[0]
          };
        };
    List<Row> rows = new ArrayList<>();
    for (Row row : RepresentationTables.rows("encoder", "f", new float[] {1}, images, coder, 0)) {
      Object[] values = new Object[row.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = row.get(i);
      }
      values[0] = row.getString(0).split(" ")[0];
      rows.add(RowFactory.create(values));
    }
    String codes = RepresentationTables.write(temp.resolve("codes"), rows);

    CodeMeasures measures =
        CodeMeasurement.run(
            SparkSessions.shared(),
            RepresentationSet.open(SparkSessions.shared(), codes).rows(),
            ImageAttributes.of(ImageTable.read(SparkSessions.shared(), table)),
            SETTINGS);

    assertThat(measures.ink()).isCloseTo(1, within(1e-6));
    assertThat(measures.slant()).isCloseTo(1, within(1e-6));
    assertThat(measures.border()).isLessThan(1);
  }
}
