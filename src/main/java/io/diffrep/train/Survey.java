package io.diffrep.train;

import io.diffrep.image.DecodedImage;
import io.diffrep.image.ImageShape;
import io.diffrep.image.PixelHistogram;
import io.diffrep.lake.RowGroups;
import io.diffrep.lake.StoredImage;
import io.diffrep.runtime.Tasks;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.TaskKilledException;
import org.apache.spark.util.LongAccumulator;

/**
 * What one pass over files of the image table finds: the chunks that hold images of the split, the
 * shapes of these and the histogram of their pixels. Not a record: Kryo cannot make records.
 */
final class Survey implements Serializable {
  private static final long serialVersionUID = 1L;

  private final ArrayList<Chunk> chunks = new ArrayList<>();
  private final HashMap<ImageShape, Long> shapes = new HashMap<>();
  private final HashMap<Integer, PixelHistogram> histograms = new HashMap<>();

  /**
   * Looks through files.
   *
   * @param seen counts the images of the split
   * @throws IllegalStateException if one cannot be read; the message names it
   */
  static Survey of(Iterator<String> files, ChunkReader reader, LongAccumulator seen) {
    Survey survey = new Survey();
    while (files.hasNext()) {
      String name = files.next();
      int group = 0;
      try (RowGroups file = reader.open(name)) {
        for (; group < file.count(); group++) {
          Tasks.endIfCancelled();
          survey.add(name, file, group, reader.selection(), seen);
        }
      } catch (TaskKilledException e) {
        throw e;
      } catch (IOException | RuntimeException e) {
        throw new IllegalStateException(
            "cannot read row group "
                + group
                + " of "
                + name
                + ": "
                + e.getMessage()
                + ". Ingest the lake again, or replace the file",
            e);
      }
    }
    return survey;
  }

  private void add(
      String name, RowGroups file, int group, Selection selection, LongAccumulator seen)
      throws IOException {
    int images = 0;
    Iterator<StoredImage> rows = selection.images(file, group);
    while (rows.hasNext()) {
      DecodedImage image = rows.next().image();
      shapes.merge(image.shape(), 1L, Long::sum);
      histograms.computeIfAbsent(image.shape().channels(), PixelHistogram::new).add(image.pixels());
      images++;
    }
    seen.add(images);
    if (images > 0) {
      chunks.add(
          new Chunk(
              name,
              file.length(),
              group,
              file.offset(group),
              Math.toIntExact(file.rows(group)),
              images));
    }
  }

  /** Adds what the files after these gave. */
  Survey merge(Survey next) {
    chunks.addAll(next.chunks);
    next.shapes.forEach((shape, count) -> shapes.merge(shape, count, Long::sum));
    next.histograms.forEach(
        (channels, histogram) -> histograms.merge(channels, histogram, PixelHistogram::merge));
    return this;
  }

  /** Row groups that hold images of the split, in the order of the files. */
  List<Chunk> chunks() {
    return chunks;
  }

  /** Images of the split by shape. */
  Map<ImageShape, Long> shapes() {
    return shapes;
  }

  /** Pixels of the images that have so many channels; there must be some. */
  PixelHistogram histogram(int channels) {
    return histograms.get(channels);
  }
}
