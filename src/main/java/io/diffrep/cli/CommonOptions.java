package io.diffrep.cli;

import io.diffrep.config.Configuration;
import io.diffrep.config.ConfigurationReader;
import io.diffrep.store.IfExists;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The options that all verbs share. */
@Command(mixinStandardHelpOptions = true, versionProvider = Diffrep.Version.class)
final class CommonOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings, as HOCON over the defaults of reference.conf.")
  private Path config;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "One setting, over those of the file; may be repeated.")
  private List<String> assignments = new ArrayList<>();

  @Option(
      names = "--dry-run",
      description = "Print the resolved settings and what would be done; do nothing.")
  private boolean dryRun;

  @Option(
      names = "--overwrite",
      description =
          "Delete what lies at the destination, whatever it holds, and write anew; without it, that is"
              + " refused.")
  private boolean overwrite;

  @Option(names = "--stacktrace", description = "Print the stack trace of a failure.")
  private boolean stackTrace;

  /**
   * The settings that file and assignments give.
   *
   * @param options what other options set, over both
   */
  Configuration configuration(List<String> options) {
    List<String> all = new ArrayList<>(assignments);
    all.addAll(options);
    return config == null ? ConfigurationReader.read(all) : ConfigurationReader.read(config, all);
  }

  boolean dryRun() {
    return dryRun;
  }

  boolean stackTrace() {
    return stackTrace;
  }

  IfExists ifExists() {
    return overwrite ? IfExists.REPLACE : IfExists.REFUSE;
  }
}
