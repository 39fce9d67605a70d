package io.diffrep.bench;

import com.sun.management.ThreadMXBean;
import io.diffrep.bench.StepBenchSettings.Work;
import io.diffrep.engine.Engine;
import io.diffrep.engine.Engine.Mode;
import io.diffrep.engine.EngineChoice;
import io.diffrep.engine.Graph;
import io.diffrep.engine.Plan;
import io.diffrep.engine.host.HostEngine;
import io.diffrep.engine.host.HostPlan;
import io.diffrep.network.Engines;
import io.diffrep.network.Initialisation;
import io.diffrep.runtime.Console;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.Adam;

/**
 * Steps of the reference network on one thread: a training step (forward, mean squared error,
 * backward, Adam) or the encoder's forward pass, with what is copied in and out.
 */
public final class StepBench implements AutoCloseable {
  /** A step of the encoder is short: it takes more of them until the compiler is done. */
  private static final Map<Work, Integer> WARM_UP = Map.of(Work.TRAIN, 6, Work.ENCODE_FORWARD, 60);

  private final Graph graph;
  private final Plan plan;
  private final int batch;
  private final INDArray parameters;
  private final Runnable step;

  private StepBench(Engine engine, StepBenchSettings settings) {
    boolean training = settings.work() == Work.TRAIN;
    graph = graph(settings.work());
    batch = settings.batch();
    plan = engine.compile(graph, batch, training ? Mode.TRAINING : Mode.INFERENCE);
    parameters = Initialisation.draw(graph.layout(), 1);
    step = training ? training() : encoding();
  }

  private static Graph graph(Work work) {
    return work == Work.TRAIN ? ReferenceNetwork.whole() : ReferenceNetwork.encoder();
  }

  /**
   * Measures.
   *
   * @param console takes remarks on the way, and, where the engine tells it, how a step's time is
   *     divided among the kinds of work
   */
  public static StepBenchResult run(StepBenchSettings settings, Console console) {
    EngineChoice choice =
        Engines.choose(settings.engine(), ReferenceNetwork.whole(), settings.batch());
    choice.methods().forEach((name, methods) -> console.println(name + ": " + methods));
    try (StepBench bench = new StepBench(Engines.of(choice), settings)) {
      bench.seconds(WARM_UP.get(settings.work()));
      long allocated = allocatedBytes();
      double[] milliseconds = bench.seconds(settings.steps());
      allocated = (allocatedBytes() - allocated) / settings.steps();
      for (int i = 0; i < milliseconds.length; i++) {
        milliseconds[i] *= 1000;
      }
      Arrays.sort(milliseconds);
      bench.sayShares(settings.steps(), console);
      return result(settings, choice, milliseconds, allocated);
    }
  }

  private static StepBenchResult result(
      StepBenchSettings settings, EngineChoice choice, double[] sorted, long allocated) {
    double median = sorted[sorted.length / 2];
    return new StepBenchResult(
        settings.work().name().toLowerCase(Locale.ROOT).replace('_', '-'),
        settings.batch() / median * 1000,
        median,
        sorted[0],
        sorted[sorted.length - 1],
        choice.name(),
        choice.precision().name().toLowerCase(Locale.ROOT),
        choice.name().equals(HostEngine.NAME) ? HostEngine.instructionSet() : "ND4J's choice",
        Integer.parseInt(System.getenv().getOrDefault("OMP_NUM_THREADS", "0")),
        settings.batch(),
        sorted.length,
        allocated);
  }

  /** What this thread has taken of the heap so far. */
  private static long allocatedBytes() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
  }

  /** Steps again, with a clock around each layer. */
  private void sayShares(int steps, Console console) {
    if (plan instanceof HostPlan measured) {
      measured.measure();
      double all = Arrays.stream(seconds(steps)).sum();
      measured
          .nanoseconds()
          .forEach(
              (kind, nanoseconds) ->
                  console.println(
                      String.format(
                          Locale.ROOT,
                          "%-42s %8.2f ms  %5.1f %%",
                          kind,
                          nanoseconds / 1e6 / steps,
                          nanoseconds / 1e7 / all)));
    }
  }

  private double[] seconds(int steps) {
    double[] seconds = new double[steps];
    for (int i = 0; i < steps; i++) {
      long start = System.nanoTime();
      step.run();
      seconds[i] = (System.nanoTime() - start) / 1e9;
    }
    return seconds;
  }

  private INDArray images(long seed) {
    int size = ReferenceNetwork.SIZE;
    return normal(seed, batch, ReferenceNetwork.CHANNELS, size, size);
  }

  private static INDArray normal(long seed, int... shape) {
    Random random = new Random(seed);
    float[] values = new float[Arrays.stream(shape).reduce(1, Math::multiplyExact)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Nd4j.createFromArray(values).reshape('c', shape);
  }

  private Runnable encoding() {
    INDArray image = images(1);
    plan.parameters(graph.layout(), parameters);
    return () -> {
      plan.input(ReferenceNetwork.IMAGE, image);
      plan.forward();
      plan.output(ReferenceNetwork.CODE).close();
    };
  }

  private Runnable training() {
    INDArray image = images(1);
    INDArray noisy = images(2);
    INDArray target = images(3);
    INDArray logRho = normal(4, batch, 1);
    int length = graph.layout().length();
    INDArray gradient = Nd4j.create(DataType.FLOAT, 1, length);
    Adam adam = new Adam(2e-4);
    INDArray moments = Nd4j.create(DataType.FLOAT, 1, adam.stateSize(length));
    GradientUpdater<?> updater = adam.instantiate(moments, true);
    int[] iteration = {0};
    return () -> {
      plan.parameters(graph.layout(), parameters);
      plan.input(ReferenceNetwork.IMAGE, image);
      plan.input(ReferenceNetwork.NOISY, noisy);
      plan.input(ReferenceNetwork.LOG_RHO, logRho);
      plan.forward();
      try (INDArray error = plan.output(ReferenceNetwork.PREDICTION)) {
        error.subi(target).muli(2.0 / error.length());
        plan.backward(Map.of(ReferenceNetwork.PREDICTION, error));
      }
      plan.gradients(gradient);
      updater.applyUpdater(gradient, iteration[0]++, 0);
      parameters.subi(gradient.reshape(parameters.shape()));
    };
  }

  @Override
  public void close() {
    plan.close();
  }
}
