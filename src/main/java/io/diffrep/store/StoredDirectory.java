package io.diffrep.store;

import io.diffrep.runtime.Digests;
import io.diffrep.runtime.UsageException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A directory of plain files that is written whole or not at all. It counts as written when its
 * {@code MANIFEST.json} (name, length and SHA-256 of every file), written last, is there and holds;
 * no rename is relied on, since on object stores a rename is not atomic. Files that the manifest
 * does not list are no part of it.
 */
public final class StoredDirectory {
  /** Name of the manifest: written last, so where it is, the directory was finished. */
  public static final String MANIFEST = Manifest.NAME;

  private final FileSystem fs;
  private final Path dir;
  private final Map<String, Manifest.Entry> entries;

  private StoredDirectory(FileSystem fs, Path dir, Manifest manifest) {
    this.fs = fs;
    this.dir = dir;
    this.entries = new LinkedHashMap<>();
    for (Manifest.Entry entry : manifest.files()) {
      entries.put(entry.name(), entry);
    }
  }

  /**
   * Starts to write a directory.
   *
   * @param dir a directory that does not exist yet or is empty (see {@link Destination#claim})
   * @param hadoop settings of its file system
   * @throws StoreException if it holds something
   * @throws IOException if its file system fails
   */
  public static Writer create(Path dir, Configuration hadoop) throws IOException {
    FileSystem fs = dir.getFileSystem(hadoop);
    fs.mkdirs(dir);
    FileStatus[] present = fs.listStatus(dir);
    if (present.length > 0) {
      throw new StoreException(
          dir + " is not empty (it holds " + present[0].getPath().getName() + "): claim it first");
    }
    return new Writer(fs, dir);
  }

  /**
   * Opens a directory and checks every file against the manifest: all are read once.
   *
   * @param dir the directory
   * @param hadoop settings of its file system
   * @throws UsageException if there is no such directory
   * @throws StoreException if its manifest is missing or wrong, or a file is missing, has another
   *     length or another SHA-256
   * @throws IOException if its file system fails
   */
  public static StoredDirectory open(Path dir, Configuration hadoop) throws IOException {
    FileSystem fs = dir.getFileSystem(hadoop);
    if (!fs.exists(dir)) {
      throw new UsageException(dir + " does not exist: check the path");
    }
    StoredDirectory stored = new StoredDirectory(fs, dir, manifest(fs, dir));
    // Lengths first: they cost one request each and find a directory that was cut off.
    for (Manifest.Entry entry : stored.entries.values()) {
      stored.checkLength(entry);
    }
    for (Manifest.Entry entry : stored.entries.values()) {
      stored.checkContent(entry);
    }
    return stored;
  }

  /**
   * Whether the directory was written to its end: its manifest is there, and every file that it
   * lists has the length that it says. Contents are not read.
   *
   * @param dir the directory, which need not exist
   * @param hadoop settings of its file system
   * @throws IOException if its file system fails
   */
  public static boolean isComplete(Path dir, Configuration hadoop) throws IOException {
    FileSystem fs = dir.getFileSystem(hadoop);
    try {
      StoredDirectory stored = new StoredDirectory(fs, dir, manifest(fs, dir));
      for (Manifest.Entry entry : stored.entries.values()) {
        stored.checkLength(entry);
      }
      return true;
    } catch (StoreException e) {
      return false;
    }
  }

  /** Names of the files, in the order in which they were written. */
  public List<String> names() {
    return List.copyOf(entries.keySet());
  }

  /** Where it lies. */
  public Path path() {
    return dir;
  }

  /**
   * Opens a file for reading; the caller closes the stream.
   *
   * @param name one of {@link #names}
   * @throws StoreException if the manifest lists no such file
   * @throws IOException if its file system fails
   */
  public InputStream read(String name) throws IOException {
    return fs.open(new Path(dir, entry(name).name()));
  }

  /**
   * The whole content of a file, checked against the manifest once more.
   *
   * @param name one of {@link #names}, shorter than 2 GiB
   * @throws StoreException if the manifest lists no such file or its content differs by now
   * @throws IOException if its file system fails
   */
  public byte[] bytes(String name) throws IOException {
    Manifest.Entry entry = entry(name);
    byte[] content;
    try (InputStream in = read(name)) {
      content = in.readAllBytes();
    }
    checkDigest(entry, Digests.sha256().digest(content));
    return content;
  }

