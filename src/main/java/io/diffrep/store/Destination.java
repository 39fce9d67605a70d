package io.diffrep.store;

import io.diffrep.runtime.UsageException;
import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The rule by which a command takes the directory that it will write. */
public final class Destination {
  /** The name of the file that Spark writes last of a table. */
  public static final String SUCCESS = "_SUCCESS";

  private Destination() {}

  /**
   * Refuses what {@link #claim} would refuse, and changes nothing: for commands that look at their
   * input at length before they write.
   *
   * @param dir the directory to write
   * @param hadoop settings of its file system
   * @param policy what to do if it exists
   * @param inputs what the command reads: replacing the directory must not delete it
   * @throws UsageException if it overlaps with an input, if it exists and {@code policy} is {@link
   *     IfExists#REFUSE}, or if it is one that must never be deleted
   * @throws IOException if its file system fails
   */
  public static void check(Path dir, Configuration hadoop, IfExists policy, Path... inputs)
      throws IOException {
    for (Path input : inputs) {
      refuseOverlap(dir, input, hadoop);
    }
    FileSystem fs = dir.getFileSystem(hadoop);
    if (isVacant(fs, dir)) {
      return;
    }
    if (policy == IfExists.REFUSE) {
      throw new UsageException(
          dir + " exists already: name another destination, or give --overwrite to replace it");
    }
    refuseHoldersOfOthers(fs, dir);
  }

  /**
   * Makes way for a new directory: afterwards {@code dir} does not exist and its parent does. An
   * empty directory counts as none.
   *
   * @param dir the directory to write
   * @param hadoop settings of its file system
   * @param policy what to do if it exists: refuse, or delete it with all that it holds
   * @param inputs as for {@link #check}
   * @throws UsageException as {@link #check}
   * @throws IOException if its file system fails or does not delete it
   */
  public static void claim(Path dir, Configuration hadoop, IfExists policy, Path... inputs)
      throws IOException {
    check(dir, hadoop, policy, inputs);
    FileSystem fs = dir.getFileSystem(hadoop);
    // Object stores answer false where there was nothing, so only what is left afterwards counts.
    fs.delete(dir, true);
    if (fs.exists(dir)) {
      throw new IOException(dir + " could not be deleted: check its permissions");
    }
    Path parent = dir.getParent();
    if (parent != null) {
      fs.mkdirs(parent);
    }
  }

  /**
   * Whether a file that is written last was written: it is there, and has content, unless it is
   * {@link #SUCCESS}. A kill may leave an empty one.
   *
   * @param fs its file system
   * @param file the file
   * @throws IOException if the file system fails
   */
  public static boolean isWritten(FileSystem fs, Path file) throws IOException {
    return fs.exists(file)
        && (file.getName().equals(SUCCESS) || fs.getFileStatus(file).getLen() > 0);
  }

  /**
   * Refuses a destination that is an input, holds it or lies in it.
   *
   * @param dir the directory to write
   * @param input what is read
   * @param hadoop settings of their file systems
   * @throws UsageException if they overlap
   * @throws IOException if a file system fails
   */
  public static void refuseOverlap(Path dir, Path input, Configuration hadoop) throws IOException {
    Path target = dir.getFileSystem(hadoop).makeQualified(dir);
    Path source = input.getFileSystem(hadoop).makeQualified(input);
    if (contains(target, source) || contains(source, target)) {
      throw new UsageException(
          "the destination "
              + dir
              + " and the input "
              + input
              + " overlap: name a destination outside the input");
    }
  }

  /** Whether a folder holds what Spark writes of a table of files, whole or in part. */
  private static boolean holdsTable(FileSystem fs, Path folder) throws IOException {
    for (FileStatus status : fs.listStatus(folder)) {
      String name = status.getPath().getName();
      // Of a partitioned table the folders are COLUMN=VALUE.
      if (name.equals("_temporary")
          || name.startsWith("__magic")
          || name.endsWith(".parquet")
          || status.isDirectory() && name.contains("=")) {
        return true;
      }
    }
    return false;
  }

  /**
   * Refuses a table whose files lie there without Spark's {@code _SUCCESS}, which it writes last:
   * the job that wrote it was killed, and what lies there may be a part.
   *
   * @param fs the table's file system
   * @param table a directory with a table
   * @throws UsageException if it has Parquet files or unfinished ones, and no {@code _SUCCESS}
   * @throws IOException if its file system fails
   */
  public static void requireFinished(FileSystem fs, Path table) throws IOException {
    if (fs.getFileStatus(table).isDirectory()
        && !fs.exists(new Path(table, SUCCESS))
        && holdsTable(fs, table)) {
      throw new UsageException(
          table
              + " was not written to its end (it has no "
              + SUCCESS
              + "): write it again with --overwrite, or, if it is whole, add an empty file "
              + SUCCESS);
    }
  }

  private static boolean isVacant(FileSystem fs, Path dir) throws IOException {
    try {
      FileStatus status = fs.getFileStatus(dir);
      return status.isDirectory() && !status.getPath().isRoot() && fs.listStatus(dir).length == 0;
    } catch (FileNotFoundException e) {
      return true;
    }
  }

  /** A slip such as {@code --overwrite --output .} must not empty a home or the place of work. */
  private static void refuseHoldersOfOthers(FileSystem fs, Path dir) {
    Path target = fs.makeQualified(dir);
    for (Path kept : new Path[] {fs.getHomeDirectory(), fs.getWorkingDirectory()}) {
      if (contains(target, fs.makeQualified(kept))) {
        throw new UsageException(
            dir
                + " is not deleted, --overwrite or not, since "
                + kept
                + " lies in it: name a directory of its own as the destination");
      }
    }
    if (target.isRoot()) {
      throw new UsageException(
          dir + " is the root of its file system: name a directory below it as the destination");
    }
  }

  /**
   * Whether one path is the other or lies above it.
   *
   * @param outer a qualified path
   * @param inner a qualified path
   */
  public static boolean contains(Path outer, Path inner) {
    for (Path path = inner; path != null; path = path.getParent()) {
      if (path.equals(outer)) {
        return true;
      }
    }
    return false;
  }
}
