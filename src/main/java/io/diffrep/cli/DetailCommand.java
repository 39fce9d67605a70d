package io.diffrep.cli;

import io.diffrep.config.Configuration;
import io.diffrep.reproduce.DetailComparison;
import io.diffrep.reproduce.DetailExperiment;
import io.diffrep.reproduce.DetailVariant;
import io.diffrep.run.Remains;
import io.diffrep.runtime.Console;
import io.diffrep.runtime.UsageException;
import io.diffrep.store.IfExists;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code diffrep reproduce detail}: what codes hold by the law of noise levels. */
@Command(
    name = "detail",
    description = {
      "Trains the same encoder under several laws of noise levels and weightings, and measures what"
          + " its codes hold against images seen: the class of an image (nearest neighbours,"
          + " silhouette), its stroke (ink mass and slant), and of RGB images the border's colour.",
      "Run again, it goes on where it was; what is finished is not trained again, and what was"
          + " measured is not measured again. noise.law, objective.weighting,"
          + " objective.parameterisation and the seed of the trainings are the variants' own.",
      "Once DIR/images is there, several processes may run different variants in one directory at"
          + " the same time, each on part of the cores; the last one to end compares all."
    },
    footer = {
      "",
      "Examples:",
      "  jobs/reproduce detail --config conf/detail-mnist.conf --input /data/mnist --output runs/detail",
      "  jobs/reproduce detail --config conf/detail-mnist.conf --input /data/mnist --output runs/detail \\",
      "      --seeds 1 --variants uniform-paper --set 'spark.master=\"local[1,4]\"'"
    })
final class DetailCommand extends ExperimentCommand<DetailVariant> {
  @Option(
      names = "--variants",
      split = ",",
      paramLabel = "NAME",
      description =
          "What is trained and measured now: of ${COMPLETION-CANDIDATES} (default: all). What was"
              + " measured with these seeds is compared.")
  private List<DetailVariant> variants = new ArrayList<>(List.of(DetailVariant.values()));

  @Option(
      names = "--measure",
      description =
          "Train nothing: measure and compare the models that are there, finished or not.")
  private boolean measuring;

  @Override
  protected List<DetailVariant> variants() {
    return variants;
  }

  @Override
  protected String comparison() {
    return "measure what is new, and compare what was measured";
  }

  @Override
  protected void check(Configuration configuration) {
    super.check(configuration);
    DetailExperiment.check(configuration, experiment());
    if (measuring && common().ifExists() == IfExists.REPLACE) {
      throw new UsageException(
          "--measure and --overwrite exclude one another: nothing would be left to measure");
    }
  }

  @Override
  protected List<String> plan(Configuration configuration) {
    List<String> steps = super.plan(configuration);
    return measuring ? List.of(steps.get(0), steps.get(steps.size() - 1)) : steps;
  }

  /** Measuring begins nothing that could be left incomplete. */
  @Override
  protected List<Remains.Output> outputs() {
    return measuring ? List.of() : super.outputs();
  }

  @Override
  protected void perform(Session session, Configuration configuration, Console console) {
    DetailComparison comparison =
        measuring
            ? DetailExperiment.measure(
                session.spark(), configuration, output(), experiment(), console)
            : DetailExperiment.run(
                session.spark(),
                configuration,
                output(),
                experiment(),
                common().ifExists(),
                console);
    console.println(comparison.json());
  }
}
