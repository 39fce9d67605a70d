package io.diffrep.lake;

import io.diffrep.runtime.Progress;
import io.diffrep.runtime.UsageException;
import io.diffrep.store.Destination;
import io.diffrep.store.Locations;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/** A lake whose existence has been checked: a folder on a Hadoop file system, or the sample. */
final class Lake {
  private static final Pattern HIDDEN = Pattern.compile("(^|/)[._]");

  private final String input;
  private final Configuration hadoop;
  private final Path root;

  private Lake(String input, Configuration hadoop, Path root) {
    this.input = input;
    this.hadoop = hadoop;
    this.root = root;
  }

  /**
   * Finds a lake.
   *
   * @throws UsageException if there is none, or it is a single file
   */
  static Lake at(String input, Configuration hadoop) throws IOException {
    if (SampleLake.holds(input)) {
      return new Lake(input, hadoop, null);
    }
    Path path = Locations.path("input", input);
    try {
      FileStatus status = path.getFileSystem(hadoop).getFileStatus(path);
      if (!status.isDirectory()) {
        throw new UsageException(
            "the input " + input + " is a file: name the folder that holds the images");
      }
      return new Lake(input, hadoop, status.getPath());
    } catch (FileNotFoundException e) {
      throw new UsageException("the input " + input + " does not exist: check the path", e);
    } catch (UnsupportedFileSystemException e) {
      throw new UsageException("the input " + input + " cannot be reached: " + e.getMessage(), e);
    }
  }

  /** The root as the image table's metadata has it. */
  String root() {
    return root == null ? input : root.toString();
  }

  /**
   * Refuses a destination that lies in the lake or holds it: replacing it would delete the lake,
   * and the next ingest would take the tables for images.
   */
  void refuseOverlap(Path destination) throws IOException {
    if (root != null) {
      Destination.refuseOverlap(destination, root, hadoop);
    }
  }

  /**
   * All files, sorted by path. As everywhere in Hadoop, files and folders whose names begin with
   * {@code .} or {@code _} are ignored.
   *
   * @param progress is told how many were found
   * @throws UsageException if there are none
   */
  List<LakeFile> files(Progress progress) throws IOException {
    List<LakeFile> files = root == null ? SampleLake.list(input) : listed(progress);
    if (files.isEmpty()) {
      throw new UsageException("the input " + input + " holds no files");
    }
    files.sort(Comparator.comparing(LakeFile::path));
    return files;
  }

  private List<LakeFile> listed(Progress progress) throws IOException {
    FileSystem fs = root.getFileSystem(hadoop);
    List<LakeFile> files = new ArrayList<>();
    if (fs instanceof LocalFileSystem) {
      // Its recursive listing starts a process for each file, to ask for the permissions.
      Deque<Path> folders = new ArrayDeque<>(List.of(root));
      while (!folders.isEmpty()) {
        for (FileStatus status : fs.listStatus(folders.pop())) {
          if (status.isDirectory()) {
            folders.push(status.getPath());
          } else {
            add(status, files, progress);
          }
        }
      }
    } else {
      // Object stores answer it in pages of a thousand, whatever the folders.
      RemoteIterator<LocatedFileStatus> statuses = fs.listFiles(root, true);
      while (statuses.hasNext()) {
        add(statuses.next(), files, progress);
      }
    }
    return files;
  }

  private void add(FileStatus status, List<LakeFile> files, Progress progress) {
    LakeFile file = LakeFile.of(status, root);
    if (!isHidden(file.path())) {
      files.add(file);
      progress.reach(files.size());
    }
  }

  private static boolean isHidden(String path) {
    return HIDDEN.matcher(path).find();
  }
}
