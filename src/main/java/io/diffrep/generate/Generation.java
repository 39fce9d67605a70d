package io.diffrep.generate;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.diffrep.model.ModelSpecification;
import io.diffrep.runtime.Console;
import io.diffrep.runtime.JobGroup;
import io.diffrep.runtime.UsageException;
import io.diffrep.store.Destination;
import io.diffrep.store.IfExists;
import io.diffrep.store.Locations;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** Generates images and writes them as grids in PNG files, with what there is to know of them. */
public final class Generation {
  /** Settings, models and measurements; written last. */
  public static final String RECORD = "generate.json";

  private Generation() {}

  /**
   * Generates and writes.
   *
   * @param spark the session
   * @param kind what is generated
   * @param inputs what from
   * @param output the directory to write
   * @param settings how
   * @param ifExists what to do if the output exists
   * @param console shows how far it is
   * @throws UsageException if an input is missing or does not fit, or the model cannot do it
   */
  public static GenerationSummary run(
      SparkSession spark,
      Kind kind,
      GenerationInputs inputs,
      String output,
      GenerateSettings settings,
      IfExists ifExists,
      Console console) {
    Configuration hadoop = spark.sessionState().newHadoopConf();
    Path directory = Locations.path("grids", output);
    Path[] read =
        inputs.all().stream().map(path -> Locations.path("input", path)).toArray(Path[]::new);
    try (JobGroup jobs = JobGroup.open(spark.sparkContext(), "generate " + kind.name())) {
      Destination.check(directory, hadoop, ifExists, read);
      try (Materials materials = Materials.open(spark, inputs, settings, console)) {
        if (kind.solves()) {
          // Before anything is encoded for it.
          materials.generators().forEach(Generator::requireSolvable);
        }
        Gallery gallery = kind.draw(materials);
        Destination.claim(directory, hadoop, ifExists, read);
        return write(kind, gallery, materials, directory, hadoop);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the grids " + output, e);
    }
  }

  private static GenerationSummary write(
      Kind kind, Gallery gallery, Materials materials, Path directory, Configuration hadoop)
      throws IOException {
    FileSystem fs = directory.getFileSystem(hadoop);
    fs.mkdirs(directory);
    List<String> files = new ArrayList<>();
    for (Grid grid : gallery.grids()) {
      String name = grid.name() + ".png";
      write(fs, new Path(directory, name), grid.png());
      files.add(name);
    }
    write(
        fs,
        new Path(directory, RECORD),
        new ObjectMapper()
            .writerWithDefaultPrettyPrinter()
            .writeValueAsBytes(record(kind, gallery, materials, files)));
    return new GenerationSummary(
        kind.name(), directory.toString(), files, gallery.lines(), materials.notes());
  }

  private static void write(FileSystem fs, Path file, byte[] bytes) throws IOException {
    try (OutputStream out = fs.create(file, false)) {
      out.write(bytes);
    }
  }

  private static Map<String, Object> record(
      Kind kind, Gallery gallery, Materials materials, List<String> files) {
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("kind", kind.name());
    record.put("files", files);
    record.put("seed", materials.settings().seed());
    record.put("settings", materials.settings());
    List<Map<String, Object>> models = new ArrayList<>();
    for (int i = 0; i < materials.models().size(); i++) {
      models.add(model(materials.models().get(i), materials.generators().get(i)));
    }
    record.put("models", models);
    record.putAll(gallery.facts());
    record.put("lines", gallery.lines());
    record.put("interpolation-losses", materials.checks());
    record.put("notes", materials.notes());
    return record;
  }

  private static Map<String, Object> model(String directory, Generator generator) {
    ModelSpecification specification = generator.model().specification();
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("directory", directory);
    model.put("fingerprint", generator.model().fingerprint());
    model.put("noise-law", specification.noise().noiseLaw().description());
    model.put("weighting", specification.objective().weighting());
    return model;
  }
}
