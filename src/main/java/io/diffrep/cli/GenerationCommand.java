package io.diffrep.cli;

import io.diffrep.config.Configuration;
import io.diffrep.reproduce.GenerationComparison;
import io.diffrep.reproduce.GenerationExperiment;
import io.diffrep.reproduce.GenerationVariant;
import io.diffrep.runtime.Console;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code diffrep reproduce generation}: what images say of codes, by code size. */
@Command(
    name = "generation",
    description = {
      "Trains models with codes of several sizes, one without codes, and a classifier on the same"
          + " images; generates images with each, and measures how near reconstructions come, whether"
          + " they keep their class, how much images of one code vary, how far samples are from real"
          + " images, and what a code is worth at each noise level.",
      "Run again, it goes on where it was; what is finished is not trained or measured again. Once"
          + " DIR/images is there, several processes may train different variants at the same time."
    },
    footer = {
      "",
      "Examples:",
      "  jobs/reproduce generation --config conf/generation.conf --input sample:fashion-mnist \\",
      "      --output runs/generation"
    })
final class GenerationCommand extends ExperimentCommand<GenerationVariant> {
  @Option(
      names = "--variants",
      split = ",",
      paramLabel = "NAME",
      description =
          "What is trained now: of ${COMPLETION-CANDIDATES} (default: all). What is finished is"
              + " compared, as soon as the classifier is with all seeds.")
  private List<GenerationVariant> variants = new ArrayList<>(List.of(GenerationVariant.values()));

  @Override
  protected List<GenerationVariant> variants() {
    return variants;
  }

  @Override
  protected void check(Configuration configuration) {
    super.check(configuration);
    GenerationExperiment.check(configuration);
  }

  @Override
  protected String comparison() {
    return "generate with what is finished, and compare it";
  }

  @Override
  protected void perform(Session session, Configuration configuration, Console console) {
    GenerationExperiment.run(
            session.spark(), configuration, output(), experiment(), common().ifExists(), console)
        .map(GenerationComparison::json)
        .ifPresent(console::println);
  }
}
