package io.diffrep.cli;

import io.diffrep.config.Configuration;
import io.diffrep.reproduce.AveragingComparison;
import io.diffrep.reproduce.AveragingExperiment;
import io.diffrep.reproduce.AveragingVariant;
import io.diffrep.runtime.Console;
import io.diffrep.runtime.UsageException;
import io.diffrep.train.TrainSettings;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code diffrep reproduce averaging}: loss against images seen, by number and interval. */
@Command(
    name = "averaging",
    description = {
      "Trains the same model by one worker and by two that are averaged every step, every ten steps,"
          + " at the interval that the program chooses, and every ten steps in mixed precision, all"
          + " with the same global batch, and compares loss against images seen.",
      "Run again, it goes on where it was; what is finished is not trained again. train.workers, train.averaging-interval,"
          + " engine.precision and the seed of the trainings are the variants' own."
    },
    footer = {
      "",
      "Examples:",
      "  jobs/reproduce averaging --input /data/fashion-mnist --output runs/averaging",
      "  jobs/reproduce averaging --input /data/fashion-mnist --output runs/averaging \\",
      "      --images 120000 --seeds 1,2,3 --variants one-worker,every-10-steps"
    })
final class AveragingCommand extends ExperimentCommand<AveragingVariant> {
  @Option(
      names = "--images",
      paramLabel = "N",
      description =
          "Images that each training sees, instead of train.images; the learning rate's warm-up is"
              + " shortened with it.")
  private Long images;

  @Option(
      names = "--variants",
      split = ",",
      paramLabel = "NAME",
      description =
          "What is trained now: of ${COMPLETION-CANDIDATES} (default: all). What is finished is"
              + " compared, as soon as one-worker is with all seeds.")
  private List<AveragingVariant> variants = new ArrayList<>(List.of(AveragingVariant.values()));

  @Override
  protected List<AveragingVariant> variants() {
    return variants;
  }

  @Override
  protected void check(Configuration configuration) {
    super.check(configuration);
    AveragingExperiment.check(configuration);
  }

  @Override
  protected String comparison() {
    return "compare what is finished";
  }

  @Override
  protected List<String> assignments() {
    List<String> assignments = super.assignments();
    if (images == null) {
      return assignments;
    }
    if (images < 1) {
      throw new UsageException("--images is " + images + ": give 1 or more");
    }
    TrainSettings whole = common().configuration(assignments).train();
    double share = (double) images / whole.images();
    assignments.add("train.images=" + images);
    assignments.add("train.warm-up-images=" + Math.round(share * whole.warmUpImages()));
    return assignments;
  }

  @Override
  protected void perform(Session session, Configuration configuration, Console console) {
    AveragingExperiment.run(
            session.spark(), configuration, output(), experiment(), common().ifExists(), console)
        .map(AveragingComparison::json)
        .ifPresent(console::println);
  }
}
