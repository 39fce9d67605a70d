package io.diffrep.train;

import io.diffrep.image.ImageShape;
import io.diffrep.image.Normalisation;
import io.diffrep.lake.ImageTable;
import io.diffrep.runtime.Console;
import io.diffrep.runtime.Digests;
import io.diffrep.runtime.Progress;
import io.diffrep.runtime.RowCount;
import io.diffrep.runtime.UsageException;
import io.diffrep.store.Locations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.SerializableConfiguration;

/**
 * The images of one split of an image table, as chunks that rounds read from the table itself. One
 * pass over the table finds them; no pixels are kept and none are moved.
 */
final class TrainingSet implements AutoCloseable {
  /** Tasks of the pass are made longer rather than more numerous than this. */
  private static final int MOST_TASKS = 1000;

  private static final int MOST_SHAPES_SHOWN = 6;

  private final JavaSparkContext context;
  private final String root;
  private final Selection selection;
  private final List<Chunk> chunks;
  private final ImageShape shape;
  private final Normalisation normalisation;
  private final Broadcast<ChunkReader> reader;
  private final LongAccumulator rowsRead;

  private TrainingSet(
      JavaSparkContext context,
      String root,
      Selection selection,
      Survey survey,
      Broadcast<ChunkReader> reader) {
    this.context = context;
    this.root = root;
    this.selection = selection;
    this.reader = reader;
    chunks = List.copyOf(survey.chunks());
    shape = survey.shapes().keySet().iterator().next();
    normalisation = survey.histogram(shape.channels()).normalisation();
    rowsRead = context.sc().longAccumulator("rows read to train on");
  }

  /**
   * Looks through a table.
   *
   * @param selection which of its images are trained on
   * @param console shows how far it is, and takes a remark if the table's rows may lie in an order
   *     that does training no good
   * @throws UsageException if the split has no image or images of several shapes
   */
  static TrainingSet load(SparkSession spark, String table, Selection selection, Console console) {
    Dataset<Row> images = ImageTable.read(spark, table);
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Configuration hadoop = spark.sessionState().newHadoopConf();
    Broadcast<ChunkReader> reader =
        context.broadcast(new ChunkReader(new SerializableConfiguration(hadoop), selection));
    try {
      Survey survey = survey(context, ImageTable.files(images), reader, console);
      requireOneShape(survey, images, table, selection.split());
      TrainingSet set = new TrainingSet(context, root(table, hadoop), selection, survey, reader);
      set.remark(images, table, console);
      return set;
    } catch (RuntimeException e) {
      reader.destroy();
      throw e;
    }
  }

  private static Survey survey(
      JavaSparkContext context, List<Path> files, Broadcast<ChunkReader> reader, Console console) {
    List<String> names = files.stream().map(Path::toString).toList();
    if (names.isEmpty()) {
      return new Survey();
    }
    int tasks = Math.min(names.size(), Math.max(MOST_TASKS, 4 * context.defaultParallelism()));
    try (Progress progress = console.progress("train: look through", "images", 0);
        RowCount count = RowCount.begin(context.sc(), progress)) {
      LongAccumulator seen = count.counter();
      // collect() keeps the order of the files.
      return context
          .parallelize(names, tasks)
          .mapPartitions(part -> List.of(Survey.of(part, reader.value(), seen)).iterator())
          .collect()
          .stream()
          .reduce(new Survey(), Survey::merge);
    }
  }

  private static String root(String table, Configuration hadoop) {
    Path path = Locations.path("image table", table);
    try {
      return path.getFileSystem(hadoop).makeQualified(path).toString();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look for the image table at " + table, e);
    }
  }

  private static void requireOneShape(
      Survey survey, Dataset<Row> images, String table, String split) {
    if (survey.shapes().isEmpty()) {
      List<String> splits =
          images
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
    if (survey.shapes().size() > 1) {
      List<String> shapes =
          survey.shapes().entrySet().stream()
              .sorted(Map.Entry.<ImageShape, Long>comparingByValue().reversed())
              .limit(MOST_SHAPES_SHOWN)
              .map(entry -> text(entry.getKey(), entry.getValue()))
              .toList();
      throw new UsageException(
          table
              + " has images of several shapes in split '"
              + split
              + "' (channels, height, width, count): "
              + shapes
              + "; a model takes images of one shape: bring them to one before ingesting them, and"
              + " set ingest.channels to gray or rgb where only the channels differ");
    }
  }

  private static String text(ImageShape shape, long count) {
    return List.of(shape.channels(), shape.height(), shape.width(), count).toString();
  }

  private void remark(Dataset<Row> images, String table, Console console) {
    if (chunks.size() > 1 && !ImageTable.isShuffled(images)) {
      console.println(
          "warning: "
              + table
              + " is not known to lie in a random order, and training reads it row group by row"
              + " group: if its rows are sorted, such as by their labels, it learns badly; diffrep"
              + " ingest makes a table that is shuffled");
    }
  }

  /** Spark. */
  JavaSparkContext context() {
    return context;
  }

  /** Shape of every image. */
  ImageShape shape() {
    return shape;
  }

  /** By all images of the split. */
  Normalisation normalisation() {
    return normalisation;
  }

  /** The row groups that hold images of the split, in the order of the table's files. */
  List<Chunk> chunks() {
    return chunks;
  }

  /** Classes of the images in the order of their indices; empty where labels are not looked at. */
  List<String> classes() {
    return selection.classes().entrySet().stream()
        .sorted(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Images that are trained on. */
  long count() {
    return chunks.stream().mapToLong(Chunk::images).sum();
  }

  /** Reads the chunks in tasks, until this is closed. */
  Broadcast<ChunkReader> reader() {
    return reader;
  }

  /**
   * How many rows the rounds have read from the table so far, those of other splits in the same row
   * groups included, and those of tasks that were tried again.
   */
  LongAccumulator rowsRead() {
    return rowsRead;
  }

  /**
   * Identity of what rounds are made of: SHA-256 in hex over the split and the chunks. The same
   * seed gives the same data as long as it is the same; writing the table anew changes it.
   */
  String fingerprint() {
    MessageDigest digest = Digests.sha256();
    digest.update((selection.split() + "\n").getBytes(StandardCharsets.UTF_8));
    Stream.concat(classes().stream(), selection.ids().stream().sorted())
        .forEach(line -> digest.update((line + "\n").getBytes(StandardCharsets.UTF_8)));
    for (Chunk chunk : chunks) {
      String file =
          chunk.file().startsWith(root) ? chunk.file().substring(root.length()) : chunk.file();
      String line =
          String.join(
              "\t",
              file,
              String.valueOf(chunk.length()),
              String.valueOf(chunk.rowGroup()),
              String.valueOf(chunk.offset()),
              String.valueOf(chunk.rows()),
              String.valueOf(chunk.images()));
      digest.update((line + "\n").getBytes(StandardCharsets.UTF_8));
    }
    return Digests.hex(digest.digest());
  }

  @Override
  public void close() {
    reader.destroy();
  }
}
