package io.diffrep.generate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.diffrep.model.Model;
import io.diffrep.model.ModelSpecification;
import io.diffrep.runtime.Console;
import io.diffrep.runtime.JobGroup;
import io.diffrep.runtime.ResultJson;
import io.diffrep.runtime.UsageException;
import io.diffrep.store.Destination;
import io.diffrep.store.IfExists;
import io.diffrep.store.Locations;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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
    Target target = Target.of(spark, inputs, output, ifExists);
    try (JobGroup jobs = JobGroup.open(spark.sparkContext(), title(kind))) {
      target.check();
      try (Materials materials = Materials.open(spark, inputs, settings, console)) {
        return draw(kind, materials, target);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the grids " + output, e);
    }
  }

  /**
   * Generates and writes one of several kinds that are made from the same.
   *
   * @param kind what is generated
   * @param materials what from; stays the caller's
   * @param output the directory to write
   * @param ifExists what to do if the output exists
   * @throws UsageException if an input is missing or does not fit, or the model cannot do it
   */
  static GenerationSummary run(Kind kind, Materials materials, String output, IfExists ifExists) {
    Target target = Target.of(materials.spark(), materials.inputs(), output, ifExists);
    try (JobGroup jobs = JobGroup.open(materials.spark().sparkContext(), title(kind))) {
      target.check();
      materials.begin();
      return draw(kind, materials, target);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the grids " + output, e);
    }
  }

  private static String title(Kind kind) {
    return "generate " + kind.name();
  }

  /** Where grids are written, and what must lie apart from it. */
  private record Target(
      Path directory, Configuration hadoop, IfExists ifExists, List<Path> inputs) {
    static Target of(
        SparkSession spark, GenerationInputs inputs, String output, IfExists ifExists) {
      return new Target(
          Locations.path("grids", output),
          spark.sessionState().newHadoopConf(),
          ifExists,
          inputs.all().stream().map(path -> Locations.path("input", path)).toList());
    }

    void check() throws IOException {
      Destination.check(directory, hadoop, ifExists, inputs.toArray(Path[]::new));
    }

    void claim() throws IOException {
      Destination.claim(directory, hadoop, ifExists, inputs.toArray(Path[]::new));
    }
  }

  private static GenerationSummary draw(Kind kind, Materials materials, Target target)
      throws IOException {
    if (kind.solves()) {
      // Before anything is encoded for it.
      materials.generators().forEach(Generator::requireSolvable);
      materials.noteSolver();
    }
    Gallery gallery = kind.draw(materials);
    target.claim();
    return write(kind, gallery, materials, target);
  }

  private static GenerationSummary write(
      Kind kind, Gallery gallery, Materials materials, Target target) throws IOException {
    Path directory = target.directory();
    FileSystem fs = directory.getFileSystem(target.hadoop());
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
        ResultJson.pretty(record(kind, gallery, materials, files))
            .getBytes(StandardCharsets.UTF_8));
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

  /**
   * Whether a record says that its images are of a model.
   *
   * @param fs the record's file system
   * @param record the path of a {@link #RECORD}
   */
  static boolean isOf(FileSystem fs, Path record, Model model) throws IOException {
    try (InputStream in = fs.open(record)) {
      JsonNode first = new ObjectMapper().readTree(in).path("models").path(0);
      return first.path("fingerprint").asText().equals(model.fingerprint());
    } catch (JsonProcessingException e) {
      // A part of one: it is made anew.
      return false;
    }
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
