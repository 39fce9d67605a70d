package io.diffrep.reproduce;

import io.diffrep.config.Configuration;
import io.diffrep.evaluate.DenoisingLossSummary;
import io.diffrep.evaluate.DenoisingLosses;
import io.diffrep.evaluate.LossSettings;
import io.diffrep.lake.ImageTable;
import io.diffrep.lake.Ingest;
import io.diffrep.model.ModelDirectory;
import io.diffrep.report.Charts;
import io.diffrep.report.Plot;
import io.diffrep.run.RunConfiguration;
import io.diffrep.runtime.Console;
import io.diffrep.runtime.UsageException;
import io.diffrep.store.Destination;
import io.diffrep.store.IfExists;
import io.diffrep.store.Locations;
import io.diffrep.train.Training;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * An experiment's directory: the settings of all its trainings, one image table, a model for each
 * variant and seed, and what was found. An experiment can be run in pieces: what is there is not
 * made again. Once the image table is there, several processes may train different variants.
 */
final class ExperimentDirectory {
  /** Where the image table lies. */
  static final String IMAGES = "images";

  private static final String INGESTING = "images.ingesting";

  private final SparkSession spark;
  private final Configuration configuration;
  private final Path directory;
  private final Console console;
  private final org.apache.hadoop.conf.Configuration hadoop;
  private final FileSystem fs;

  private ExperimentDirectory(
      SparkSession spark, Configuration configuration, Path directory, Console console)
      throws IOException {
    this.spark = spark;
    this.configuration = configuration;
    this.directory = directory;
    this.console = console;
    hadoop = spark.sessionState().newHadoopConf();
    fs = directory.getFileSystem(hadoop);
  }

  /**
   * Begins the experiment, or opens it again.
   *
   * @param spark the session
   * @param configuration settings of all variants; {@code pipeline.input} names the lake
   * @param output the directory
   * @param ifExists whether a directory that exists is replaced; otherwise it goes on
   * @param console shows how far it is
   * @throws UsageException if the directory was begun with other settings or holds something else
   */
  static ExperimentDirectory open(
      SparkSession spark,
      Configuration configuration,
      String output,
      IfExists ifExists,
      Console console)
      throws IOException {
    Path path = Locations.path("experiment", output);
    ExperimentDirectory opened = new ExperimentDirectory(spark, configuration, path, console);
    Ingest.check(spark, configuration.input(), path);
    RunConfiguration written = new RunConfiguration(path, opened.hadoop);
    if (ifExists == IfExists.REFUSE && written.exists()) {
      written.requireSame(configuration, key -> false);
    } else {
      Destination.claim(path, opened.hadoop, ifExists);
      written.write(configuration);
    }
    return opened;
  }

  /**
   * Refuses a directory that no experiment was begun in.
   *
   * @throws UsageException if there is none
   */
  static void requireBegun(SparkSession spark, String output) throws IOException {
    Path path = Locations.path("experiment", output);
    if (!new RunConfiguration(path, spark.sessionState().newHadoopConf()).exists()) {
      throw new UsageException(
          "no experiment was begun in "
              + path
              + ", and there is nothing to measure: name its"
              + " directory by --output, or leave --measure out");
    }
  }

  /**
   * Makes the image table, unless it is there.
   *
   * @throws UsageException if another process is at it
   */
  void ingest() throws IOException {
    if (isIngested()) {
      return;
    }
    Path claim = new Path(directory, INGESTING);
    claim(claim);
    try {
      // Another process may have come to its end in between.
      if (!isIngested()) {
        console.println(
            Ingest.run(
                spark,
                configuration.input(),
                child(IMAGES),
                child("quarantine"),
                configuration.ingest(),
                IfExists.REPLACE,
                console));
      }
    } finally {
      fs.delete(claim, false);
    }
  }

  private boolean isIngested() throws IOException {
    return fs.exists(new Path(directory, IMAGES + "/" + Destination.SUCCESS));
  }

  private void claim(Path claim) throws IOException {
    try {
      fs.create(claim, false).close();
    } catch (FileAlreadyExistsException e) {
      throw new UsageException(
          "another process is ingesting "
              + configuration.input()
              + " into "
              + directory
              + ": run again when it has done so, or, if none is (one was killed), delete "
              + claim,
          e);
    }
  }

