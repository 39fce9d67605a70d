package io.diffrep.evaluate;

import io.diffrep.lake.ImageTable;
import io.diffrep.model.Inference;
import io.diffrep.model.Model;
import io.diffrep.runtime.Tasks;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What a small classifier that was trained on the same data says of images: the judge of images
 * that a model generated. Judges on Spark's executors.
 */
public final class ImageClassifier implements AutoCloseable {
  private final JavaSparkContext context;
  private final Broadcast<Model> model;
  private final int batch;

  /**
   * What it says of an image.
   *
   * @param label the class
   * @param features the classifier's code of the image
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  public record Judgement(String label, float[] features) implements Serializable {}

  /**
   * @param context where it works
   * @param model a model that was trained by labels
   * @param batch images per step, at least 1
   */
  public ImageClassifier(JavaSparkContext context, Model model, int batch) {
    this.context = context;
    this.batch = batch;
    this.model = context.broadcast(model);
  }

  /**
   * Judges images.
   *
   * @param images uint8, row-major {@code [height, width, channels]}, of the model's shape
   * @return a judgement an image
   */
  public List<Judgement> judge(List<byte[]> images) {
    if (images.isEmpty()) {
      return List.of();
    }
    Broadcast<Model> sent = model;
    int size = batch;
    int slices = Math.min(context.defaultParallelism(), (images.size() - 1) / size + 1);
    return context
        .parallelize(images, slices)
        .mapPartitions(
            some ->
                judge(sent.value(), some, size, pixels -> pixels, (pixels, judgement) -> judgement))
        .collect();
  }

  /**
   * Counts the images to which it gives the class that they have.
   *
   * @param images rows of an image table, all with a label
   * @param done is told of each image
   */
  long right(Dataset<Row> images, Done done) {
    Broadcast<Model> sent = model;
    int size = batch;
    return ImageTable.spread(images.select(ImageTable.PIXELS, ImageTable.LABEL))
        .mapPartitions(
            some ->
                judge(
                    sent.value(),
                    some,
                    size,
                    row -> row.getAs(0),
                    (row, judgement) -> {
                      done.accept(1);
                      return judgement.label().equals(row.getString(1));
                    }))
        .filter(right -> right)
        .count();
  }

  /** Is told how many images are done. */
  interface Done extends LongConsumer, Serializable {}

  /**
   * Judges images batch by batch.
   *
   * @param pixels an image's pixels, as for {@link #judge(List)}
   * @param result what is made of an image and its judgement
   */
  private static <T, R> Iterator<R> judge(
      Model model,
      Iterator<T> images,
      int batch,
      Function<T, byte[]> pixels,
      BiFunction<T, Judgement, R> result) {
    List<String> classes = model.architecture().companion().classes();
    List<R> results = new ArrayList<>();
    try (Inference inference = Inference.classifier(model, batch)) {
      while (images.hasNext()) {
        Tasks.endIfCancelled();
        List<T> some = new ArrayList<>();
        List<float[]> planes = new ArrayList<>();
        while (some.size() < batch && images.hasNext()) {
          T image = images.next();
          some.add(image);
          planes.add(model.standardised(pixels.apply(image)));
        }
        Inference.Classified classified = inference.classify(planes);
        for (int i = 0; i < some.size(); i++) {
          Judgement judgement =
              new Judgement(classes.get(classified.classes()[i]), classified.codes()[i]);
          results.add(result.apply(some.get(i), judgement));
        }
      }
    }
    return results.iterator();
  }

  @Override
  public void close() {
    model.destroy();
  }
}
