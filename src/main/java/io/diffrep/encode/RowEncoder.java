package io.diffrep.encode;

import io.diffrep.image.ImageShape;
import io.diffrep.lake.ImageTable;
import io.diffrep.model.Inference;
import io.diffrep.model.Model;
import io.diffrep.runtime.Tasks;
import java.io.Serializable;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.TaskCompletionListener;

/** Turns rows of the image table into rows of the representation table, a batch at a time. */
record RowEncoder(
    Broadcast<Model> model,
    Source source,
    EncodeSettings settings,
    String fingerprint,
    Timestamp encoded)
    implements Serializable {
  private static final float UNIT = 1f / 255;

  /**
   * Encodes.
   *
   * @param images rows of the image table
   * @param done is told of every batch how many rows it had
   */
  Iterator<Row> encode(Iterator<Row> images, LongConsumer done) {
    if (source == Source.PIXELS) {
      return new Batches(images, this::pixels, done);
    }
    if (source == Source.SCORE) {
      ScoreEncoder score = new ScoreEncoder(model.value(), settings);
      closeAfterTask(score::close);
      return new Batches(
          images, batch -> codes(batch, (clean, rho) -> features(score, batch, clean, rho)), done);
    }
    Inference inference = Inference.encoder(model.value(), settings.batch());
    closeAfterTask(inference::close);
    return new Batches(images, batch -> codes(batch, inference::encode), done);
  }

  private static void closeAfterTask(Runnable close) {
    TaskCompletionListener listener = context -> close.run();
    TaskContext.get().addTaskCompletionListener(listener);
  }

  private static Inference.Encoded features(
      ScoreEncoder score, List<Row> images, List<float[]> clean, double rho) {
    List<String> ids = images.stream().map(image -> image.<String>getAs(ImageTable.ID)).toList();
    return new Inference.Encoded(score.features(ids, clean, rho), Optional.empty());
  }

  private List<Row> pixels(List<Row> images) {
    List<Row> rows = new ArrayList<>(images.size());
    for (Row image : images) {
      ImageShape shape = ImageTable.shape(image);
      byte[] pixels = image.getAs(ImageTable.PIXELS);
      float[] planes = new float[shape.size()];
      int plane = shape.height() * shape.width();
      for (int i = 0; i < pixels.length; i++) {
        planes[i % shape.channels() * plane + i / shape.channels()] = (pixels[i] & 0xff) * UNIT;
      }
      rows.add(row(image, new float[][] {planes}, new float[] {0}, null));
    }
    return rows;
  }

  /** What gives standardised images their codes at a noise level. */
  private interface LevelEncoder {
    Inference.Encoded encode(List<float[]> clean, double rho);
  }

  private List<Row> codes(List<Row> images, LevelEncoder encoder) {
    List<float[]> standardised =
        images.stream()
            .map(image -> model.value().standardised(image.getAs(ImageTable.PIXELS)))
            .toList();
    List<Double> levels = settings.storedLevels(source, model.value().architecture().settings());
    float[] rhos = new float[levels.size()];
    float[][][] codes = new float[images.size()][levels.size()][];
    float[][][] logVariances = new float[images.size()][][];
    for (int level = 0; level < levels.size(); level++) {
      rhos[level] = levels.get(level).floatValue();
      Inference.Encoded encoded = encoder.encode(standardised, levels.get(level));
      for (int i = 0; i < codes.length; i++) {
        codes[i][level] = encoded.codes()[i];
        if (encoded.logVariances().isPresent()) {
          logVariances[i] = level == 0 ? new float[levels.size()][] : logVariances[i];
          logVariances[i][level] = encoded.logVariances().get()[i];
        }
      }
    }
    List<Row> rows = new ArrayList<>(images.size());
    for (int i = 0; i < images.size(); i++) {
      rows.add(row(images.get(i), codes[i], rhos, logVariances[i]));
    }
    return rows;
  }

  private Row row(Row image, float[][] codes, float[] rhos, float[][] logVariances) {
    return RowFactory.create(
        image.getAs(ImageTable.ID),
        image.getAs(ImageTable.PATH),
        image.getAs(ImageTable.LENGTH),
        image.getAs(ImageTable.MODIFIED),
        image.getAs(ImageTable.ETAG),
        image.getAs(ImageTable.LABEL),
        image.getAs(ImageTable.SPLIT),
        codes,
        rhos,
        logVariances,
        source.label(),
        fingerprint,
        encoded);
  }

  /** What turns a batch of image rows into as many representation rows. */
  private interface BatchEncoder {
    List<Row> encode(List<Row> images);
  }

  /** Reads a batch ahead, never more. */
  private final class Batches implements Iterator<Row> {
    private final Iterator<Row> images;
    private final BatchEncoder encoder;
    private final LongConsumer done;
    private Iterator<Row> ready = List.<Row>of().iterator();

    Batches(Iterator<Row> images, BatchEncoder encoder, LongConsumer done) {
      this.images = images;
      this.encoder = encoder;
      this.done = done;
    }

    @Override
    public boolean hasNext() {
      if (!ready.hasNext() && images.hasNext()) {
        List<Row> batch = new ArrayList<>(settings.batch());
        while (batch.size() < settings.batch() && images.hasNext()) {
          batch.add(images.next());
        }
        Tasks.endIfCancelled();
        ready = encoder.encode(batch).iterator();
        done.accept(batch.size());
      }
      return ready.hasNext();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return ready.next();
    }
  }
}
