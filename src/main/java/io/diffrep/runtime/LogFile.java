package io.diffrep.runtime;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The file that the log goes to. The launcher names it in the system property {@code diffrep.log},
 * which the logging configuration reads at every line: a command that writes a directory of its own
 * takes the log there.
 */
public final class LogFile {
  private static final String PROPERTY = "diffrep.log";

  /** Set by a user who wants the log elsewhere. */
  private static final String ENVIRONMENT = "DIFFREP_LOG";

  private LogFile() {}

  /** Where it is now, if the launcher named one. */
  public static Optional<Path> current() {
    return Optional.ofNullable(System.getProperty(PROPERTY)).map(Path::of);
  }

  /**
   * Goes on in a directory, unless the launcher named no file or the user chose one.
   *
   * @param directory an existing directory on the local file system
   */
  public static void moveInto(Path directory) {
    if (current().isPresent() && System.getenv(ENVIRONMENT) == null) {
      System.setProperty(PROPERTY, directory.resolve(PROPERTY).toString());
    }
  }
}
