package io.diffrep.cli;

import io.diffrep.runtime.Cancellation;
import java.io.PrintWriter;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Model.CommandSpec;

/** A command's work on Spark, which a signal ends. */
final class Interruptible {
  private final CommandSpec spec;
  private final Session session;
  private final Cancellation cancellation;

  /**
   * @param spec the command
   * @param session where its jobs run
   */
  Interruptible(CommandSpec spec, Session session) {
    this.spec = spec;
    this.session = session;
    cancellation = ((Diffrep) spec.root().userObject()).cancellation();
  }

  /**
   * Does the work; throws what it throws, unless a signal ended it.
   *
   * @param work the work
   * @param remains what is there of its output if a signal ended it, in a sentence
   * @return the command's exit code
   */
  int run(Runnable work, Supplier<String> remains) {
    if (performed(work)) {
      return Diffrep.DONE;
    }
    session.awaitTasks();
    PrintWriter err = spec.commandLine().getErr();
    err.println(
        spec.qualifiedName()
            + " was interrupted ("
            + cancellation.signalName()
            + "). "
            + remains.get());
    err.flush();
    return cancellation.exitCode();
  }

  /** False if a signal ended it; whatever it then throws is the consequence. */
  private boolean performed(Runnable work) {
    cancellation.begin(session::cancelJobs);
    try {
      if (cancellation.isRequested()) {
        return false;
      }
      work.run();
      return true;
    } catch (Throwable e) {
      // All, since Spark throws exceptions that it does not declare.
      if (cancellation.isRequested()) {
        LoggerFactory.getLogger(Interruptible.class).info("interrupted", e);
        return false;
      }
      throw e;
    } finally {
      cancellation.unwound();
    }
  }
}