  private Manifest.Entry entry(String name) throws StoreException {
    Manifest.Entry entry = entries.get(name);
    if (entry == null) {
      throw new StoreException(dir + " holds no file " + name + ", only " + entries.keySet());
    }
    return entry;
  }

  private static Manifest manifest(FileSystem fs, Path dir) throws IOException {
    Path path = new Path(dir, Manifest.NAME);
    byte[] json;
    try (InputStream in = fs.open(path)) {
      json = in.readAllBytes();
    } catch (FileNotFoundException e) {
      throw new StoreException(
          dir + " has no " + Manifest.NAME + ": it was not written to its end", e);
    }
    try {
      return Manifest.fromJson(json);
    } catch (StoreException e) {
      throw new StoreException(path + " " + e.getMessage(), e);
    }
  }

  private void checkLength(Manifest.Entry entry) throws IOException {
    Path path = new Path(dir, entry.name());
    long length;
    try {
      length = fs.getFileStatus(path).getLen();
    } catch (FileNotFoundException e) {
      throw new StoreException(path + " is missing, and the manifest lists it", e);
    }
    if (length != entry.length()) {
      throw new StoreException(
          path + " has " + length + " bytes, and the manifest says " + entry.length());
    }
  }

  private void checkContent(Manifest.Entry entry) throws IOException {
    MessageDigest digest = Digests.sha256();
    try (InputStream in = new DigestInputStream(read(entry.name()), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    checkDigest(entry, digest.digest());
  }

  private void checkDigest(Manifest.Entry entry, byte[] digest) throws StoreException {
    String actual = Digests.hex(digest);
    if (!actual.equals(entry.sha256())) {
      throw new StoreException(
          new Path(dir, entry.name())
              + " has SHA-256 "
              + actual
              + ", and the manifest says "
              + entry.sha256());
    }
  }

  /**
   * Writes a directory, one file after another or several at once. Closed without {@link #commit},
   * it leaves a directory without manifest, which counts as not written. Not for use by several
   * threads.
   */
  public static final class Writer implements AutoCloseable {
    private final FileSystem fs;
    private final Path dir;
    private final Map<String, Manifest.Entry> written = new LinkedHashMap<>();
    private boolean ended;

    private Writer(FileSystem fs, Path dir) {
      this.fs = fs;
      this.dir = dir;
    }

    /**
     * Starts a file. It belongs to the directory once its stream is closed.
     *
     * @param name letters, digits, dots, hyphens and underscores, a letter or digit first
     * @throws IllegalArgumentException if the name is no such name or is taken
     * @throws IllegalStateException after {@link #commit} or {@link #close}
     * @throws IOException if the file system fails
     */
    public OutputStream file(String name) throws IOException {
      requireOpen();
      if (!Manifest.isFileName(name) || written.containsKey(name)) {
        throw new IllegalArgumentException(
            "'" + name + "' is not a new file name for " + dir + ", which has " + written.keySet());
      }
      OutputStream out = fs.create(new Path(dir, name), false);
      written.put(name, null);
      return new DigestingStream(
          out, (length, sha256) -> written.put(name, new Manifest.Entry(name, length, sha256)));
    }

    /**
     * Writes the manifest: from here on the directory counts as written.
     *
     * @throws IllegalStateException if a file is still open, or after {@code commit} or {@link
     *     #close}
     * @throws IOException if the file system fails
     */
    public void commit() throws IOException {
      requireOpen();
      for (Map.Entry<String, Manifest.Entry> file : written.entrySet()) {
        if (file.getValue() == null) {
          throw new IllegalStateException(new Path(dir, file.getKey()) + " is not closed yet");
        }
      }
      byte[] json = new Manifest(Manifest.VERSION, List.copyOf(written.values())).toJson();
      try (OutputStream out = fs.create(new Path(dir, Manifest.NAME), false)) {
        out.write(json);
      }
      ended = true;
    }

    /** Ends the writing; without a commit before it the directory counts as not written. */
    @Override
    public void close() {
      ended = true;
    }

    private void requireOpen() {
      if (ended) {
        throw new IllegalStateException("the writing of " + dir + " has ended");
      }
    }
  }
}
