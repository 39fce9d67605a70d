package io.diffrep.evaluate;

import io.diffrep.model.Inference;
import io.diffrep.model.Model;
import io.diffrep.runtime.Tasks;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

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
