package io.diffrep.cli;

import io.diffrep.config.Configuration;
import io.diffrep.run.Doctor;
import io.diffrep.run.Remains;
import io.diffrep.runtime.Console;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code diffrep doctor}: what the program runs on, and what should be set otherwise. */
@Command(
    name = "doctor",
    description =
        "Looks at versions, native library, threads, memory, speed and storage; a line for each,"
            + " with what to set where it is not as it should be. Exit code 1 if something fails.",
    footer = {
      "",
      "Examples:",
      "  diffrep doctor",
      "  diffrep doctor --executors --path s3a://bucket/diffrep"
    })
final class DoctorCommand extends Verb {
  @Option(names = "--executors", description = "Look at each executor, too.")
  private boolean executors;

  @Option(
      names = "--path",
      paramLabel = "DIR",
      description = "A directory that should be writable, from wherever is looked.")
  private String path;

  @Override
  protected List<String> plan(Configuration configuration) {
    return List.of("look at the driver" + (executors ? " and at each executor" : ""));
  }

  @Override
  protected boolean runsNetworks() {
    return false;
  }

  @Override
  protected void perform(Session session, Configuration configuration, Console console) {
    int failures =
        Doctor.run(
            session.spark(),
            configuration.device(),
            configuration.engine(),
            executors,
            Optional.ofNullable(path),
            console);
    if (failures > 0) {
      throw new IllegalStateException(failures + " of the checks failed");
    }
  }

  @Override
  protected List<Remains.Output> outputs() {
    return List.of();
  }
}
