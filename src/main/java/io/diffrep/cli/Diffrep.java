package io.diffrep.cli;

import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code diffrep}: parses the command line and hands it to the verb. */
@Command(
    name = "diffrep",
    description = "Learns representations of images without labels, on Apache Spark.",
    subcommands = {
      IngestCommand.class,
      TrainCommand.class,
      EncodeCommand.class,
      EvaluateCommand.class,
      ReportCommand.class,
      PipelineCommand.class
    },
    synopsisSubcommandLabel = "VERB",
    commandListHeading = "%nVerbs:%n",
    mixinStandardHelpOptions = true,
    versionProvider = Diffrep.Version.class,
    footer = {
      "",
      "Examples:",
      "  diffrep pipeline --config conf/quickstart.conf --run runs/quickstart",
      "  diffrep train --help",
      "",
      "Exit codes: 0 done, 1 failed, 2 wrong usage or configuration."
    })
public final class Diffrep implements Runnable {
  /** Exit code of a command that did what it was asked. */
  static final int DONE = 0;

  /** Exit code of a command that failed. */
  static final int FAILED = 1;

  /** Exit code of a command that cannot be done as it was asked. */
  static final int WRONG_USAGE = 2;

  @Spec private CommandSpec spec;

  /** Made by picocli. */
  Diffrep() {}

  /**
   * Runs a command and ends the process with its exit code.
   *
   * @param arguments verb and options
   */
  public static void main(String[] arguments) {
    // UTF-8 whatever the locale: the tables contain a plus-minus sign.
    PrintWriter out =
        new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8), true);
    PrintWriter err =
        new PrintWriter(new OutputStreamWriter(System.err, StandardCharsets.UTF_8), true);
    System.exit(run(out, err, arguments));
  }

  /**
   * Runs a command in this process.
   *
   * @param out where results go
   * @param err where mistakes and failures go
   * @param arguments verb and options
   * @return the exit code: 0 done, 1 failed, 2 wrong usage or configuration
   */
  public static int run(PrintWriter out, PrintWriter err, String... arguments) {
    Failures failures = new Failures(err);
    CommandLine commandLine =
        new CommandLine(new Diffrep())
            .setOut(out)
            .setErr(err)
            .setUsageHelpWidth(100)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setParameterExceptionHandler(failures::wrongParameters)
            .setExecutionExceptionHandler(failures::thrown);
    int exitCode = commandLine.execute(arguments);
    out.flush();
    err.flush();
    return exitCode;
  }

  /** Reached when no verb is given. */
  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "Missing verb: one of " + String.join(", ", spec.subcommands().keySet()));
  }

  /** The version that the build wrote into the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Diffrep.class.getPackage().getImplementationVersion();
      return new String[] {"diffrep " + (version == null ? "(built from a checkout)" : version)};
    }
  }
}
