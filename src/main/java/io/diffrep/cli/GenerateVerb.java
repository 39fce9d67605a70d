package io.diffrep.cli;

import io.diffrep.config.Configuration;
import io.diffrep.generate.Generation;
import io.diffrep.generate.GenerationInputs;
import io.diffrep.generate.Kind;
import io.diffrep.generate.Selection;
import io.diffrep.run.Remains;
import io.diffrep.runtime.Console;
import io.diffrep.runtime.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What all kinds of {@code diffrep generate} do alike. */
abstract class GenerateVerb extends Verb {
  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description = "The directory to write: PNG grids, and generate.json with what they are of.")
  private String output;

  @Option(names = "--images", paramLabel = "DIR", description = "An image table.")
  private String images;

  @Mixin private Choice choice;

  /** Which images are taken. */
  static final class Choice {
    @Option(
        names = "--paths",
        arity = "1..*",
        paramLabel = "PATH",
        description = "Images by path, as the table's column path has them.")
    private List<String> paths = new ArrayList<>();

    @Option(
        names = "--ids",
        arity = "1..*",
        paramLabel = "ID",
        description = "Images by id, or its first digits.")
    private List<String> ids = new ArrayList<>();

    @Option(
        names = "--count",
        paramLabel = "N",
        description =
            "How many where none is named, the first by id of evaluate.test-split (default:"
                + " generate.images).")
    private Integer count;

    private boolean isNamed() {
      return !(paths.isEmpty() && ids.isEmpty());
    }
  }

  /** The option of kinds that take one model. */
  static final class OneModel {
    @Option(
        names = "--model",
        required = true,
        paramLabel = "DIR",
        description = "A trained model.")
    private String model;
  }

  /** The options of kinds that take stored codes. */
  static final class CodeOptions {
    @Option(
        names = "--representations",
        paramLabel = "DIR",
        description =
            "Codes of the model's encoder, in place of encoding --images at generate.levels noise"
                + " levels; with --images, the originals are shown beside, and it is checked whether"
                + " the table's noise levels are close enough.")
    private String representations;

    private boolean given() {
      return representations != null;
    }
  }

  /** What is generated. */
  protected abstract Kind kind();

  /** The models, the first of which counts where there is but one. */
  protected abstract List<String> models();

  /** What is generated, in words. */
  protected abstract String description();

  /** The representation table; none where the kind takes none. */
  protected Optional<String> representations() {
    return Optional.empty();
  }

  /** The model of {@link #models}. */
  protected static List<String> models(OneModel one) {
    return List.of(one.model);
  }

  /** The table of {@link #representations}. */
  protected static Optional<String> representations(CodeOptions codes) {
    return codes.given() ? Optional.of(codes.representations) : Optional.empty();
  }

  /** Whether images are named by id or path. */
  protected final boolean isNamed() {
    return choice.isNamed();
  }

  /**
   * Refuses a call without images, and one without anything that has codes.
   *
   * @throws UsageException saying what to name
   */
  protected void requireInputs(Configuration configuration) {
    if (images == null && representations().isEmpty()) {
      throw new UsageException(
          "there is nothing to generate from: name an image table by --images");
    }
  }

  @Override
  protected void check(Configuration configuration) {
    if (choice.count != null && choice.count < 1) {
      throw new UsageException("--count is " + choice.count + ": give 1 or more");
    }
    if (choice.count != null && isNamed()) {
      throw new UsageException(
          "--count says how many images are taken where none is named: leave it or the names out");
    }
    requireInputs(configuration);
  }

  @Override
  protected List<String> plan(Configuration configuration) {
    List<String> from = new ArrayList<>(models());
    representations().ifPresent(from::add);
    if (images != null) {
      from.add(images);
    }
    return List.of(
        description() + ", from " + String.join(", ", from),
        "write the grids and generate.json to " + output);
  }

  @Override
  protected List<Remains.Output> outputs() {
    return List.of(new Remains.Output(output, "generate.json"));
  }

  @Override
  protected void perform(Session session, Configuration configuration, Console console) {
    GenerationInputs inputs =
        new GenerationInputs(
            models(),
            Optional.ofNullable(images),
            representations(),
            new Selection(choice.ids, choice.paths, choice.count == null ? 0 : choice.count));
    console.println(
        Generation.run(
            session.spark(),
            kind(),
            inputs,
            output,
            configuration.generate(),
            common().ifExists(),
            console));
  }
}
