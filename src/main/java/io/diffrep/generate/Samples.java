package io.diffrep.generate;

import io.diffrep.lake.ImageTable;
import io.diffrep.runtime.Console;
import io.diffrep.runtime.UsageException;
import io.diffrep.store.Destination;
import io.diffrep.store.IfExists;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** What a model generates, kind by kind, each in a folder of its own. */
public final class Samples {
  private Samples() {}

  /**
   * Generates, and with it the plane of codes where they are points of one. What is there is not
   * made again, and what the model or the images do not allow is left out, with the reason.
   *
   * @param spark the session
   * @param model a trained model
   * @param images the image table that it was trained on
   * @param output where the folders are written
   * @param kinds what is generated
   * @param settings how
   * @param console shows how far it is
   * @return a line or more for each kind
   */
  public static List<String> run(
      SparkSession spark,
      String model,
      String images,
      String output,
      SampleSettings kinds,
      GenerateSettings settings,
      Console console) {
    GenerationInputs inputs =
        new GenerationInputs(
            List.of(model), Optional.of(images), Optional.empty(), Selection.FIRST);
    Optional<String> label =
        ImageTable.classes(ImageTable.read(spark, images), settings.trainSplit()).stream()
            .findFirst();
    List<String> lines = new ArrayList<>();
    // One for all: what is encoded for one kind serves the next.
    try (Materials materials = Materials.open(spark, inputs, settings, console)) {
      for (SampleKind sample : kinds.samples()) {
        lines.add(
            sample
                .of(label)
                .map(kind -> line(kind, materials, output))
                .orElse(sample.label() + " is left out: no training image has a label"));
      }
      if (!kinds.samples().isEmpty() && Plane.isFor(materials.generator())) {
        lines.add(line(new Plane(), materials, output));
      }
    }
    return lines;
  }

  private static String line(Kind kind, Materials materials, String output) {
    Path folder = new Path(output, kind.name());
    try {
      Path record = new Path(folder, Generation.RECORD);
      FileSystem fs = record.getFileSystem(materials.spark().sessionState().newHadoopConf());
      return Destination.isWritten(fs, record)
              && Generation.isOf(fs, record, materials.generator().model())
          ? kind.name() + " was done before"
          : Generation.run(kind, materials, folder.toString(), IfExists.REPLACE).toString();
    } catch (UsageException e) {
      return kind.name() + " is left out: " + e.getMessage();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look for " + folder, e);
    }
  }
}
