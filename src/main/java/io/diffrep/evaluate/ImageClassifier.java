package io.diffrep.evaluate;

import io.diffrep.lake.ImageTable;
import io.diffrep.model.Inference;
import io.diffrep.model.Model;
import io.diffrep.runtime.Tasks;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.LongConsumer;
import org.apache.spark.api.java.JavaRDD;
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
        .mapPartitions(some -> judge(sent.value(), some, size))
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
    JavaRDD<Row> rows = images.select(ImageTable.PIXELS, ImageTable.LABEL).toJavaRDD();
    // A small table is one file, which would keep one core busy.
    if (rows.getNumPartitions() < context.defaultParallelism()) {
      rows = rows.repartition(context.defaultParallelism());
    }
    return rows.mapPartitions(
            some -> {
              List<String> labels = new ArrayList<>();
              Iterator<Judgement> judgements =
                  judge(sent.value(), pixels(some, labels, done), size);
              return labels.stream()
                  .filter(label -> judgements.next().label().equals(label))
                  .iterator();
            })
        .count();
  }

  /** Is told how many images are done. */
  interface Done extends LongConsumer, Serializable {}

  /** The pixels of rows, whose labels are noted as they are read. */
  private static Iterator<byte[]> pixels(Iterator<Row> rows, List<String> labels, Done done) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public byte[] next() {
        Row row = rows.next();
        labels.add(row.getString(1));
        done.accept(1);
        return row.getAs(0);
      }
    };
  }

  private static Iterator<Judgement> judge(Model model, Iterator<byte[]> images, int batch) {
    List<String> classes = model.architecture().companion().classes();
    List<Judgement> judgements = new ArrayList<>();
    try (Inference inference = Inference.classifier(model, batch)) {
      while (images.hasNext()) {
        Tasks.endIfCancelled();
        List<float[]> planes = new ArrayList<>();
        while (planes.size() < batch && images.hasNext()) {
          planes.add(model.standardised(images.next()));
        }
        Inference.Classified classified = inference.classify(planes);
        for (int i = 0; i < planes.size(); i++) {
          judgements.add(
              new Judgement(classes.get(classified.classes()[i]), classified.codes()[i]));
        }
      }
    }
    return judgements.iterator();
  }

  @Override
  public void close() {
    model.destroy();
  }
}
