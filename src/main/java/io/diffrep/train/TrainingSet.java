package io.diffrep.train;

import io.diffrep.image.ImageShape;
import io.diffrep.image.Normalisation;
import io.diffrep.image.PixelHistogram;
import io.diffrep.lake.ImageTable;
import io.diffrep.runtime.UsageException;
import java.util.List;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * The images of one split, dealt to the workers: sorted by id and dealt in turn, so that each
 * worker has the same images, one more or less, however the table's files are cut.
 */
final class TrainingSet implements AutoCloseable {
  private final ImageShape shape;
  private final Normalisation normalisation;
  private final JavaRDD<TrainingImage> images;
  private final long count;

  private TrainingSet(
      ImageShape shape, Normalisation normalisation, JavaRDD<TrainingImage> images, long count) {
    this.shape = shape;
    this.normalisation = normalisation;
    this.images = images;
    this.count = count;
  }

  /**
   * Reads and deals a split.
   *
   * @param workers partitions to deal to
   * @throws UsageException if the split has no image, fewer than workers, or images of several
   *     shapes
   */
  static TrainingSet load(SparkSession spark, String table, String split, int workers) {
    Dataset<Row> rows =
        ImageTable.read(spark, table).filter(functions.col(ImageTable.SPLIT).equalTo(split));
    ImageShape shape = onlyShape(rows, table, split);
    Dataset<Row> pixels = rows.select(ImageTable.ID, ImageTable.PIXELS);
    JavaPairRDD<Integer, TrainingImage> ranked =
        pixels
            .toJavaRDD()
            .mapToPair(row -> new Tuple2<>(row.getString(0), row.<byte[]>getAs(1)))
            .sortByKey()
            .zipWithIndex()
            .mapToPair(
                entry ->
                    new Tuple2<>(
                        (int) (entry._2() % workers),
                        TrainingImage.of(entry._1()._1(), entry._1()._2())));
    JavaRDD<TrainingImage> dealt = ranked.partitionBy(new HashPartitioner(workers)).values();
    dealt.persist(StorageLevel.MEMORY_AND_DISK());
    try {
      return of(dealt, shape, table, split);
    } catch (RuntimeException e) {
      dealt.unpersist(false);
      throw e;
    }
  }

  private static TrainingSet of(
      JavaRDD<TrainingImage> dealt, ImageShape shape, String table, String split) {
    int workers = dealt.getNumPartitions();
    PixelHistogram histogram =
        dealt.aggregate(
            new PixelHistogram(shape.channels()),
            (counts, image) -> counts.add(image.pixels()),
            PixelHistogram::merge);
    long count = dealt.count();
    if (count < workers) {
      throw new UsageException(
          "split '"
              + split
              + "' of "
              + table
              + " has "
              + count
              + " images for "
              + workers
              + " workers: set train.workers to "
              + count
              + " at most");
    }
    return new TrainingSet(shape, histogram.normalisation(), dealt, count);
  }

  private static ImageShape onlyShape(Dataset<Row> rows, String table, String split) {
    List<Row> shapes =
        rows.groupBy(ImageTable.CHANNELS, ImageTable.HEIGHT, ImageTable.WIDTH)
            .count()
            .orderBy(functions.col("count").desc())
            .limit(6)
            .collectAsList();
    if (shapes.isEmpty()) {
      List<String> splits =
          ImageTable.read(rows.sparkSession(), table)
              .select(ImageTable.SPLIT)
              .distinct()
              .orderBy(ImageTable.SPLIT)
              .as(Encoders.STRING())
              .collectAsList();
      throw new UsageException(
          table
              + " has no image in split '"
              + split
              + "', only in "
              + splits
              + ": set train.split to one of them");
    }
    if (shapes.size() > 1) {
      throw new UsageException(
          table
              + " has images of several shapes in split '"
              + split
              + "' (channels, height, width, count): "
              + shapes
              + "; a model takes images of one shape: bring them to one before ingesting them, and"
              + " set ingest.channels to gray or rgb where only the channels differ");
    }
    return ImageTable.shape(shapes.get(0));
  }

  /** Shape of every image. */
  ImageShape shape() {
    return shape;
  }

  /** By all images of the split. */
  Normalisation normalisation() {
    return normalisation;
  }

  /** One partition a worker. */
  JavaRDD<TrainingImage> images() {
    return images;
  }

  /** Images over all workers. */
  long count() {
    return count;
  }

  /** The same for the same images, however their files are cut. */
  String fingerprint() {
    long sum = images.aggregate(0L, (all, image) -> all + Mixing.mix(image.key()), Long::sum);
    return count + "-" + Long.toHexString(sum);
  }

  @Override
  public void close() {
    images.unpersist(false);
  }
}
