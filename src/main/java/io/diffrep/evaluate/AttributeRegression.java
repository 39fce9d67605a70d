package io.diffrep.evaluate;

import io.diffrep.encode.RepresentationTable;
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

/**
 * How much of an image's attributes follows from its code: least squares on all powers and products
 * of the code up to a degree, fitted on the train split, by MLlib.
 */
final class AttributeRegression {
  private static final String CODE = "code";
  private static final String POWERS = "powers";
  private static final String TARGET = "target";

  /** Values that are one task, and so added up in one order, at most: 128 MB. */
  static final long ONE_TASK = 1L << 24;

  private final SparkSession spark;
  private final int degree;
  private final long trainImages;

  /**
   * @param degree degree of the polynomial, at least 1
   * @param trainImages how many images of the train split it is fitted to
   */
  AttributeRegression(SparkSession spark, int degree, long trainImages) {
    this.spark = spark;
    this.degree = degree;
    this.trainImages = trainImages;
  }

  /**
   * The share of an attribute's variance over the test split that the regression explains, {@code 1
   * - sum |y - y'|^2 / sum |y - mean y|^2}, of several values (a colour's three) over all of them
   * together. At most 1; below 0 where the mean would have been better.
   *
   * @param images of both splits, with standardised codes; all have the attribute
   * @param values how many values the attribute has
   * @return NaN where the attribute does not vary over the test split
   */
  double explained(JavaRDD<CodedImage> images, ImageAttribute attribute, int values) {
    double[] errors =
        IntStream.range(0, values)
            .mapToObj(value -> errors(images, attribute, value))
            .reduce(new double[2], (a, b) -> new double[] {a[0] + b[0], a[1] + b[1]});
    return errors[1] == 0 ? Double.NaN : 1 - errors[0] / errors[1];
  }

  /** Squared errors of one value over the test split: the regression's, and those of its mean. */
  private double[] errors(JavaRDD<CodedImage> images, ImageAttribute attribute, int value) {
    LinearRegressionModel model =
        new LinearRegression()
            .setFeaturesCol(POWERS)
            .setLabelCol(TARGET)
            .fit(train(images, attribute, value));
    // Rows in their order, summed here: the same bits each time. Two numbers an image.
    double[][] points =
        frame(images.filter(image -> !image.isTrain()), attribute, value)
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

  private Dataset<Row> train(JavaRDD<CodedImage> images, ImageAttribute attribute, int value) {
    Dataset<Row> frame = frame(images.filter(CodedImage::isTrain), attribute, value);
    int powers = frame.first().<Vector>getAs(POWERS).size();
    return inOrder(frame, trainImages * powers);
  }

  /**
   * The rows as one task in the order of their ids, if they are few enough: several tasks' sums are
   * added up in the order in which they end.
   *
   * @param frame rows with an id
   * @param values numbers in all rows together
   */
  static Dataset<Row> inOrder(Dataset<Row> frame, long values) {
    return values > ONE_TASK
        ? frame
        : frame.repartition(1).sortWithinPartitions(RepresentationTable.ID);
  }

  private Dataset<Row> frame(JavaRDD<CodedImage> images, ImageAttribute attribute, int value) {
    StructType schema =
        new StructType()
            .add(RepresentationTable.ID, DataTypes.StringType, false)
            .add(TARGET, DataTypes.DoubleType, false)
            .add(CODE, SQLDataTypes.VectorType(), false);
    JavaRDD<Row> rows =
        images.map(
            image ->
                RowFactory.create(
                    image.id(), image.attribute(attribute)[value], vector(image.code())));
    return new PolynomialExpansion()
        .setInputCol(CODE)
        .setOutputCol(POWERS)
        .setDegree(degree)
        .transform(spark.createDataFrame(rows, schema));
  }

  /** A code as MLlib takes it. */
  static Vector vector(float[] code) {
    double[] values = new double[code.length];
    for (int d = 0; d < code.length; d++) {
      values[d] = code[d];
    }
    return Vectors.dense(values);
  }
}
