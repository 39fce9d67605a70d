package io.diffrep.cli;

import io.diffrep.runtime.Cancellation;
import io.diffrep.runtime.Console;
import io.diffrep.runtime.LogFile;
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
      GenerateCommand.class,
      ReportCommand.class,
      PipelineCommand.class,
      DoctorCommand.class,
      BenchCommand.class,
      ReproduceCommand.class
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
      "Exit codes: 0 done, 1 failed, 2 wrong usage or configuration, 130 or 143 interrupted."
    })
public final class Diffrep implements Runnable {
  /** Exit code of a command that did what it was asked. */
  static final int DONE = 0;

  /** Exit code of a command that failed. */
  static final int FAILED = 1;

  /** Exit code of a command that cannot be done as it was asked. */
  static final int WRONG_USAGE = 2;

  /** Set by the launcher where the error output is a terminal. */
  private static final String TERMINAL = "diffrep.terminal";

  /** Set by spark-submit. */
  private static final String DEPLOY_MODE = "spark.submit.deployMode";

  private final Console console;
  private final Cancellation cancellation;
  @Spec private CommandSpec spec;

  private Diffrep(Console console, Cancellation cancellation) {
    this.console = console;
    this.cancellation = cancellation;
  }

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
    if (LogFile.current().isPresent()) {
      System.setOut(LibraryOutput.stream());
    }
    Cancellation cancellation =
        new Cancellation(err, exitCode -> Runtime.getRuntime().halt(exitCode)).onSignals();
    Console console = isTerminal() ? Console.ofTerminal(out, err) : Console.ofLines(out, err);
    int exitCode = run(console, cancellation, out, err, arguments);
    if (exitCode == DONE && "cluster".equals(System.getProperty(DEPLOY_MODE))) {
      // There the driver is a thread of the cluster's own process, to which an exit is a failure.
      return;
    }
    System.exit(exitCode);
  }

  private static boolean isTerminal() {
    String told = System.getProperty(TERMINAL);
    return told == null ? System.console() != null : Boolean.parseBoolean(told);
  }

  /**
   * Runs a command in this process, which no signal ends.
   *
   * @param out where results go
   * @param err where mistakes and failures go
   * @param arguments verb and options
   * @return the exit code: 0 done, 1 failed, 2 wrong usage or configuration
   */
  public static int run(PrintWriter out, PrintWriter err, String... arguments) {
    Cancellation none = new Cancellation(err, exitCode -> {});
    return run(Console.ofLines(out, err), none, out, err, arguments);
  }

  private static int run(
      Console console,
      Cancellation cancellation,
      PrintWriter out,
      PrintWriter err,
      String... arguments) {
    Failures failures = new Failures(err);
    CommandLine commandLine =
        new CommandLine(new Diffrep(console, cancellation))
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

  Console console() {
    return console;
  }

  Cancellation cancellation() {
    return cancellation;
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
