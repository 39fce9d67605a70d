package io.diffrep.train;

import io.diffrep.lake.RowGroups;
import io.diffrep.lake.StoredImage;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Reads chunks in Spark's tasks and keeps those that were read last, since a round goes on where
 * the one before it ended. Made to be broadcast: then there is one in each process, as long as the
 * broadcast lives. For use by several threads.
 */
final class ChunkReader implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Of the heap, for the chunks that are kept. */
  private static final int KEPT_SHARE = 16;

  private final SerializableConfiguration hadoop;
  private final Selection selection;

  private transient ChunkCache kept;

  /**
   * @param hadoop settings of the table's file system
   * @param selection the images that are read
   */
  ChunkReader(SerializableConfiguration hadoop, Selection selection) {
    this.hadoop = hadoop;
    this.selection = selection;
  }

  /**
   * Opens a file of the table.
   *
   * @throws IOException if it cannot be opened
   */
  RowGroups open(String file) throws IOException {
    return RowGroups.open(new Path(file), hadoop.value());
  }

  /** The images that are read. */
  Selection selection() {
    return selection;
  }

  /**
   * The images of a chunk, as they lie in the table.
   *
   * @param rowsRead is told how many rows were read for it: none if the chunk is at hand
   * @throws IllegalStateException if it cannot be read or is not what it was when the training
   *     began; the message names file and row group and says what to do
   */
  List<TrainingImage> images(Chunk chunk, LongAccumulator rowsRead) {
    List<TrainingImage> images = kept().get(chunk);
    if (images == null) {
      images = read(chunk);
      rowsRead.add(chunk.rows());
      kept().put(chunk, images);
    }
    return images;
  }

  private List<TrainingImage> read(Chunk chunk) {
    try (RowGroups file = open(chunk.file())) {
      requireUnchanged("length", file.length(), chunk.length());
      requireUnchanged("row group's first byte", file.offset(chunk.rowGroup()), chunk.offset());
      requireUnchanged("row group's rows", file.rows(chunk.rowGroup()), chunk.rows());
      List<TrainingImage> images = new ArrayList<>(chunk.images());
      Iterator<StoredImage> stored = selection.images(file, chunk.rowGroup());
      while (stored.hasNext()) {
        images.add(selection.trained(stored.next()));
      }
      requireUnchanged("images of split " + selection.split(), images.size(), chunk.images());
      return images;
    } catch (IOException | RuntimeException e) {
      throw new IllegalStateException(
          "cannot read row group "
              + chunk.rowGroup()
              + " of "
              + chunk.file()
              + ": "
              + e.getMessage()
              + ". An image table must stay as it is while a training reads it: put the file back,"
              + " or ingest again and start the training anew",
          e);
    }
  }

  private static void requireUnchanged(String what, long found, long expected) throws IOException {
    if (found != expected) {
      throw new IOException(
          "the file was changed (" + what + ": " + found + " instead of " + expected + ")");
    }
  }

  /** Made in the process that reads: it does not travel. */
  private synchronized ChunkCache kept() {
    if (kept == null) {
      kept = new ChunkCache(Runtime.getRuntime().maxMemory() / KEPT_SHARE);
    }
    return kept;
  }
}
