package io.diffrep.lake;

import io.diffrep.image.DecodeSettings;
import io.diffrep.runtime.Console;
import io.diffrep.runtime.JobGroup;
import io.diffrep.runtime.Progress;
import io.diffrep.runtime.RowCount;
import io.diffrep.runtime.Tasks;
import io.diffrep.runtime.UsageException;
import io.diffrep.store.Destination;
import io.diffrep.store.IfExists;
import io.diffrep.store.Locations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.SerializableConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads an image lake into the image table, and sets aside what cannot be read.
 *
 * <p>A lake is a folder on any Hadoop file system, or {@code sample:fashion-mnist}. In it, at any
 * depth:
 *
 * <ul>
 *   <li>image files (PNG, JPEG): the label is the name of the file's folder; a first folder {@code
 *       train}, {@code val} or {@code test} is the split;
 *   <li>IDX files of images ({@code *-images-idx3-ubyte}, gzip or not) with the labels beside them
 *       ({@code *-labels-idx1-ubyte}): the last part of the prefix is the split ({@code t10k} means
 *       {@code test});
 *   <li>anything else is set aside with its reason; names that begin with {@code .} or {@code _}
 *       are ignored, as everywhere in Hadoop.
 * </ul>
 */
public final class Ingest {
  private static final Logger LOG = LoggerFactory.getLogger(Ingest.class);
  private static final long ROWS_PER_QUARANTINE_FILE = 1_000_000;

  private final SparkSession spark;
  private final Configuration hadoop;
  private final IngestSettings settings;
  private final Console console;

  private Ingest(SparkSession spark, IngestSettings settings, Console console) {
    this.spark = spark;
    this.hadoop = spark.sessionState().newHadoopConf();
    this.settings = settings;
    this.console = console;
  }

  /**
   * Ingests a lake. Every image is decoded once; no file, however broken, ends the job.
   *
   * @param spark the session
   * @param input the lake
   * @param imagesDir where the image table goes
   * @param quarantineDir where the quarantine table goes
   * @param settings limits, channels, splits, size of the table's files
   * @param ifExists what to do with tables that exist
   * @param console shows how far it is
   * @return the counts
   * @throws UsageException if the lake does not exist, is a single file, holds no files or not one
   *     readable image (the quarantine table is then written and named); if a destination exists
   *     and may not be replaced, or overlaps with the lake or the other destination
   * @throws UncheckedIOException if a file system fails
   */
  public static IngestSummary run(
      SparkSession spark,
      String input,
      String imagesDir,
      String quarantineDir,
      IngestSettings settings,
      IfExists ifExists,
      Console console) {
    try (JobGroup jobs = JobGroup.open(spark.sparkContext(), "ingest: read")) {
      return new Ingest(spark, settings, console)
          .ingest(
              jobs,
              input,
              Locations.path("image table", imagesDir),
              Locations.path("quarantine table", quarantineDir),
              ifExists);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot ingest " + input + ": " + e.getMessage(), e);
    }
  }

