package io.diffrep.cli;

import io.diffrep.runtime.LogFile;
import io.diffrep.runtime.UsageException;
import java.io.PrintWriter;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Says what went wrong and gives the exit code. Somebody who asked for what cannot be done is told
 * so, and nothing else; a failure is one line, its stack trace goes to the log.
 */
final class Failures {
  private final PrintWriter err;

  Failures(PrintWriter err) {
    this.err = err;
  }

  /** A command line that picocli cannot parse. */
  int wrongParameters(ParameterException exception, String[] arguments) {
    CommandLine command = exception.getCommandLine();
    err.println(exception.getMessage());
    UnmatchedArgumentException.printSuggestions(exception, err);
    err.println("See " + command.getCommandSpec().qualifiedName() + " --help");
    return Diffrep.WRONG_USAGE;
  }

  /** Whatever a verb throws. */
  int thrown(Exception exception, CommandLine command, ParseResult parsed) {
    return report(exception, command);
  }

  private int report(Throwable thrown, CommandLine command) {
    boolean stackTrace = command.getCommand() instanceof Verb verb && verb.common().stackTrace();
    if (stackTrace) {
      thrown.printStackTrace(err);
    }
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof UsageException) {
        err.println(cause.getMessage());
        return Diffrep.WRONG_USAGE;
      }
    }
    String name = command.getCommandSpec().qualifiedName();
    LoggerFactory.getLogger(Failures.class).error("{} failed", name, thrown);
    err.println(name + " failed: " + oneLine(thrown));
    err.println(
        LogFile.current().map(log -> "The log is " + log).orElse("Add --stacktrace to see where."));
    return Diffrep.FAILED;
  }

  /** The first line of what was thrown and, where it says something else, of its root cause. */
  private static String oneLine(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String outer = firstLine(thrown);
    String inner = firstLine(root);
    return outer.contains(inner) ? outer : outer + " (cause: " + inner + ")";
  }

  private static String firstLine(Throwable thrown) {
    String message = thrown.getMessage();
    return message == null || message.isBlank()
        ? thrown.getClass().getSimpleName()
        : message.strip().lines().findFirst().orElseThrow();
  }
}
