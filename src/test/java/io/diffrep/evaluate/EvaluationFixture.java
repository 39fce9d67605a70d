package io.diffrep.evaluate;

import io.diffrep.evaluate.RepresentationTables.Image;
import io.diffrep.runtime.Console;
import io.diffrep.store.IfExists;
import io.diffrep.testing.SparkSessions;
import java.nio.file.Path;
import java.util.List;

/** Evaluates made-up tables in a folder. */
final class EvaluationFixture {
  static final float[] TWO_LEVELS = {0.2f, 4f};
  static final float[] ONE_LEVEL = {1f};
  static final float[] PIXELS = {0f};

  /** Four classes, of each 20 images to learn from and 25 to test on. */
  static final List<Image> IMAGES = RepresentationTables.images(4, 20, 25);

  static final EvaluateSettings SETTINGS =
      new EvaluateSettings(List.of(8, 24), true, 2, 5, "train", "test", 0, 1, 10);

  private final Path folder;

  /**
   * @param folder where tables and results go
   */
  EvaluationFixture(Path folder) {
    this.folder = folder;
  }

  String path(String name) {
    return folder.resolve(name).toString();
  }

  /** Writes a table of all images whose classes lie so many deviations from one another. */
  String table(String source, float[] levels, double apart) {
    return RepresentationTables.write(
        folder.resolve(source), source, levels, IMAGES, RepresentationTables.gaussian(apart, 6, 1));
  }

  EvaluationSummary run(List<String> tables, String output) {
    return run(tables, path(output), SETTINGS, IfExists.REFUSE);
  }

  EvaluationSummary run(
      List<String> tables, String output, EvaluateSettings settings, IfExists ifExists) {
    return Evaluation.run(
        SparkSessions.shared(), tables, output, settings, ifExists, Console.silent());
  }

  /** The images of a row of a confusion matrix. */
  static long sum(List<Long> counts) {
    return counts.stream().mapToLong(Long::longValue).sum();
  }
}