  /**
   * Refuses an input that {@link #run} would refuse at once, and a directory that must not be
   * written beside it: for whoever clears the directory first.
   *
   * @param spark the session
   * @param input the lake
   * @param directory what is to be written, the tables in it
   * @throws UsageException if the lake does not exist or is a single file, or the two overlap
   * @throws UncheckedIOException if a file system fails
   */
  public static void check(SparkSession spark, String input, Path directory) {
    try {
      Lake.at(input, spark.sessionState().newHadoopConf()).refuseOverlap(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look at " + input + ": " + e.getMessage(), e);
    }
  }

  private IngestSummary ingest(
      JobGroup jobs, String input, Path images, Path quarantine, IfExists ifExists)
      throws IOException {
    Lake lake = Lake.at(input, hadoop);
    checkDestinations(lake, images, quarantine, ifExists);
    LakePlan plan = LakePlan.of(list(lake), hadoop, settings.decode());
    // Only now: a lake without files must not cost the tables of an earlier one.
    Destination.claim(images, hadoop, ifExists);
    Destination.claim(quarantine, hadoop, ifExists);
    LongAccumulator done = spark.sparkContext().longAccumulator("images read");
    JavaRDD<Row> outcomes = read(plan, done).persist(StorageLevel.MEMORY_AND_DISK_SER());
    try {
      Tally tally = tally(outcomes, plan.promised(), done);
      IngestSummary summary =
          new IngestSummary(
              plan.promised(), tally.accepted(), tally.rejected(), tally.reasons(), tally.splits());
      jobs.describe("ingest: write the quarantine table");
      writeQuarantine(outcomes, tally, quarantine);
      if (tally.accepted() == 0) {
        throw new UsageException(
            "the input "
                + input
                + " holds no image that can be read ("
                + summary.text()
                + "); "
                + quarantine
                + " says why for each file");
      }
      jobs.describe("ingest: write the image table");
      writeImages(outcomes, tally, images, lake.root());
      LOG.info("{}: {}", input, summary.text());
      return summary;
    } finally {
      outcomes.unpersist(false);
    }
  }

  private List<LakeFile> list(Lake lake) throws IOException {
    try (Progress progress = console.progress("ingest: list", "files", 0)) {
      return lake.files(progress);
    }
  }

  private Tally tally(JavaRDD<Row> outcomes, long promised, LongAccumulator done) {
    try (Progress progress = console.progress("ingest: read", "images", promised);
        RowCount count = RowCount.of(spark.sparkContext(), done, progress)) {
      return outcomes
          .mapPartitions(rows -> Collections.singleton(Tally.of(rows)).iterator())
          .fold(new Tally(), Tally::merge);
    }
  }

  private void checkDestinations(Lake lake, Path images, Path quarantine, IfExists ifExists)
      throws IOException {
    for (Path destination : List.of(images, quarantine)) {
      lake.refuseOverlap(destination);
      Destination.check(destination, hadoop, ifExists);
    }
    Path first = images.getFileSystem(hadoop).makeQualified(images);
    Path second = quarantine.getFileSystem(hadoop).makeQualified(quarantine);
    if (Destination.contains(first, second) || Destination.contains(second, first)) {
      throw new UsageException(
          "the image table " + images + " and the quarantine table " + quarantine + " overlap");
    }
  }

  private JavaRDD<Row> read(LakePlan plan, LongAccumulator done) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    List<List<Source>> bundles = plan.bundles(context.defaultParallelism());
    Broadcast<SerializableConfiguration> conf =
        context.broadcast(new SerializableConfiguration(hadoop));
    DecodeSettings decode = settings.decode();
    SplitRule splits = plan.splits(settings.testShare());
    return context
        .parallelize(bundles, bundles.size())
        .mapPartitions(
            parts -> readAll(parts, new Reading(conf.value().value(), decode, splits), done));
  }

  /** One source after another, each opened only when the one before it is through. */
  private static Iterator<Row> readAll(
      Iterator<List<Source>> bundles, Reading reading, LongAccumulator done) {
    List<Source> sources = new ArrayList<>();
    bundles.forEachRemaining(sources::addAll);
    return new Iterator<>() {
      private final Iterator<Source> next = sources.iterator();
      private Iterator<Row> rows = Collections.emptyIterator();

      @Override
      public boolean hasNext() {
        while (!rows.hasNext() && next.hasNext()) {
          rows = next.next().read(reading);
        }
        return rows.hasNext();
      }

      @Override
      public Row next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        Tasks.endIfCancelled();
        done.add(1);
        return rows.next();
      }
    };
  }

  private void writeImages(JavaRDD<Row> outcomes, Tally tally, Path images, String root) {
    Dataset<Row> rows =
        spark.createDataFrame(
            outcomes.filter(Outcome::isAccepted).map(Outcome::imageRow),
            ImageTable.schemaOfLake(root));
    try (Progress progress = console.progress("ingest: write", "images", tally.accepted());
        RowCount count = RowCount.begin(spark.sparkContext(), progress)) {
      TableLayout.of(tally.accepted(), tally.pixelBytes(), settings)
          .write(rows, count.counter(), images);
      progress.reach(progress.total());
    }
  }

  private void writeQuarantine(JavaRDD<Row> outcomes, Tally tally, Path quarantine) {
    JavaRDD<Row> rows =
        outcomes.filter(row -> !Outcome.isAccepted(row)).map(Outcome::quarantineRow);
    long files = 1 + tally.rejected() / ROWS_PER_QUARANTINE_FILE;
    spark
        .createDataFrame(rows, QuarantineTable.SCHEMA)
        .coalesce((int) Math.min(files, rows.getNumPartitions()))
        .write()
        .option("maxRecordsPerFile", ROWS_PER_QUARANTINE_FILE)
        .parquet(quarantine.toString());
  }
}
