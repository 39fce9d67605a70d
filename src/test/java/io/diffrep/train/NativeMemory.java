package io.diffrep.train;

import io.diffrep.image.ImageShape;
import io.diffrep.model.ModelSpecification;
import io.diffrep.network.Architecture.Part;
import io.diffrep.network.Initialisation;
import io.diffrep.network.NetworkGraph;
import io.diffrep.testing.SparkSessions;
import io.diffrep.testing.TinyModels;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.nd4j.linalg.learning.config.Adam;

/** Trains some rounds and prints the native memory of the process after each, collected. */
final class NativeMemory {
  private NativeMemory() {}

  /** Resident memory less what the JVM has for classes and compiled code. */
  private static long nativeBytes() {
    return Pointer.physicalBytes()
        - ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage().getCommitted();
  }

  /** Argument: the number of rounds. */
  public static void main(String[] arguments) throws InterruptedException {
    ImageShape shape = new ImageShape(1, 28, 28);
    ModelSpecification specification = TinyModels.specification(shape);
    JavaSparkContext context =
        JavaSparkContext.fromSparkContext(SparkSessions.shared().sparkContext());
    List<TrainingImage> images = new ArrayList<>();
    for (byte[] pixels : TinyModels.images(200, shape, 1)) {
      images.add(new TrainingImage(Mixing.mix(images.size()), pixels));
    }
    JavaRDD<TrainingImage> dealt = context.parallelize(images, 2).cache();
    NetworkGraph graph =
        new NetworkGraph(
            NetworkGraph.configuration(
                specification.engine(), specification.architecture(), 1e-5, new Adam(1e-3), 1));
    graph.init(
        Initialisation.draw(specification.architecture().graph(Part.WHOLE).layout(), 1), false);
    SparkComputationGraph replicas =
        new SparkComputationGraph(
            context,
            graph,
            new AveragingMaster(
                32, new Aggregation(2), context.sc().longAccumulator("finished"), result -> {}));
    DealtBatches rounds = new DealtBatches(new ScoreMatching(specification, 1), 32);
    for (int round = 1; round <= Integer.parseInt(arguments[0]); round++) {
      replicas.fitMultiDataSet(rounds.batches(dealt, 10 * (round - 1), 10));
      // What small arrays ND4J makes on its way are freed by collections, a thread behind them.
      System.gc();
      Thread.sleep(200);
      System.out.println("round " + round + " bytes " + nativeBytes());
    }
  }
}
