package io.diffrep.cli;

import io.diffrep.config.Configuration;
import io.diffrep.report.Report;
import io.diffrep.run.Remains;
import io.diffrep.runtime.Console;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code diffrep report}: a run directory as one page for a browser. */
@Command(
    name = "report",
    description = {
      "Shows a run in one page that needs no other file and no network: DIR/report/index.html.",
      "The pipeline makes it at its end; --overwrite replaces it."
    },
    footer = {
      "",
      "Examples:",
      "  diffrep report --run runs/quickstart --overwrite",
      "  diffrep report --run runs/quickstart --overwrite --set report.images=16"
    })
final class ReportCommand extends Verb {
  @Option(
      names = "--run",
      required = true,
      paramLabel = "DIR",
      description = "A run directory that diffrep pipeline wrote.")
  private String run;

  @Override
  protected List<String> plan(Configuration configuration) {
    return List.of("show the run " + run + " in " + run + "/" + Report.PAGE);
  }

  @Override
  protected void perform(Session session, Configuration configuration, Console console) {
    console.println(Report.run(session.spark(), run, configuration.report(), common().ifExists()));
  }

  @Override
  protected List<Remains.Output> outputs() {
    return List.of(new Remains.Output(run + "/report", "index.html"));
  }
}
