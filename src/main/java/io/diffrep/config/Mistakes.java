package io.diffrep.config;

import com.typesafe.config.ConfigOrigin;
import io.diffrep.runtime.UsageException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

/** Collects what is wrong with a configuration, so that all of it is reported at once. */
final class Mistakes {
  private final Set<String> lines = new LinkedHashSet<>();

  /** Records a mistake in the value of a key that stands at {@code origin}. */
  void add(String key, String problem, ConfigOrigin origin) {
    lines.add(key + ": " + problem + " (" + place(origin) + ")");
  }

  /** Records a mistake that has no place. */
  void add(String key, String problem) {
    lines.add(key + ": " + problem);
  }

  /**
   * Ends the collection.
   *
   * @throws UsageException if there are mistakes, with a line for each
   */
  void report() {
    if (!lines.isEmpty()) {
      String title =
          lines.size() == 1
              ? "1 mistake in the configuration:"
              : lines.size() + " mistakes in the configuration:";
      throw new UsageException(title + "\n  " + String.join("\n  ", lines));
    }
  }

  private static String place(ConfigOrigin origin) {
    String name = origin.description();
    if (origin.filename() != null) {
      name = String.valueOf(Path.of(origin.filename()).getFileName());
    } else if (origin.resource() != null) {
      name = origin.resource();
    } else {
      return name;
    }
    return origin.lineNumber() < 0 ? name : name + ":" + origin.lineNumber();
  }
}
