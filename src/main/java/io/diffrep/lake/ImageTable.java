package io.diffrep.lake;

import io.diffrep.image.ImageShape;
import io.diffrep.runtime.UsageException;
import io.diffrep.store.Destination;
import io.diffrep.store.Locations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The image table: one row per decoded image. The column names are public interface. The lake's
 * root, to which {@link #PATH} is relative, stands in the table's metadata, so that a lake that
 * moves keeps its ids.
 */
public final class ImageTable {
  /** Identity: SHA-256 in hex over the image's encoded content followed by its path in UTF-8. */
  public static final String ID = "id";

  /** Path relative to the lake's root; {@code file#member} for a member of a container. */
  public static final String PATH = "path";

  /** Length of the encoded image in bytes; of a member, its own. */
  public static final String LENGTH = "length";

  /** When the source was last modified; null where the source does not say. */
  public static final String MODIFIED = "modified";

  /** Entity tag of the source, or null. */
  public static final String ETAG = "etag";

  /** Class of the image, or null. */
  public static final String LABEL = "label";

  /** Split that the image belongs to: {@code train}, {@code val} or {@code test}. */
  public static final String SPLIT = "split";

  /** Columns of the image. */
  public static final String WIDTH = "width";

  /** Rows of the image. */
  public static final String HEIGHT = "height";

  /** 1 (gray) or 3 (RGB). */
  public static final String CHANNELS = "channels";

  /** Unsigned bytes {@code [height, width, channels]}, row-major. */
  public static final String PIXELS = "pixels";

  /** The schema of the table. */
  public static final StructType SCHEMA = schema(Metadata.empty());

  private static final String LAKE_ROOT = "lake-root";
  private static final String ROW_ORDER = "row-order";
  private static final String RANDOM = "random";

  private ImageTable() {}

  /**
   * Opens an image table.
   *
   * @param spark the session
   * @param path where the table lies, on any Hadoop file system
   * @throws UsageException if nothing is there or it is no image table
   */
  public static Dataset<Row> read(SparkSession spark, String path) {
    return read(spark, path, SCHEMA, "image table");
  }

  /**
   * Root of the lake that a table was made from, as {@code --input} named it, made absolute; empty
   * if the table does not say.
   *
   * @param images an image table
   */
  public static String root(Dataset<Row> images) {
    Metadata metadata = images.schema().apply(PATH).metadata();
    return metadata.contains(LAKE_ROOT) ? metadata.getString(LAKE_ROOT) : "";
  }

  /**
   * The Parquet files of a table, in the order of their paths.
   *
   * @param images an image table, as {@link #read} gives it
   */
  public static List<Path> files(Dataset<Row> images) {
    return Arrays.stream(images.inputFiles())
        .map(encoded -> new Path(URI.create(encoded)))
        .sorted()
        .toList();
  }

  /** Whether a row has a label: an empty one, as tables of other makers have it, is none. */
  public static Column isLabelled() {
    return functions.col(LABEL).isNotNull().and(functions.col(LABEL).notEqual(""));
  }

  /**
   * Rows over at least as many partitions as there are task slots: a small table is one file, which
   * would keep one core busy.
   */
  public static JavaRDD<Row> spread(Dataset<Row> images) {
    JavaRDD<Row> rows = images.toJavaRDD();
    int slots = images.sparkSession().sparkContext().defaultParallelism();
    return rows.getNumPartitions() < slots ? images.repartition(slots).toJavaRDD() : rows;
  }

  /**
   * The labels of a split's images, each once, sorted.
   *
   * @param images an image table, or another with its columns of split and label
   */
  public static List<String> classes(Dataset<Row> images, String split) {
    return images
        .where(functions.col(SPLIT).equalTo(split))
        .where(isLabelled())
        .select(LABEL)
        .distinct()
        .orderBy(LABEL)
        .as(Encoders.STRING())
        .collectAsList();
  }

  /**
   * Shape of a row's image.
   *
   * @param row a row with the columns {@link #CHANNELS}, {@link #HEIGHT} and {@link #WIDTH}
   */
  public static ImageShape shape(Row row) {
    return new ImageShape(
        row.<Integer>getAs(CHANNELS), row.<Integer>getAs(HEIGHT), row.<Integer>getAs(WIDTH));
  }

  /**
   * Refuses a table with an image of another shape than a model's.
   *
   * @param images an image table
   * @param place where it lies, for the message
   * @param shape the shape that the model takes
   * @throws UsageException if there is one, named by its path
   */
  public static void requireShape(Dataset<Row> images, String place, ImageShape shape) {
    List<Row> others =
        images
            .filter(
                functions
                    .col(CHANNELS)
                    .notEqual(shape.channels())
                    .or(functions.col(HEIGHT).notEqual(shape.height()))
                    .or(functions.col(WIDTH).notEqual(shape.width())))
            .limit(1)
            .collectAsList();
    if (!others.isEmpty()) {
      throw new UsageException(
          "the model takes images of "
              + shape
              + ", and "
              + others.get(0).<String>getAs(PATH)
              + " of "
              + place
              + " is "
              + shape(others.get(0))
              + ": ingest images of the model's shape");
    }
  }

  /**
   * Whether the rows are known to lie in a random order, as {@link Ingest} writes them: what reads
   * a part of the table has a sample of it then.
   *
   * @param images an image table
   */
  public static boolean isShuffled(Dataset<Row> images) {
    Metadata metadata = images.schema().apply(PATH).metadata();
    return metadata.contains(ROW_ORDER) && metadata.getString(ROW_ORDER).equals(RANDOM);
  }

  /**
   * The schema of a table of which {@link #isShuffled} holds, with the lake's root, both in the
   * metadata of {@link #PATH}.
   */
  public static StructType schemaOfLake(String root) {
    return schema(
        new MetadataBuilder().putString(LAKE_ROOT, root).putString(ROW_ORDER, RANDOM).build());
  }

  private static StructType schema(Metadata ofPath) {
    return new StructType()
        .add(ID, DataTypes.StringType, false)
        .add(PATH, DataTypes.StringType, false, ofPath)
        .add(LENGTH, DataTypes.LongType, false)
        .add(MODIFIED, DataTypes.TimestampType, true)
        .add(ETAG, DataTypes.StringType, true)
        .add(LABEL, DataTypes.StringType, true)
        .add(SPLIT, DataTypes.StringType, true)
        .add(WIDTH, DataTypes.IntegerType, false)
        .add(HEIGHT, DataTypes.IntegerType, false)
        .add(CHANNELS, DataTypes.IntegerType, false)
        .add(PIXELS, DataTypes.BinaryType, false);
  }

  /** Opens a Parquet table and refuses one that lacks a column of the schema. */
  static Dataset<Row> read(SparkSession spark, String path, StructType schema, String kind) {
    Path location = Locations.path(kind, path);
    try {
      FileSystem fs = location.getFileSystem(spark.sessionState().newHadoopConf());
      if (!fs.exists(location)) {
        throw new UsageException("no " + kind + " at " + path + ": it does not exist");
      }
      Destination.requireFinished(fs, location);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look for the " + kind + " at " + path, e);
    }
    Dataset<Row> table = open(spark, path, kind);
    List<String> faults = new ArrayList<>();
    for (StructField wanted : schema.fields()) {
      List<String> names = List.of(table.columns());
      if (!names.contains(wanted.name())) {
        faults.add("has no column " + wanted.name());
      } else if (!table.schema().apply(wanted.name()).dataType().equals(wanted.dataType())) {
        faults.add(
            "column "
                + wanted.name()
                + " is "
                + table.schema().apply(wanted.name()).dataType().simpleString()
                + ", not "
                + wanted.dataType().simpleString());
      }
    }
    if (!faults.isEmpty()) {
      throw new UsageException(path + " is no " + kind + ": it " + String.join("; ", faults));
    }
    return table;
  }

  private static Dataset<Row> open(SparkSession spark, String path, String kind) {
    try {
      return spark.read().parquet(Locations.literal(path));
    } catch (Exception e) {
      // Spark's Scala methods throw AnalysisException without declaring it.
      if (e instanceof AnalysisException) {
        throw new UsageException(
            "no "
                + kind
                + " at "
                + path
                + ": it holds no Parquet files. A lake of images is made into one by diffrep ingest",
            e);
      }
      throw e;
    }
  }
}
