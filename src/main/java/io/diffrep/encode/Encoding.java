package io.diffrep.encode;

import io.diffrep.lake.ImageTable;
import io.diffrep.model.Model;
import io.diffrep.model.ModelDirectory;
import io.diffrep.model.ModelSpecification;
import io.diffrep.network.NetworkSettings;
import io.diffrep.runtime.Console;
import io.diffrep.runtime.JobGroup;
import io.diffrep.runtime.Progress;
import io.diffrep.runtime.RowCount;
import io.diffrep.runtime.UsageException;
import io.diffrep.store.Destination;
import io.diffrep.store.IfExists;
import io.diffrep.store.Locations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.LongAccumulator;

/** Encodes an image table into a representation table. */
public final class Encoding {
  private Encoding() {}

  /**
   * Encodes every image of a table.
   *
   * @param spark the session
   * @param images an image table
   * @param modelDirectory a model; for pixels it gives nothing but the shape of the images
   * @param output the representation table to write
   * @param source what the codes are
   * @param settings noise levels and batch
   * @param ifExists what to do if the output exists
   * @param console shows how far it is
   * @throws UsageException if there is no table, no model, an image of another shape, a noise level
   *     that the model was not trained at, or a block that its score network does not have
   */
  public static EncodingSummary run(
      SparkSession spark,
      String images,
      String modelDirectory,
      String output,
      Source source,
      EncodeSettings settings,
      IfExists ifExists,
      Console console) {
    long start = System.nanoTime();
    Configuration hadoop = spark.sessionState().newHadoopConf();
    Path path = Locations.path("representation table", output);
    Path imageTable = Locations.path("image table", images);
    Path modelPath = Locations.path("model", modelDirectory);
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    String title = "encode " + source.label();
    Broadcast<Model> broadcast = null;
    try (JobGroup jobs = JobGroup.open(spark.sparkContext(), title)) {
      Destination.check(path, hadoop, ifExists, imageTable, modelPath);
      Dataset<Row> table = ImageTable.read(spark, images);
      Model model = new ModelDirectory(modelPath, hadoop).load();
      ImageTable.requireShape(table, images, model.architecture().image());
      requireFit(model, modelPath.toString(), source, settings);
      Model encoder = source == Source.UNTRAINED ? model.untrained() : model;
      // One copy of the model an executor, whatever the number of partitions.
      broadcast = context.broadcast(encoder);
      RowEncoder rows = encoder(broadcast, source, settings);
      Destination.claim(path, hadoop, ifExists, imageTable, modelPath);
      StructType schema = RepresentationTable.schema(source, model.specification().objective());
      write(spark, table, rows, schema, output, console.progress(title, "images", table.count()));
      long count = spark.read().parquet(Locations.literal(output)).count();
      return new EncodingSummary(output, source, count, (System.nanoTime() - start) / 1e9);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot encode " + images + " into " + output, e);
    } finally {
      if (broadcast != null) {
        broadcast.destroy();
      }
    }
  }

  /**
   * Whether a representation table is what a model's encoding would be now; an empty one is.
   *
   * @param spark the session
   * @param table a representation table
   * @param model the model
   * @param source what the codes are
   * @param settings noise levels and what is taken of the score network
   */
  public static boolean isOf(
      SparkSession spark, String table, Model model, Source source, EncodeSettings settings) {
    Model encoder = source == Source.UNTRAINED ? model.untrained() : model;
    String fingerprint = Fingerprints.of(encoder, source, settings);
    return spark
        .read()
        .parquet(Locations.literal(table))
        .select(RepresentationTable.MODEL)
        .limit(1)
        .collectAsList()
        .stream()
        .allMatch(row -> row.getString(0).equals(fingerprint));
  }

  /**
   * The rows of a representation table, computed when they are read: for codes that are needed
   * once.
   *
   * @param spark the session
   * @param images rows of an image table
   * @param model the model
   * @param name what to call the model in messages
   * @param settings noise levels and batch
   * @throws UsageException if an image has another shape, or for a noise level that the model was
   *     not trained at
   */
  public static Dataset<Row> rows(
      SparkSession spark, Dataset<Row> images, Model model, String name, EncodeSettings settings) {
    ImageTable.requireShape(images, "the image table", model.architecture().image());
    requireFit(model, name, Source.ENCODER, settings);
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    // Spark removes the broadcast once nobody holds the rows.
    RowEncoder rows = encoder(context.broadcast(model), Source.ENCODER, settings);
    return spark.createDataFrame(
        ImageTable.spread(images).mapPartitions(part -> rows.encode(part, done -> {})),
        RepresentationTable.SCHEMA);
  }

  private static RowEncoder encoder(
      Broadcast<Model> model, Source source, EncodeSettings settings) {
    return new RowEncoder(
        model,
        source,
        settings,
        Fingerprints.of(model.value(), source, settings),
        Timestamp.from(Instant.now()));
  }

  private static void write(
      SparkSession spark,
      Dataset<Row> table,
      RowEncoder rows,
      StructType schema,
      String output,
      Progress progress) {
    try (progress;
        RowCount count = RowCount.begin(spark.sparkContext(), progress)) {
      LongAccumulator done = count.counter();
      JavaRDD<Row> encoded =
          ImageTable.spread(table).mapPartitions(images -> rows.encode(images, done::add));
      spark.createDataFrame(encoded, schema).write().parquet(output);
      // The last tasks' counts may still be on their way.
      progress.reach(progress.total());
    }
  }

  private static void requireFit(Model model, String name, Source source, EncodeSettings settings) {
    ModelSpecification specification = model.specification();
    NetworkSettings network = model.architecture().settings();
    List<String> mistakes = new ArrayList<>();
    settings
        .mistake(source, specification.noise().noiseLaw(), network, name)
        .ifPresent(mistakes::add);
    if (source == Source.SCORE) {
      List<String> ofScore = settings.scoreMistakes(network, specification.objective(), name);
      mistakes.addAll(ofScore);
      if (ofScore.isEmpty()) {
        settings.cellsMistake(network, model.architecture().image(), name).ifPresent(mistakes::add);
      }
    }
    if (!mistakes.isEmpty()) {
      throw new UsageException(String.join("\n", mistakes));
    }
  }
}
