package io.diffrep.cli;

import io.diffrep.config.Configuration;
import io.diffrep.encode.Source;
import io.diffrep.evaluate.ClassifierAccuracy;
import io.diffrep.evaluate.DenoisingLosses;
import io.diffrep.evaluate.Evaluation;
import io.diffrep.generate.Generation;
import io.diffrep.generate.Plane;
import io.diffrep.generate.SampleKind;
import io.diffrep.report.Report;
import io.diffrep.run.Pipeline;
import io.diffrep.run.PipelineChecks;
import io.diffrep.run.Remains;
import io.diffrep.runtime.Console;
import io.diffrep.sde.ObjectiveKind;
import io.diffrep.store.Destination;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code diffrep pipeline}: from images to the table of results in one run directory. */
@Command(
    name = "pipeline",
    description =
        "Ingests, trains, encodes, evaluates, generates images and reports; everything lies in one"
            + " run directory. Run again after an interruption or a failure, it goes on where it"
            + " was, once the images are ingested.",
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
    PipelineChecks.settings(configuration);
  }

  @Override
  protected List<String> plan(Configuration configuration) {
    List<String> steps = new ArrayList<>(configuration.unread());
    steps.add(
        "ingest " + configuration.input() + " into " + run + "/images and " + run + "/quarantine");
    steps.add(
        "train until "
            + configuration.train().images()
            + " images are seen; the model goes to "
            + run
            + "/model");
    steps.add(
        "encode at the noise levels "
            + configuration.encode().noiseLevels()
            + " ("
            + configuration.sources().described()
            + ") into "
            + run
            + "/representations");
    steps.add(
        "evaluate with "
            + configuration.evaluate().budgets()
            + (configuration.evaluate().allLabels() ? " and all" : "")
            + " labels; the tables go to "
            + run
            + "/evaluation");
    if (configuration.objective().isScoreMatching()) {
      steps.add("measure the denoising losses, into " + run + "/evaluation");
    }
    if (configuration.objective().kind() == ObjectiveKind.SUPERVISED) {
      steps.add("measure the accuracy of the network itself, into " + run + "/evaluation");
    }
    if (configuration.generates()) {
      steps.add("generate " + configuration.samples().described() + " into " + run + "/samples");
    }
    steps.add("show all of it in " + run + "/" + Report.PAGE);
    return steps;
  }

  @Override
  protected List<Remains.Output> outputs() {
    List<Remains.Output> outputs = new ArrayList<>();
    outputs.add(new Remains.Output(run + "/images", Destination.SUCCESS, true));
    outputs.add(new Remains.Output(run + "/model", "weights/MANIFEST.json"));
    for (Source source : configuration().sources().sources()) {
      outputs.add(
          new Remains.Output(run + "/representations/" + source.label(), Destination.SUCCESS));
    }
    if (configuration().objective().isScoreMatching()) {
      outputs.add(measured(DenoisingLosses.FOLDER, DenoisingLosses.MARKDOWN));
    }
    if (configuration().objective().kind() == ObjectiveKind.SUPERVISED) {
      outputs.add(measured(ClassifierAccuracy.FOLDER, ClassifierAccuracy.MARKDOWN));
    }
    outputs.add(measured(Evaluation.FOLDER, Evaluation.MARKDOWN));
    if (configuration().generates()) {
      for (SampleKind kind : configuration().samples().samples()) {
        outputs.add(new Remains.Output(run + "/samples/" + kind.label(), Generation.RECORD));
      }
      outputs.add(new Remains.Output(run + "/samples/" + Plane.NAME, Generation.RECORD));
    }
    outputs.add(new Remains.Output(run + "/report", "index.html"));
    return outputs;
  }

  private Remains.Output measured(String folder, String writtenLast) {
    return new Remains.Output(run + "/evaluation/" + folder, writtenLast);
  }

  @Override
  protected Remains.Again again() {
    return goesOn();
  }

  @Override
  protected void perform(Session session, Configuration configuration, Console console) {
    configuration.unread().forEach(console::println);
    Pipeline.run(session.spark(), configuration, run, common().ifExists(), console);
  }
}
