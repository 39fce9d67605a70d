package io.diffrep.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code diffrep reproduce}: the named experiments behind numbers of the README. */
@Command(
    name = "reproduce",
    description = "Runs an experiment of the README from raw data to its table and chart.",
    subcommands = {AveragingCommand.class, DetailCommand.class, GenerationCommand.class},
    synopsisSubcommandLabel = "NAME",
    commandListHeading = "%nExperiments:%n",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  jobs/reproduce averaging --input /data/fashion-mnist --output runs/averaging",
      "  jobs/reproduce detail --input /data/mnist --output runs/detail --config conf/detail-mnist.conf"
    })
final class ReproduceCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "Missing experiment: one of " + String.join(", ", spec.subcommands().keySet()));
  }
}
