package io.diffrep.run;

import io.diffrep.config.Configuration;
import io.diffrep.config.ConfigurationReader;
import io.diffrep.runtime.LogFile;
import io.diffrep.runtime.UsageException;
import io.diffrep.train.TrainSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The file {@code config.conf} of a run directory: what the run is done with. */
public final class RunConfiguration {
  /**
   * What concerns the machine may change between two attempts at a run, and {@link
   * TrainSettings#HARMLESS}.
   */
  private static final String MACHINE = "spark.";

  private final Path directory;
  private final Path file;
  private final FileSystem fs;

  /**
   * @param directory the run directory
   * @param hadoop settings of its file system
   * @throws IOException if the file system cannot be reached
   */
  public RunConfiguration(Path directory, org.apache.hadoop.conf.Configuration hadoop)
      throws IOException {
    this.directory = directory;
    file = new Path(directory, "config.conf");
    fs = file.getFileSystem(hadoop);
  }

  /** Whether a run was begun here. */
  public boolean exists() throws IOException {
    return fs.exists(file);
  }

  /** Writes it: with it a run begins. */
  public void write(Configuration configuration) throws IOException {
    try (OutputStream out = fs.create(file, false)) {
      out.write(configuration.resolved().getBytes(StandardCharsets.UTF_8));
    }
  }

  /** From now on the log goes into the run directory, where that is on this machine. */
  void takeLog() {
    if (fs.getScheme().equals("file")) {
      LogFile.moveInto(java.nio.file.Path.of(fs.makeQualified(directory).toUri()));
    }
  }

  /**
   * Refuses to go on with a run that began otherwise.
   *
   * @throws UsageException naming every key that differs
   */
  public void requireSame(Configuration configuration) throws IOException {
    // A setting that the program did not have then: its default does what was done before.
    Map<String, String> began = settings(ConfigurationReader.read(List.of()).resolved());
    began.putAll(settings(read()));
    Map<String, String> now = settings(configuration.resolved());
    Set<String> keys = new TreeSet<>(began.keySet());
    keys.addAll(now.keySet());
    List<String> lines = new ArrayList<>();
    for (String key : keys) {
      String before = began.getOrDefault(key, "not set");
      String after = now.getOrDefault(key, "not set");
      boolean free = key.startsWith(MACHINE) || TrainSettings.HARMLESS.contains(key);
      if (!free && !before.equals(after)) {
        lines.add(key + " was " + before + ", and is " + after);
      }
    }
    if (!lines.isEmpty()) {
      throw new UsageException(
          directory
              + " holds a run that was begun before, and it goes on only as it began:\n  "
              + String.join("\n  ", lines)
              + "\nSet these back, or begin anew with --overwrite, which deletes what is there.");
    }
  }

  private String read() throws IOException {
    try (InputStream in = fs.open(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** A line each, as {@link Configuration#resolved} writes them. */
  private static Map<String, String> settings(String resolved) {
    Map<String, String> settings = new TreeMap<>();
    resolved
        .lines()
        .filter(line -> line.contains(" = "))
        .forEach(
            line -> {
              int equals = line.indexOf(" = ");
              settings.put(line.substring(0, equals), line.substring(equals + 3));
            });
    return settings;
  }
}
