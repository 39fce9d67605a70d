package io.diffrep.evaluate;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.diffrep.encode.RepresentationTable;
import io.diffrep.lake.ImageTable;
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

/** Measures codes against labels and against what can be seen in the images. */
public final class CodeMeasurement {
  /** The same on every machine, so that sums are added in one order. */
  private static final int PARTITIONS = 8;

  private final SparkSession spark;
  private final MeasureSettings settings;
  private final JavaRDD<CodedImage> images;
  private final List<String> classes;

  private CodeMeasurement(
      SparkSession spark,
      MeasureSettings settings,
      JavaRDD<CodedImage> images,
      List<String> classes) {
    this.spark = spark;
    this.settings = settings;
    this.images = images;
    this.classes = classes;
  }

  /**
   * Measures the codes of a representation table.
   *
   * @param spark the session
   * @param representations a representation table
   * @param images the image table that it was made from
   * @throws UsageException if one of them is missing or unusable, or as the other method does
   */
  public static CodeMeasures run(
      SparkSession spark, String representations, String images, MeasureSettings settings) {
    requireTwoSplits(settings);
    return run(
        spark,
        RepresentationSet.open(spark, representations).rows(),
        ImageAttributes.of(ImageTable.read(spark, images)),
        settings);
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
    requireTwoSplits(settings);
    try (JobGroup jobs = JobGroup.open(spark.sparkContext(), "measure codes")) {
      JavaRDD<CodedImage> images =
          join(codes, attributes, settings).persist(StorageLevel.MEMORY_AND_DISK());
      try {
        Moments moments = Moments.of(images.filter(CodedImage::isTrain).map(CodedImage::code));
        Standardiser standardiser = Standardiser.of(moments, Standardiser.Scale.EACH);
        return new CodeMeasurement(
                spark,
                settings,
                images.map(image -> image.withCode(standardiser.apply(image.code()))),
                classes(images, settings))
            .measures();
      } finally {
        images.unpersist(false);
      }
    }
  }

  private static void requireTwoSplits(MeasureSettings settings) {
    if (settings.trainSplit().equals(settings.testSplit())) {
      throw new UsageException(
          "evaluate.test-split is evaluate.train-split, '"
              + settings.trainSplit()
              + "': codes are measured on images that nothing is fitted on; set it to another split");
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
        row.getBoolean(0),
        row.getString(1),
        new Features.Concatenated().of(RepresentationTable.codes(row, 2)),
        attributes);
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
    AttributeRegression regression =
        new AttributeRegression(spark, settings.degree(first.code().length));
    double[] border = first.attribute(ImageAttribute.BORDER);
    return new CodeMeasures(
        accuracy(),
        silhouette(),
        regression.explained(images, ImageAttribute.INK, 1),
        regression.explained(images, ImageAttribute.SLANT, 1),
        border == null ? null : regression.explained(images, ImageAttribute.BORDER, border.length));
  }

  private JavaRDD<CodedImage> labelled(boolean train) {
    return images.filter(image -> image.isTrain() == train && image.isLabelled());
  }

  private double accuracy() {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    // In the order of partitions and rows, which the ids alone decide.
    List<CodedImage> train = labelled(true).collect();
    int[] known =
        train.stream().mapToInt(i -> Collections.binarySearch(classes, i.label())).toArray();
    Broadcast<NearestNeighbours> neighbours =
        context.broadcast(
            new NearestNeighbours(
                train.stream().map(CodedImage::code).toList(), known, settings.neighbours()));
    Broadcast<List<String>> names = context.broadcast(new ArrayList<>(classes));
    JavaRDD<CodedImage> test = labelled(false);
    if (test.getNumPartitions() < context.defaultParallelism()) {
      test = test.repartition(context.defaultParallelism());
    }
    try {
      long right =
          test.filter(
                  image -> {
                    int predicted = neighbours.value().predict(image.code());
                    return names.value().get(predicted).equals(image.label());
                  })
              .count();
      return (double) right / test.count();
    } finally {
      neighbours.destroy();
      names.destroy();
    }
  }

  private double silhouette() {
    StructType schema =
        new StructType()
            .add("class", DataTypes.DoubleType, false)
            .add("code", SQLDataTypes.VectorType(), false);
    List<String> names = new ArrayList<>(classes);
    JavaRDD<Row> rows =
        labelled(false)
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
