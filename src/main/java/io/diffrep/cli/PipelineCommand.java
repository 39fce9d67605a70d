package io.diffrep.cli;

import io.diffrep.config.Configuration;
import io.diffrep.encode.Source;
import io.diffrep.report.Report;
import io.diffrep.run.Pipeline;
import io.diffrep.run.Remains;
import io.diffrep.run.Remains.Again;
import io.diffrep.runtime.Console;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code diffrep pipeline}: from images to the table of results in one run directory. */
@Command(
    name = "pipeline",
    description =
        "Ingests, trains, encodes, evaluates and reports; everything lies in one run directory. Run"
            + " again after an interruption of the training, it goes on with that.",
    footer = {
      "",
      "Examples:",
      "  diffrep pipeline --config conf/quickstart.conf --run runs/quickstart",
      "  diffrep pipeline --config conf/fashion-mnist.conf --run runs/fashion-mnist \\",
      "      --set pipeline.input=/data/fashion-mnist"
    })
final class PipelineCommand extends Verb {
  @Option(
      names = "--run",
      required = true,
      paramLabel = "DIR",
      description = "The run directory to write.")
  private String run;

  @Override
  protected void check(Configuration configuration) {
    Pipeline.check(configuration);
  }

  @Override
  protected List<String> plan(Configuration configuration) {
    return List.of(
        "ingest " + configuration.input() + " into " + run + "/images and " + run + "/quarantine",
        "train until "
            + configuration.train().images()
            + " images are seen; the model goes to "
            + run
            + "/model",
        "encode at the noise levels "
            + configuration.encode().noiseLevels()
            + " ("
            + configuration.sources().described()
            + ") into "
            + run
            + "/representations",
        "evaluate with "
            + configuration.evaluate().budgets()
            + (configuration.evaluate().allLabels() ? " and all" : "")
            + " labels; the tables go to "
            + run
            + "/evaluation",
        "show all of it in " + run + "/" + Report.PAGE);
  }

  @Override
  protected List<Remains.Output> outputs() {
    List<Remains.Output> outputs = new ArrayList<>();
    outputs.add(new Remains.Output(run + "/images", "_SUCCESS"));
    outputs.add(new Remains.Output(run + "/model", "weights/MANIFEST.json", Again.GOES_ON));
    for (Source source : configuration().sources().sources()) {
      outputs.add(new Remains.Output(run + "/representations/" + source.label(), "_SUCCESS"));
    }
    outputs.add(new Remains.Output(run + "/evaluation/denoising", "losses.md"));
    outputs.add(new Remains.Output(run + "/evaluation/probes", "summary.md"));
    outputs.add(new Remains.Output(run + "/report", "index.html"));
    return outputs;
  }

  @Override
  protected void perform(Session session, Configuration configuration, Console console) {
    Pipeline.run(session.spark(), configuration, run, common().ifExists(), console);
  }
}
