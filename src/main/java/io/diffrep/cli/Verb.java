package io.diffrep.cli;

import io.diffrep.config.Configuration;
import io.diffrep.runtime.NativeBackend;
import io.diffrep.runtime.SparkProperties;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What all verbs do alike: read the settings, then either say what would be done, or do it. */
abstract class Verb implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Spec private CommandSpec spec;

  /** What the verb would do, a line for each step. */
  protected abstract List<String> plan(Configuration configuration);

  /** Calls the verb's service and prints what it returns. */
  protected abstract void perform(
      Session session, Configuration configuration, PrintWriter console);

  /**
   * Looks for what is wrong with the options or settings before Spark is started.
   *
   * @throws io.diffrep.runtime.UsageException if something is
   */
  protected void check(Configuration configuration) {}

  /** The options that all verbs share. */
  protected final CommonOptions common() {
    return common;
  }

  @Override
  public final Integer call() throws ExecutionException {
    try {
      answer(spec.commandLine().getOut());
      return Diffrep.DONE;
    } catch (Error e) {
      // Out of memory, a library that is missing: picocli's handler is given exceptions alone.
      throw new ExecutionException(e);
    }
  }

  private void answer(PrintWriter console) {
    Configuration configuration = common.configuration();
    check(configuration);
    if (common.dryRun()) {
      console.println("# Settings");
      console.println(configuration.resolved().strip());
      console.println("# Spark");
      SparkProperties.beside(givenToSpark(), configuration.spark())
          .forEach((key, value) -> console.println("# " + key + " = " + value));
      console.println("# Plan");
      plan(configuration).forEach(step -> console.println("# - " + step));
      return;
    }
    NativeBackend.choose();
    try (Session session = Session.open(spec.qualifiedName(), configuration.spark())) {
      perform(session, configuration, console);
    }
  }

  /** What {@code spark-submit} has set, as Spark's own configuration would find it. */
  private static Map<String, String> givenToSpark() {
    return System.getProperties().stringPropertyNames().stream()
        .filter(name -> name.startsWith("spark."))
        .collect(Collectors.toMap(name -> name, System::getProperty));
  }
}