  /** The image table. */
  Dataset<Row> images() {
    return ImageTable.read(spark, child(IMAGES));
  }

  /** Trains what is not finished of a plan: all variants with the first seed, then the next. */
  void train(ExperimentPlan<?> plan) throws IOException {
    for (long seed : plan.seeds()) {
      for (Variant variant : plan.variants()) {
        if (!model(variant, seed).isFinished()) {
          console.println(variant.title() + ", seed " + seed + ":");
          console.println(
              Training.run(
                  spark,
                  child(IMAGES),
                  child(ExperimentPlan.model(variant, seed)),
                  variant.model(configuration.model()),
                  variant.train(configuration.train(), seed),
                  IfExists.REFUSE,
                  console));
        }
      }
    }
  }

  /** A variant's model, which may not be there yet. */
  ModelDirectory model(Variant variant, long seed) throws IOException {
    return new ModelDirectory(new Path(child(ExperimentPlan.model(variant, seed))), hadoop);
  }

  /**
   * Denoising losses of a variant's model, measured once; where the model is another than was
   * measured, again.
   *
   * @param noise seed of the noise, which is the same for all models
   */
  DenoisingLossSummary losses(Variant variant, long seed, LossSettings settings, long noise)
      throws IOException {
    String folder = "held-out/" + ExperimentPlan.run(variant, seed);
    String file = folder + "/" + DenoisingLosses.JSON;
    Optional<String> before = read(file);
    if (before.isPresent()) {
      DenoisingLossSummary measured = DenoisingLossSummary.read(before.get(), child(file));
      if (model(variant, seed).load().fingerprint().equals(measured.model())) {
        return measured;
      }
    }
    return DenoisingLosses.run(
        spark,
        child(IMAGES),
        child(ExperimentPlan.model(variant, seed)),
        child(folder),
        settings,
        noise,
        IfExists.REPLACE,
        console);
  }

  /** The seeds that a variant is finished with. */
  List<Long> finished(Variant variant, List<Long> seeds) throws IOException {
    List<Long> finished = new ArrayList<>();
    for (long seed : seeds) {
      if (model(variant, seed).isFinished()) {
        finished.add(seed);
      }
    }
    return finished;
  }

  /** The path of what lies in the directory under a name. */
  String child(String name) {
    return new Path(directory, name).toString();
  }

  /** Names of the files in a folder, sorted; none if there is no such folder. */
  List<String> names(String folder) throws IOException {
    Path path = new Path(directory, folder);
    return fs.exists(path)
        ? Arrays.stream(fs.listStatus(path))
            .map(FileStatus::getPath)
            .map(Path::getName)
            .sorted()
            .toList()
        : List.of();
  }

  /** A text; empty if there is none. */
  Optional<String> read(String name) throws IOException {
    Path file = new Path(directory, name);
    if (!fs.exists(file)) {
      return Optional.empty();
    }
    try (InputStream in = fs.open(file)) {
      return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /**
   * Draws a chart as SVG, where the machine has fonts.
   *
   * @return whether it has
   */
  boolean draw(String name, Plot plot) throws IOException {
    Optional<String> svg = Charts.svgWithLegend(plot);
    if (svg.isPresent()) {
      write(name, svg.get());
    }
    return svg.isPresent();
  }

  /**
   * Renames a file to its name with {@code .before} behind it, over one that was set aside before.
   *
   * @return its name now
   */
  String setAside(String name) throws IOException {
    String aside = name + ".before";
    fs.delete(new Path(directory, aside), false);
    if (!fs.rename(new Path(directory, name), new Path(directory, aside))) {
      throw new IOException("cannot rename " + child(name) + " to " + aside);
    }
    return aside;
  }

  /** Writes a text, over one that is there. */
  void write(String name, String text) throws IOException {
    write(name, text.getBytes(StandardCharsets.UTF_8));
  }

  /** The same of bytes. */
  void write(String name, byte[] bytes) throws IOException {
    try (OutputStream out = fs.create(new Path(directory, name), true)) {
      out.write(bytes);
    }
  }
}
