package io.diffrep.generate;

import io.diffrep.model.ConditionalScore;
import io.diffrep.model.Model;
import io.diffrep.runtime.Console;
import io.diffrep.runtime.Progress;
import io.diffrep.runtime.RowCount;
import io.diffrep.runtime.UsageException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.util.LongAccumulator;

/**
 * Makes images with a model, on Spark's executors. All images are unsigned bytes, row-major {@code
 * [height, width, channels]}. What an image becomes hangs on its own image or code, the seed and
 * the index of its noise alone: neither on how many there are nor on where they are made.
 */
public final class Generator implements AutoCloseable {
  /** Tasks for each task slot at most: small ones, so that none is waited for at the end. */
  private static final int TASKS_PER_SLOT = 4;

  private final JavaSparkContext context;
  private final Model model;
  private final GenerateSettings settings;
  private final Console console;
  private final Broadcast<Model> broadcast;

  private Generator(
      JavaSparkContext context, Model model, GenerateSettings settings, Console console) {
    this.context = context;
    this.model = model;
    this.settings = settings;
    this.console = console;
    broadcast = context.broadcast(model);
  }

  /**
   * Makes ready; the caller closes it.
   *
   * @param context where images are made
   * @param model the model, which is sent to the executors once
   * @param settings solver, seed and batch
   * @param console shows how far it is
   */
  public static Generator of(
      JavaSparkContext context, Model model, GenerateSettings settings, Console console) {
    return new Generator(context, model, settings, console);
  }

  /** The model. */
  public Model model() {
    return model;
  }

  /** Why the model cannot come from noise to images, as a line for a user; empty where it can. */
  public Optional<String> obstacle() {
    return Trajectory.obstacle(model.specification(), settings.solving());
  }

  /**
   * Refuses a model that cannot come from noise to images.
   *
   * @throws UsageException naming the noise levels that it knows
   */
  public void requireSolvable() {
    Trajectory.of(model.specification(), settings.solving(), settings.seed());
  }

  /**
   * Solves from noise to images with the encoder's own codes of images, at every level anew.
   *
   * @param images what is encoded
   * @param noise index of the noise that each begins with
   * @throws UsageException if the model knows too few noise levels for it
   */
  public List<byte[]> reconstruct(List<byte[]> images, long[] noise) {
    return solve("reconstruct", Order.ofImages(images, noise), List.of());
  }

  /**
   * Solves from noise to images with given codes, interpolated between their levels.
   *
   * @param codes a code an image
   * @param noise index of the noise that each begins with
   * @throws UsageException as {@link #reconstruct} does
   */
  public List<byte[]> fromCodes(Codes codes, long[] noise) {
    return solve("generate", Order.ofCodes(codes.codes(), noise), codes.levels());
  }

  /**
   * Solves from noise to images without codes.
   *
   * @param noise index of the noise that each begins with
   * @throws UsageException as {@link #reconstruct} does, or if no code was dropped in training
   */
  public List<byte[]> withoutCodes(long[] noise) {
    ConditionalScore.requireUnconditional(model.specification());
    return solve("generate", Order.ofNothing(noise), List.of());
  }

  /**
   * Codes of images at {@code generate.levels} noise levels.
   *
   * @param images what is encoded
   */
  public Codes encode(List<byte[]> images) {
    List<Double> levels = Codes.levels(model.specification(), settings.levels());
    ImageTasks tasks = tasks();
    return new Codes(
        levels,
        run(
            "encode",
            "images",
            images.size(),
            Order.ofImages(images, new long[images.size()]),
            (orders, done) -> tasks.encode(orders, levels, done)));
  }

  /**
   * Codes of rows of an image table, which are encoded where they lie.
   *
   * @param images rows with id, label and pixels
   */
  TrainingCodes encode(Dataset<Row> images) {
    List<Double> levels = Codes.levels(model.specification(), settings.levels());
    ImageTasks tasks = tasks();
    try (Progress progress = console.progress("encode training images", "images", images.count());
        RowCount count = RowCount.begin(context.sc(), progress)) {
      LongAccumulator done = count.counter();
      return new TrainingCodes(
          levels,
          images
              .repartition(context.defaultParallelism())
              .toJavaRDD()
              .mapPartitions(rows -> tasks.training(rows, levels, done::add))
              .collect());
    }
  }

  /**
   * Noises images and denoises them in one step with their own codes.
   *
   * @param images what is noised
   * @param noise index of the noise of each, which is the same at every level
   * @param levels noise-to-signal ratios, which the model must know; at least one
   * @return for each level, each image
   */
  public List<List<OneStep.Denoised>> denoise(
      List<byte[]> images, long[] noise, List<Double> levels) {
    ImageTasks tasks = tasks();
    List<OneStep.Denoised[]> denoised =
        run(
            "denoise",
            "predictions",
            (long) images.size() * levels.size(),
            Order.ofImages(images, noise),
            (orders, done) -> tasks.denoise(orders, levels, done));
    return IntStream.range(0, levels.size())
        .mapToObj(level -> denoised.stream().map(image -> image[level]).toList())
        .toList();
  }

  private ImageTasks tasks() {
    return new ImageTasks(broadcast, settings.batch(), settings.seed());
  }

  private List<byte[]> solve(String title, List<Order> orders, List<Double> levels) {
    Trajectory way = Trajectory.of(model.specification(), settings.solving(), settings.seed());
    ImageTasks tasks = tasks();
    return run(
        title,
        "evaluations",
        orders.size() * way.solver().evaluations(),
        orders,
        (some, done) -> tasks.solve(some, way, levels, done));
  }

  /** What a task does. */
  private interface Work<R> extends Serializable {
    Iterator<R> on(Iterator<Order> orders, LongConsumer done);
  }

  private <R> List<R> run(String title, String unit, long total, List<Order> orders, Work<R> work) {
    if (orders.isEmpty()) {
      return List.of();
    }
    int batches = (orders.size() - 1) / settings.batch() + 1;
    int slices = Math.min(batches, TASKS_PER_SLOT * context.defaultParallelism());
    try (Progress progress = console.progress(title, unit, total);
        RowCount count = RowCount.begin(context.sc(), progress)) {
      LongAccumulator done = count.counter();
      JavaRDD<R> results =
          context.parallelize(orders, slices).mapPartitions(some -> work.on(some, done::add));
      List<R> all = new ArrayList<>(results.collect());
      // The last tasks' counts may still be on their way.
      progress.reach(total);
      return all;
    }
  }

  @Override
  public void close() {
    broadcast.destroy();
  }
}
