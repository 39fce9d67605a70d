package io.diffrep.cli;

import io.diffrep.config.Configuration;
import io.diffrep.run.Remains;
import io.diffrep.runtime.Console;
import io.diffrep.runtime.DeviceCheck;
import io.diffrep.runtime.NativeBackend;
import io.diffrep.runtime.SparkProperties;
import io.diffrep.store.IfExists;
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
  protected abstract void perform(Session session, Configuration configuration, Console console);

  /** What the verb writes, in that order. */
  protected abstract List<Remains.Output> outputs();

  /** What becomes of that when the verb is run again after it did not come to its end. */
  protected Remains.Again again() {
    return Remains.Again.BEGINS_ANEW;
  }

  /**
   * {@link #again} of a verb that makes what is missing: it does so without {@code --overwrite}.
   */
  protected final Remains.Again goesOn() {
    return Remains.Again.goesOnWithout("--overwrite", common.ifExists() == IfExists.REPLACE);
  }

  /**
   * The settings that it is done with.
   *
   * @throws io.diffrep.runtime.UsageException naming every mistake in them
   */
  protected Configuration configuration() {
    return common.configuration(List.of());
  }

  /**
   * Looks for what is wrong with the options or settings before Spark is started.
   *
   * @throws io.diffrep.runtime.UsageException if something is
   */
  protected void check(Configuration configuration) {}

  /** Whether the verb runs networks, so that what they are to run on must be there. */
  protected boolean runsNetworks() {
    return true;
  }

  /** The options that all verbs share. */
  protected final CommonOptions common() {
    return common;
  }

  @Override
  public final Integer call() throws ExecutionException {
    try {
      return answer();
    } catch (Error e) {
      // Out of memory, a library that is missing: picocli's handler is given exceptions alone.
      throw new ExecutionException(e);
    }
  }

  private int answer() {
    Configuration configuration = configuration();
    check(configuration);
    if (common.dryRun()) {
      print(configuration, spec.commandLine().getOut());
      return Diffrep.DONE;
    }
    Diffrep diffrep = (Diffrep) spec.root().userObject();
    long began = System.currentTimeMillis();
    NativeBackend.choose();
    try (Session session = Session.open(spec.qualifiedName(), configuration.spark())) {
      if (runsNetworks()) {
        DeviceCheck.require(configuration.device(), session.spark().sparkContext().getConf());
      }
      return new Interruptible(spec, session)
          .run(
              () -> perform(session, configuration, diffrep.console()),
              () -> Remains.of(session.spark(), outputs(), again(), began));
    }
  }

  private void print(Configuration configuration, PrintWriter out) {
    out.println("# Settings");
    out.println(configuration.resolved().strip());
    out.println("# Spark");
    SparkProperties.beside(givenToSpark(), configuration.spark())
        .forEach((key, value) -> out.println("# " + key + " = " + value));
    out.println("# Plan");
    plan(configuration).forEach(step -> out.println("# - " + step));
  }

  /** What {@code spark-submit} has set, as Spark's own configuration would find it. */
  private static Map<String, String> givenToSpark() {
    return System.getProperties().stringPropertyNames().stream()
        .filter(name -> name.startsWith("spark."))
        .collect(Collectors.toMap(name -> name, System::getProperty));
  }
}
