package io.diffrep.cli;

import io.diffrep.config.Configuration;
import io.diffrep.reproduce.AveragingComparison;
import io.diffrep.reproduce.AveragingExperiment;
import io.diffrep.reproduce.AveragingPlan;
import io.diffrep.reproduce.AveragingVariant;
import io.diffrep.run.Remains;
import io.diffrep.run.Remains.Again;
import io.diffrep.runtime.Console;
import io.diffrep.runtime.UsageException;
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
final class AveragingCommand extends Verb {
  @Option(
      names = "--input",
      required = true,
      paramLabel = "LAKE",
      description = "The images, as ingest takes them; some must be held out.")
  private String input;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description = "The experiment's directory: models, curves, tables, charts.")
  private String output;

  @Option(
      names = "--images",
      paramLabel = "N",
      description =
          "Images that each training sees, instead of train.images; the learning rate's warm-up is"
              + " shortened with it.")
  private Long images;

  @Option(
      names = "--seeds",
      split = ",",
      paramLabel = "SEED",
      defaultValue = "1,2",
      description = "Seeds that every variant is trained with (default: ${DEFAULT-VALUE}).")
  private List<Long> seeds = new ArrayList<>();

  @Option(
      names = "--variants",
      split = ",",
      paramLabel = "NAME",
      description =
          "What is trained now: of ${COMPLETION-CANDIDATES} (default: all). What is finished is"
              + " compared, as soon as one-worker is with all seeds.")
  private List<AveragingVariant> variants = new ArrayList<>(List.of(AveragingVariant.values()));

  @Override
  protected Configuration configuration() {
    List<String> assignments = new ArrayList<>(List.of("pipeline.input=" + input));
    Configuration whole = common().configuration(assignments);
    if (images == null) {
      return whole;
    }
    if (images < 1) {
      throw new UsageException("--images is " + images + ": give 1 or more");
    }
    double share = (double) images / whole.train().images();
    assignments.add("train.images=" + images);
    assignments.add("train.warm-up-images=" + Math.round(share * whole.train().warmUpImages()));
    return common().configuration(assignments);
  }

  private AveragingPlan averagingPlan() {
    return new AveragingPlan(variants, seeds);
  }

  @Override
  protected void check(Configuration configuration) {
    averagingPlan().requireTrainable(configuration.train());
  }

  @Override
  protected List<String> plan(Configuration configuration) {
    List<String> steps = new ArrayList<>();
    steps.add("ingest " + input + " into " + output + "/images, unless it lies there");
    for (long seed : seeds) {
      for (AveragingVariant variant : variants) {
        steps.add(
            "train "
                + variant.title()
                + " until "
                + configuration.train().images()
                + " images are seen, into "
                + model(variant, seed)
                + ", unless it is finished");
      }
    }
    steps.add("compare what is finished, in " + output);
    return steps;
  }

  @Override
  protected List<Remains.Output> outputs() {
    List<Remains.Output> outputs = new ArrayList<>();
    for (long seed : seeds) {
      for (AveragingVariant variant : variants) {
        outputs.add(
            new Remains.Output(model(variant, seed), "weights/MANIFEST.json", Again.GOES_ON));
      }
    }
    return outputs;
  }

  private String model(AveragingVariant variant, long seed) {
    return output + "/" + AveragingPlan.model(variant, seed);
  }

  @Override
  protected void perform(Session session, Configuration configuration, Console console) {
    AveragingExperiment.run(
            session.spark(), configuration, output, averagingPlan(), common().ifExists(), console)
        .map(AveragingComparison::json)
        .ifPresent(console::println);
  }
}
