package io.diffrep.cli;

import io.diffrep.config.Configuration;
import io.diffrep.evaluate.ClassifierAccuracy;
import io.diffrep.evaluate.DenoisingLosses;
import io.diffrep.evaluate.Evaluation;
import io.diffrep.run.Remains;
import io.diffrep.runtime.Console;
import io.diffrep.runtime.UsageException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code diffrep evaluate}: what representations are worth when few labels exist. */
@Command(
    name = "evaluate",
    description = {
      "Fits classifiers on representations of few labelled images and tests them on others.",
      "With --images and --model it also measures the denoising losses with an image's own code,"
          + " another image's and none, or of a model that was trained by labels the accuracy of its"
          + " own classifier."
    },
    footer = {
      "",
      "Examples:",
      "  diffrep evaluate --representations codes/first codes/untrained codes/pixels \\",
      "      --output results",
      "  diffrep evaluate --images lake/images --model models/first --output results"
    })
final class EvaluateCommand extends Verb {
  @Option(
      names = "--representations",
      arity = "1..*",
      paramLabel = "DIR",
      description = "Representation tables, compared with each other.")
  private List<String> representations = new ArrayList<>();

  @Option(
      names = "--images",
      paramLabel = "DIR",
      description = "The image table to measure the model on.")
  private String images;

  @Option(names = "--model", paramLabel = "DIR", description = "The model to measure by itself.")
  private String model;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description =
          "Accuracies go to its folder probes, losses to its folder denoising, the accuracy of a"
              + " model's own classifier to its folder classifier.")
  private String output;

  @Override
  protected void check(Configuration configuration) {
    if ((images == null) != (model == null)) {
      throw new UsageException("--images and --model go together: give both or neither");
    }
    if (representations.isEmpty() && images == null) {
      throw new UsageException(
          "Nothing to evaluate: give --representations, or --images and --model, or all three");
    }
  }

  @Override
  protected List<String> plan(Configuration configuration) {
    List<String> steps = new ArrayList<>();
    if (!representations.isEmpty()) {
      steps.add(
          "fit classifiers on "
              + configuration.evaluate().budgets()
              + (configuration.evaluate().allLabels() ? " and all" : "")
              + " labels of "
              + String.join(", ", representations));
      steps.add("write the metrics to " + folder(Evaluation.FOLDER));
    }
    if (images != null) {
      steps.add("measure the denoising losses of " + model + " on " + images);
      steps.add("write them to " + folder(DenoisingLosses.FOLDER));
      steps.add(
          "or, if it was trained by labels, the accuracy of its own classifier, to "
              + folder(ClassifierAccuracy.FOLDER));
    }
    return steps;
  }

  @Override
  protected List<Remains.Output> outputs() {
    List<Remains.Output> outputs = new ArrayList<>();
    if (images != null) {
      outputs.add(new Remains.Output(folder(DenoisingLosses.FOLDER), DenoisingLosses.MARKDOWN));
      outputs.add(
          new Remains.Output(folder(ClassifierAccuracy.FOLDER), ClassifierAccuracy.MARKDOWN));
    }
    if (!representations.isEmpty()) {
      outputs.add(new Remains.Output(folder(Evaluation.FOLDER), Evaluation.MARKDOWN));
    }
    return outputs;
  }

  @Override
  protected void perform(Session session, Configuration configuration, Console console) {
    // The shorter one first: what is wrong with it shows before the longer has been waited for.
    if (images != null) {
      console.println(
          ClassifierAccuracy.isFor(session.spark(), model)
              ? accuracy(session, configuration, console)
              : losses(session, configuration, console));
    }
    if (!representations.isEmpty()) {
      console.println(
          Evaluation.run(
                  session.spark(),
                  representations,
                  folder(Evaluation.FOLDER),
                  configuration.evaluate(),
                  common().ifExists(),
                  console)
              .markdown());
    }
  }

  private String losses(Session session, Configuration configuration, Console console) {
    return DenoisingLosses.run(
            session.spark(),
            images,
            model,
            folder(DenoisingLosses.FOLDER),
            configuration.loss(),
            configuration.seed(),
            common().ifExists(),
            console)
        .markdown();
  }

  private String accuracy(Session session, Configuration configuration, Console console) {
    return ClassifierAccuracy.run(
            session.spark(),
            images,
            model,
            folder(ClassifierAccuracy.FOLDER),
            configuration.evaluate().testSplit(),
            configuration.train().split(),
            configuration.encode().batch(),
            common().ifExists(),
            console)
        .markdown();
  }

  private String folder(String name) {
    return output.replaceAll("/+$", "") + "/" + name;
  }
}
