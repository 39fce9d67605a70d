package io.diffrep.train;

import com.sun.management.ThreadMXBean;
import io.diffrep.image.ImageShape;
import io.diffrep.model.ModelSpecification;
import io.diffrep.network.Architecture.Part;
import io.diffrep.network.Initialisation;
import io.diffrep.network.NetworkGraph;
import io.diffrep.testing.SparkSessions;
import io.diffrep.testing.TinyModels;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.spark.api.WorkerConfiguration;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.schedule.FixedSchedule;

/** Prints what a worker's step takes of the heap, for small images and for large ones. */
final class Allocation {
  private static final int STEPS = 1000;
  static final int BATCH = 16;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Notes what the thread that asks for batches has allocated, each time that it asks. */
  private record Noting(Iterator<MultiDataSet> batches, List<Long> allocated)
      implements Iterator<MultiDataSet> {
    @Override
    public boolean hasNext() {
      return batches.hasNext();
    }

    @Override
    public MultiDataSet next() {
      allocated.add(THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()));
      return batches.next();
    }
  }

  /** Bytes on the heap that the median step of a worker allocates once all is compiled. */
  private static long bytesPerStep(ImageShape shape) {
    ModelSpecification specification = TinyModels.specification(shape);
    JavaSparkContext context =
        JavaSparkContext.fromSparkContext(SparkSessions.shared().sparkContext());
    NetworkGraph graph =
        new NetworkGraph(
            NetworkGraph.configuration(
                specification.engine(),
                specification.architecture(),
                specification.objective(),
                new BlockedAdam(new FixedSchedule(1e-3)),
                1));
    graph.init(
        Initialisation.draw(specification.architecture().graph(Part.WHOLE).layout(), 1), false);
    AveragingWorker worker =
        new AveragingWorker(
            context.broadcast(ReplicaStart.of(graph)),
            new WorkerConfiguration(true, BATCH, BATCH, 0, 0, false),
            0,
            context.sc().longAccumulator("finished"));
    List<byte[]> images = TinyModels.images(BATCH, shape, 1);
    Iterator<Draw> draws =
        IntStream.iterate(0, i -> (i + 1) % BATCH)
            .mapToObj(i -> new Draw(new TrainingImage(i, images.get(i)), 0))
            .iterator();
    List<Long> allocated = new ArrayList<>(STEPS);
    worker.train(
        new Noting(
            new BatchFeed(new ScoreMatching(specification, 1), draws, BATCH, STEPS), allocated));
    long[] steps = new long[STEPS / 4];
    for (int i = 0; i < steps.length; i++) {
      int step = STEPS - steps.length + i;
      steps[i] = allocated.get(step) - allocated.get(step - 1);
    }
    Arrays.sort(steps);
    return steps[steps.length / 2];
  }

  /** Arguments: sizes of square images. */
  public static void main(String[] arguments) {
    for (String size : arguments) {
      ImageShape shape = new ImageShape(1, Integer.parseInt(size), Integer.parseInt(size));
      System.out.println("a step takes of the heap: " + bytesPerStep(shape));
    }
  }
}
