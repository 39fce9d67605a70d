package io.diffrep.train;

import io.diffrep.image.ImageShape;
import io.diffrep.runtime.NativeBackend;
import io.diffrep.testing.TinyModels;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Images a second that become batches. */
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class BatchBenchmark {
  private static final int BATCH = 128;

  /** Channels and rows of the images. */
  @Param({"1x28", "3x32"})
  public String shape;

  private ScoreMatching objective;
  private BatchArrays arrays;
  private Iterator<Draw> draws;
  private BatchFeed feed;

  /** Makes images, and a feed that does not end. */
  @Setup(Level.Trial)
  public void begin() {
    NativeBackend.load();
    String[] sizes = shape.split("x");
    int rows = Integer.parseInt(sizes[1]);
    ImageShape image = new ImageShape(Integer.parseInt(sizes[0]), rows, rows);
    List<byte[]> images = TinyModels.images(BATCH, image, 1);
    objective = new ScoreMatching(TinyModels.specification(image), 1);
    arrays = objective.arrays(BATCH);
    draws = draws(images);
    feed = new BatchFeed(objective, draws(images), BATCH, Integer.MAX_VALUE);
  }

  private static Iterator<Draw> draws(List<byte[]> images) {
    return IntStream.iterate(0, i -> (i + 1) % BATCH)
        .mapToObj(i -> new Draw(new TrainingImage(i, images.get(i)), 0))
        .iterator();
  }

  /** Noise, mixture and target on the heap: the other thread's work. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public Object fill() {
    objective.fill(arrays, draws);
    return arrays;
  }

  /** A batch for the network from another thread, which fills the next meanwhile. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long next() {
    try (Closing batch = new Closing(feed.next())) {
      return batch.set().getFeatures(0).length();
    }
  }

  /** Frees a batch's arrays at once, as a worker's steps do. */
  private record Closing(MultiDataSet set) implements AutoCloseable {
    @Override
    public void close() {
      for (var array : set.getFeatures()) {
        array.close();
      }
      for (var array : set.getLabels()) {
        array.close();
      }
    }
  }

  /** Ends the feed's thread. */
  @TearDown(Level.Trial)
  public void end() {
    feed.close();
  }
}
