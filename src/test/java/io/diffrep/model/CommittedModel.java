package io.diffrep.model;

import io.diffrep.image.ImageShape;
import io.diffrep.runtime.Console;
import io.diffrep.store.IfExists;
import io.diffrep.testing.ImageTables;
import io.diffrep.testing.SparkSessions;
import io.diffrep.testing.TinyModels;
import io.diffrep.train.Training;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;

/**
 * Writes a model that later versions must load for ever, and the codes that it gives: into {@code
 * src/test/resources/models/format-N}, once for each format.
 */
final class CommittedModel {
  private CommittedModel() {}

  /** Arguments: a folder for the image table, the folder of the model. */
  public static void main(String[] arguments) throws IOException {
    ImageTables.write(arguments[0], 400, new ImageShape(1, 8, 8), 1);
    Training.run(
        SparkSessions.shared(),
        arguments[0],
        arguments[1],
        TinyModels.MODEL,
        TinyModels.training(4000, 2),
        IfExists.REFUSE,
        Console.silent());
    Model model =
        new ModelDirectory(new org.apache.hadoop.fs.Path(arguments[1]), new Configuration(false))
            .load();
    List<String> lines =
        CodesInAnotherJvm.numbers(model).stream().map(CommittedModel::line).toList();
    Files.write(Path.of(arguments[1], "codes.txt"), lines);
  }

  private static String line(float[] code) {
    return IntStream.range(0, code.length)
        .mapToObj(i -> String.format(Locale.ROOT, "%.7g", code[i]))
        .collect(Collectors.joining(" "));
  }
}
