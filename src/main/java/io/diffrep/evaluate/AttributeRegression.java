package io.diffrep.evaluate;

import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.feature.PolynomialExpansion;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.ml.regression.LinearRegressionModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * How much of an image's attributes follows from its code: least squares on all powers and products
 * of the code up to a degree, fitted on the train split, by MLlib. The caller closes it.
 */
final class AttributeRegression implements AutoCloseable {
  private static final String CODE = "code";
  private static final String POWERS = "powers";
  private static final String TARGET = "target";

  /** Values that are one task, and so added up in one order, at most: 128 MB. */
  static final long ONE_TASK = 1L << 24;

  private static final StructType SCHEMA =
      new StructType()
          .add(TARGET, DataTypes.DoubleType, false)
          .add(CODE, SQLDataTypes.VectorType(), false);

  private final SparkSession spark;
  private final int degree;
  private final JavaRDD<CodedImage> train;
  private final JavaRDD<CodedImage> test;

  /**
   * @param degree degree of the polynomial, at least 1
   * @param images of both splits, with standardised codes
   * @param trainImages how many of them are of the train split
   */
  AttributeRegression(
      SparkSession spark, int degree, JavaRDD<CodedImage> images, long trainImages) {
    this.spark = spark;
    this.degree = degree;
    long powers = powers(images.first().code().length, degree);
    // Brought into their order once for all attributes, while codes are not expanded yet.
    train =
        inOrder(images.filter(CodedImage::isTrain), trainImages * powers)
            .persist(StorageLevel.MEMORY_AND_DISK());
    test = images.filter(image -> !image.isTrain());
  }

  /** How many powers and products of some variables there are from degree 1 up to a degree. */
  static long powers(int variables, int degree) {
    long powers = 1;
    for (int d = 1; d <= degree; d++) {
      // A binomial coefficient after each step.
      powers = powers * (variables + d) / d;
    }
    return powers - 1;
  }

  /**
   * The share of an attribute's variance over the test split that the regression explains, {@code 1
   * - sum |y - y'|^2 / sum |y - mean y|^2}, of several values (a colour's three) over all of them
   * together. At most 1; below 0 where the mean would have been better.
   *
   * @param attribute one that all images have
   * @param values how many values the attribute has
   * @return NaN where the attribute does not vary over the test split
   */
  double explained(ImageAttribute attribute, int values) {
    double[] errors =
        IntStream.range(0, values)
            .mapToObj(value -> errors(attribute, value))
            .reduce(new double[2], (a, b) -> new double[] {a[0] + b[0], a[1] + b[1]});
    return errors[1] == 0 ? Double.NaN : 1 - errors[0] / errors[1];
  }

  /** Squared errors of one value over the test split: the regression's, and those of its mean. */
  private double[] errors(ImageAttribute attribute, int value) {
    LinearRegressionModel model =
        new LinearRegression()
            .setFeaturesCol(POWERS)
            .setLabelCol(TARGET)
            .fit(frame(train, attribute, value));
    // Rows in their order, summed here: the same bits each time. Two numbers an image.
    double[][] points =
        frame(test, attribute, value)
            .select(TARGET, POWERS)
            .javaRDD()
            .map(row -> new double[] {row.getDouble(0), model.predict(row.<Vector>getAs(1))})
            .collect()
            .toArray(new double[0][]);
    double mean =
        IntStream.range(0, points.length).mapToDouble(i -> points[i][0]).average().orElseThrow();
    double[] sums = new double[2];
    for (double[] point : points) {
      sums[0] += (point[0] - point[1]) * (point[0] - point[1]);
      sums[1] += (point[0] - mean) * (point[0] - mean);
    }
    return sums;
  }

  /**
   * Images as one task in the order of their ids, if they are few enough: several tasks' sums are
   * added up in the order in which they end.
   *
   * @param values numbers in all of them together
   */
  static JavaRDD<CodedImage> inOrder(JavaRDD<CodedImage> images, long values) {
    return values > ONE_TASK ? images : images.sortBy(CodedImage::id, true, 1);
  }

  private Dataset<Row> frame(JavaRDD<CodedImage> images, ImageAttribute attribute, int value) {
    JavaRDD<Row> rows =
        images.map(
            image -> RowFactory.create(image.attribute(attribute)[value], vector(image.code())));
    return new PolynomialExpansion()
        .setInputCol(CODE)
        .setOutputCol(POWERS)
        .setDegree(degree)
        .transform(spark.createDataFrame(rows, SCHEMA));
  }

  /** A code as MLlib takes it. */
  static Vector vector(float[] code) {
    double[] values = new double[code.length];
    for (int d = 0; d < code.length; d++) {
      values[d] = code[d];
    }
    return Vectors.dense(values);
  }

  @Override
  public void close() {
    train.unpersist(false);
  }
}
