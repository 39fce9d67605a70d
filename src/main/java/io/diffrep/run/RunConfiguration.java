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
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The file {@code config.conf} of a run directory: what the run is done with. */
public final class RunConfiguration {
  /**
   * What decides nothing of what a run writes may change between two attempts at it: what concerns
   * the machine, how much is computed at once, what the report shows, and {@link
   * TrainSettings#HARMLESS} but for the share from which a training that has not begun yet chooses
   * its averaging interval.
   */
  private static final List<String> HARMLESS =
      Stream.concat(
              Stream.of("spark.", "encode.batch", "generate.batch", "report."),
              TrainSettings.HARMLESS.stream().filter(key -> !key.equals("train.overhead-share")))
          .toList();

  private final Path directory;
  private final Path file;

  /** What the file is to be, while that is written; whole if it is there. */
  private final Path next;

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
    next = new Path(directory, "config.conf.next");
    fs = file.getFileSystem(hadoop);
  }

  /** Whether a run was begun here. */
  public boolean exists() throws IOException {
    return fs.exists(file);
  }

  /** Writes it, over what it was before: with it a run begins. */
  public void write(Configuration configuration) throws IOException {
    String resolved = configuration.resolved();
    if (!exists()) {
      write(file, resolved);
      return;
    }
    takeNext();
    if (!resolved.equals(read())) {
      // A kill leaves a part of what was being written: at each moment one of both is whole.
      Path part = new Path(directory, "config.conf.part");
      write(part, resolved);
      if (!fs.rename(part, next)) {
        throw new IOException("cannot rename " + part + " to " + next);
      }
      takeNext();
    }
  }

  /** Makes the file what it is to be, also where a kill kept an attempt before from that. */
  private void takeNext() throws IOException {
    if (fs.exists(next)) {
      write(file, read());
      fs.delete(next, false);
    }
  }

  private void write(Path to, String text) throws IOException {
    try (OutputStream out = fs.create(to, true)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
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
   * @param configuration what it is to go on with
   * @param open whether nothing that was made depends on a key yet
   * @throws UsageException naming every key that differs
   */
  public void requireSame(Configuration configuration, Predicate<String> open) throws IOException {
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
      boolean free = HARMLESS.stream().anyMatch(key::startsWith) || open.test(key);
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
    try (InputStream in = fs.open(fs.exists(next) ? next : file)) {
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
