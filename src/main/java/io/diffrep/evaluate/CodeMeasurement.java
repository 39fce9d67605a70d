package io.diffrep.evaluate;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.diffrep.encode.RepresentationTable;
import io.diffrep.runtime.JobGroup;
import io.diffrep.runtime.UsageException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.evaluation.ClusteringEvaluator;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * Measures codes against labels and against what can be seen in the images: the first ones of each
 * split by id, as many as nearest neighbours can be looked for among. What is measured repeats to
 * the bit on one kind of processor where {@link AttributeRegression#ONE_TASK} values or fewer are
 * regressed on; beyond it MLlib adds them up in the order in which its tasks end, and last digits
 * may differ.
 */
public final class CodeMeasurement {
  /**
   * Images of a split at most. Every test image is held against every image of the train split:
   * more would take hours, and tell an accuracy to less than 0.2 points already.
   */
  static final int MOST_IMAGES = 100_000;

  /** Values of a split's codes at most, 256 MB: each executor gets those of the train split. */
  static final long MOST_VALUES = 1L << 26;

  /** The same on every machine, so that sums are added in one order. */
  private static final int PARTITIONS = 8;

  private final SparkSession spark;
  private final MeasureSettings settings;
  private final JavaRDD<CodedImage> images;
  private final List<String> classes;
  private final long trainImages;
  private final long testImages;

  private CodeMeasurement(
      SparkSession spark,
      MeasureSettings settings,
      JavaRDD<CodedImage> images,
      List<String> classes) {
    this.spark = spark;
    this.settings = settings;
    this.images = images;
    this.classes = classes;
    trainImages = images.filter(CodedImage::isTrain).count();
    testImages = images.count() - trainImages;
  }

  /**
   * Measures codes.
   *
   * @param spark the session
   * @param codes rows of a representation table, one for each image; those of all noise levels
   *     count as one code
   * @param attributes as {@link ImageAttributes} gives them; images that they lack are left out
   * @throws UsageException if a split has no labelled image or the labelled ones of the test split
   *     are all of one class
   */
  public static CodeMeasures run(
      SparkSession spark, Dataset<Row> codes, Dataset<Row> attributes, MeasureSettings settings) {
    return run(spark, codes, attributes, settings, MOST_IMAGES);
  }

  /**
   * @param most images of a split at most
   */
  static CodeMeasures run(
      SparkSession spark,
      Dataset<Row> codes,
      Dataset<Row> attributes,
      MeasureSettings settings,
      int most) {
    settings.requireTwoSplits();
    try (JobGroup jobs = JobGroup.open(spark.sparkContext(), "measure codes")) {
      JavaRDD<CodedImage> all =
          join(codes, attributes, settings).persist(StorageLevel.MEMORY_AND_DISK());
      try {
        JavaRDD<CodedImage> images = first(first(all, true, most), false, most);
        Moments moments = Moments.of(images.filter(CodedImage::isTrain).map(CodedImage::code));
        Standardiser standardiser = Standardiser.of(moments, Standardiser.Scale.EACH);
        return new CodeMeasurement(
                spark,
                settings,
                images.map(image -> image.withCode(standardiser.apply(image.code()))),
                classes(images, settings))
            .measures();
      } finally {
        all.unpersist(false);
      }
    }
  }

  private static JavaRDD<CodedImage> join(
      Dataset<Row> codes, Dataset<Row> attributes, MeasureSettings settings) {
    Column train = col(RepresentationTable.SPLIT).equalTo(settings.trainSplit());
    Column test = col(RepresentationTable.SPLIT).equalTo(settings.testSplit());
    Column id = col(RepresentationTable.ID);
    List<Column> columns =
        new ArrayList<>(
            List.of(
                train,
                coalesce(col(RepresentationTable.LABEL), lit("")),
                col(RepresentationTable.CODES),
                id));
    for (ImageAttribute attribute : ImageAttribute.values()) {
      columns.add(col(attribute.label()));
    }
    return codes
        .where(train.or(test))
        .join(attributes, RepresentationTable.ID)
        .select(columns.toArray(Column[]::new))
        .repartition(PARTITIONS, id)
        .sortWithinPartitions(id)
        .javaRDD()
        .map(CodeMeasurement::image);
  }

  private static CodedImage image(Row row) {
    double[][] attributes = new double[ImageAttribute.values().length][];
    for (int i = 0; i < attributes.length; i++) {
      attributes[i] =
          row.isNullAt(4 + i)
              ? null
              : row.<Double>getList(4 + i).stream().mapToDouble(value -> value).toArray();
    }
    return new CodedImage(
        row.getString(3),
        row.getBoolean(0),
        row.getString(1),
        new Features.Concatenated().of(RepresentationTable.codes(row, 2)),
        attributes);
  }

  /** With the first images by id of one split alone, and with all of the other. */
  private static JavaRDD<CodedImage> first(JavaRDD<CodedImage> images, boolean train, int most) {
    JavaRDD<CodedImage> split = images.filter(image -> image.isTrain() == train);
    if (split.isEmpty()) {
      return images;
    }
    int taken = (int) Math.max(2, Math.min(most, MOST_VALUES / split.first().code().length));
    if (split.count() <= taken) {
      return images;
    }
    String last = split.map(CodedImage::id).takeOrdered(taken).get(taken - 1);
    return images.filter(image -> image.isTrain() != train || image.id().compareTo(last) <= 0);
  }

  /** The labels of both splits, sorted; a label's place is its class index. */
  private static List<String> classes(JavaRDD<CodedImage> images, MeasureSettings settings) {
    JavaRDD<CodedImage> labelled = images.filter(CodedImage::isLabelled);
    List<String> train = labels(labelled.filter(CodedImage::isTrain));
    List<String> test = labels(labelled.filter(image -> !image.isTrain()));
    if (train.isEmpty() || test.size() < 2) {
      throw new UsageException(
          "codes are measured by their classes, and split '"
              + settings.trainSplit()
              + "' has labels of "
              + train.size()
              + " classes, split '"
              + settings.testSplit()
              + "' of "
              + test.size()
              + ": set evaluate.train-split and evaluate.test-split to splits with labels, of two"
              + " classes at least");
    }
    List<String> all = new ArrayList<>(train);
    all.addAll(test);
    return all.stream().distinct().sorted().toList();
  }

  private static List<String> labels(JavaRDD<CodedImage> images) {
    return images.map(CodedImage::label).distinct().collect();
  }

  private CodeMeasures measures() {
    CodedImage first = images.first();
    double[] border = first.attribute(ImageAttribute.BORDER);
    try (AttributeRegression regression =
        new AttributeRegression(spark, settings.degree(first.code().length), images, trainImages)) {
      return new CodeMeasures(
          accuracy(),
          silhouette(),
          regression.explained(ImageAttribute.INK, 1),
          regression.explained(ImageAttribute.SLANT, 1),
          border == null ? null : regression.explained(ImageAttribute.BORDER, border.length),
          trainImages,
          testImages);
    }
  }

  private JavaRDD<CodedImage> labelled(boolean train) {
    return images.filter(image -> image.isTrain() == train && image.isLabelled());
  }

  private double accuracy() {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    List<String> order = new ArrayList<>(classes);
    // In the order of partitions and rows, which the ids alone decide.
    List<Tuple2<float[], Integer>> train =
        labelled(true)
            .map(
                image -> new Tuple2<>(image.code(), Collections.binarySearch(order, image.label())))
            .collect();
    Broadcast<NearestNeighbours> neighbours =
        context.broadcast(
            new NearestNeighbours(
                train.stream().map(Tuple2::_1).toList(),
                train.stream().mapToInt(Tuple2::_2).toArray(),
                settings.neighbours()));
    JavaRDD<CodedImage> test = labelled(false);
    if (test.getNumPartitions() < context.defaultParallelism()) {
      test = test.repartition(context.defaultParallelism());
    }
    try {
      long right =
          test.filter(
                  image -> {
                    int predicted = neighbours.value().predict(image.code());
                    return order.get(predicted).equals(image.label());
                  })
              .count();
      return (double) right / test.count();
    } finally {
      neighbours.destroy();
    }
  }

  private double silhouette() {
    StructType schema =
        new StructType()
            .add("class", DataTypes.DoubleType, false)
            .add("code", SQLDataTypes.VectorType(), false);
    List<String> names = new ArrayList<>(classes);
    JavaRDD<Row> rows =
        AttributeRegression.inOrder(labelled(false), testImages * images.first().code().length)
            .map(
                image ->
                    RowFactory.create(
                        (double) Collections.binarySearch(names, image.label()),
                        AttributeRegression.vector(image.code())));
    return new ClusteringEvaluator()
        .setPredictionCol("class")
        .setFeaturesCol("code")
        .evaluate(spark.createDataFrame(rows, schema));
  }
}
