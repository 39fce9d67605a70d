package io.diffrep.generate;

import io.diffrep.image.ImageShape;
import io.diffrep.lake.ImageTable;
import io.diffrep.model.ConditionalScore;
import io.diffrep.model.Inference;
import io.diffrep.model.Model;
import io.diffrep.runtime.Tasks;
import io.diffrep.sde.CodeFunction;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.LongConsumer;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;

/**
 * What tasks do with orders, a batch at a time. Networks are held while a task runs, in batches of
 * one size, so that an image comes out the same to the bit wherever it is made.
 *
 * @param model the model, once an executor
 * @param batch images per step
 * @param seed of all noise
 */
record ImageTasks(Broadcast<Model> model, int batch, long seed) implements Serializable {
  /**
   * Solves from noise to images.
   *
   * @param orders all with images, all with codes, or all with neither
   * @param trajectory the way
   * @param levels noise levels of the codes, if there are any
   * @param evaluated is told of every evaluation how many images it had
   * @return uint8 images, row-major {@code [height, width, channels]}
   */
  Iterator<byte[]> solve(
      Iterator<Order> orders, Trajectory trajectory, List<Double> levels, LongConsumer evaluated) {
    if (!orders.hasNext()) {
      return List.<byte[]>of().iterator();
    }
    List<Order> all = listed(orders);
    Inference network = network();
    Inference encoder = all.get(0).image() == null ? null : encoder();
    ImageShape shape = model.value().architecture().image();
    return batches(
        all,
        some -> {
          long[] noise = noise(some);
          CodeFunction codes = codes(some, levels, encoder);
          ConditionalScore score =
              codes == null
                  ? ConditionalScore.unconditional(network)
                  : ConditionalScore.of(network, codes);
          double[][] solved =
              trajectory
                  .solver()
                  .toImages(
                      score,
                      trajectory.start().draw(seed, noise, shape.size()),
                      noise,
                      count -> evaluated.accept(noise.length));
          List<byte[]> images = new ArrayList<>();
          for (double[] image : solved) {
            images.add(pixels(image, shape));
          }
          return images;
        });
  }

  /**
   * Encodes images.
   *
   * @param orders images
   * @param levels noise levels
   * @param done is told of every batch how many images it had
   * @return codes of each, {@code [level][dimension]}
   */
  Iterator<float[][]> encode(Iterator<Order> orders, List<Double> levels, LongConsumer done) {
    if (!orders.hasNext()) {
      return List.<float[][]>of().iterator();
    }
    Inference encoder = encoder();
    return batches(
        listed(orders),
        some -> {
          List<float[]> images = standardised(some);
          float[][][] codes = new float[images.size()][levels.size()][];
          for (int level = 0; level < levels.size(); level++) {
            float[][] here = encoder.codes(images, levels.get(level));
            for (int i = 0; i < here.length; i++) {
              codes[i][level] = here[i];
            }
          }
          done.accept(some.size());
          return List.of(codes);
        });
  }

  /**
   * Noises images and denoises them in one step.
   *
   * @param orders images
   * @param levels noise levels
   * @param done is told of every batch and level how many images it had
   * @return of each image, what it is at each level
   */
  Iterator<OneStep.Denoised[]> denoise(
      Iterator<Order> orders, List<Double> levels, LongConsumer done) {
    if (!orders.hasNext()) {
      return List.<OneStep.Denoised[]>of().iterator();
    }
    OneStep step = new OneStep(model.value(), batch, seed);
    Tasks.atEnd(step::close);
    return batches(
        listed(orders),
        some -> {
          List<byte[]> images = some.stream().map(Order::image).toList();
          OneStep.Denoised[][] denoised = new OneStep.Denoised[some.size()][levels.size()];
          for (int level = 0; level < levels.size(); level++) {
            Tasks.endIfCancelled();
            List<OneStep.Denoised> here = step.denoise(images, noise(some), levels.get(level));
            for (int i = 0; i < here.size(); i++) {
              denoised[i][level] = here.get(i);
            }
            done.accept(some.size());
          }
          return List.of(denoised);
        });
  }

  /** Encodes rows of an image table with id, label and pixels. */
  Iterator<TrainingCodes.Image> training(
      Iterator<Row> rows, List<Double> levels, LongConsumer done) {
    List<Row> all = new ArrayList<>();
    rows.forEachRemaining(all::add);
    List<byte[]> pixels = all.stream().map(row -> row.<byte[]>getAs(ImageTable.PIXELS)).toList();
    Iterator<float[][]> codes =
        encode(Order.ofImages(pixels, new long[all.size()]).iterator(), levels, done);
    List<TrainingCodes.Image> images = new ArrayList<>();
    for (Row row : all) {
      images.add(
          new TrainingCodes.Image(
              row.getAs(ImageTable.ID), row.getAs(ImageTable.LABEL), codes.next()));
    }
    return images.iterator();
  }

  /** The codes of a batch; null where there are none. A static encoder is asked once. */
  private CodeFunction codes(List<Order> some, List<Double> levels, Inference encoder) {
    if (some.get(0).codes() != null) {
      return Codes.function(levels, some.stream().map(Order::codes).toList());
    }
    if (some.get(0).image() == null) {
      return null;
    }
    List<float[]> images = standardised(some);
    return model.value().architecture().settings().isStatic()
        ? CodeFunction.constant(encoder.codes(images, 1))
        : ConditionalScore.encoded(encoder, images);
  }

  private static long[] noise(List<Order> orders) {
    return orders.stream().mapToLong(Order::noise).toArray();
  }

  private Inference network() {
    Inference network = Inference.scoreNetwork(model.value(), batch);
    Tasks.atEnd(network::close);
    return network;
  }

  private Inference encoder() {
    Inference encoder = Inference.encoder(model.value(), batch);
    Tasks.atEnd(encoder::close);
    return encoder;
  }

  private List<float[]> standardised(List<Order> orders) {
    return orders.stream().map(order -> model.value().standardised(order.image())).toList();
  }

  private byte[] pixels(double[] image, ImageShape shape) {
    float[] planes = new float[image.length];
    for (int p = 0; p < planes.length; p++) {
      planes[p] = (float) image[p];
    }
    return model.value().specification().normalisation().pixels(planes, shape);
  }

  /** What makes a batch of orders into as many results. */
  private interface Batch<R> {
    List<R> of(List<Order> orders);
  }

  private <R> Iterator<R> batches(List<Order> orders, Batch<R> maker) {
    List<R> all = new ArrayList<>(orders.size());
    for (int from = 0; from < orders.size(); from += batch) {
      Tasks.endIfCancelled();
      all.addAll(maker.of(orders.subList(from, Math.min(from + batch, orders.size()))));
    }
    return all.iterator();
  }

  private static List<Order> listed(Iterator<Order> orders) {
    List<Order> all = new ArrayList<>();
    orders.forEachRemaining(all::add);
    return all;
  }
}
