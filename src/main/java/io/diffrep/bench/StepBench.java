package io.diffrep.bench;

import com.sun.management.ThreadMXBean;
import io.diffrep.bench.StepBenchSettings.Work;
import io.diffrep.engine.Engine.Mode;
import io.diffrep.engine.EngineChoice;
import io.diffrep.engine.Graph;
import io.diffrep.engine.Plan;
import io.diffrep.engine.host.HostEngine;
import io.diffrep.network.Engines;
import io.diffrep.network.Initialisation;
import io.diffrep.runtime.Console;
import io.diffrep.runtime.KebabCase;
import io.diffrep.sde.NoiseStream;
import io.diffrep.train.BlockedAdam;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.schedule.FixedSchedule;

/**
 * Steps of the reference network on one thread: a training step (forward, mean squared error,
 * backward, Adam) or the encoder's forward pass, with what is copied in and out.
 */
public final class StepBench implements AutoCloseable {
  /** A step of the encoder is short: it takes more of them until the compiler is done. */
  private static final Map<Work, Integer> WARM_UP = Map.of(Work.TRAIN, 8, Work.ENCODE_FORWARD, 300);

  private final StepBenchSettings settings;
  private final EngineChoice choice;
  private final Graph graph;
  private final Plan plan;
  private final int batch;
  private final INDArray parameters;
  private final Runnable step;

  /**
   * A step that was measured.
   *
   * @param milliseconds what it took
   * @param allocatedBytes what it took of the heap
   */
  private record Step(double milliseconds, long allocatedBytes) {}

  private StepBench(EngineChoice choice, StepBenchSettings settings) {
    this.settings = settings;
    this.choice = choice;
    boolean training = settings.work() == Work.TRAIN;
    graph = training ? ReferenceNetwork.whole() : ReferenceNetwork.encoder();
    batch = settings.batch();
    plan = Engines.of(choice).compile(graph, batch, training ? Mode.TRAINING : Mode.INFERENCE);
    parameters = Initialisation.draw(graph.layout(), 1);
    step = training ? training() : encoding();
  }

  /**
   * Compiles the network, with an engine that the settings lead to, and warms it up.
   *
   * @param console takes remarks on the way
   */
  static StepBench warm(StepBenchSettings settings, Console console) {
    EngineChoice choice =
        Engines.choose(settings.engine(), ReferenceNetwork.whole(), settings.batch());
    choice.methods().forEach((name, methods) -> console.println(name + ": " + methods));
    StepBench bench = new StepBench(choice, settings);
    bench.steps(WARM_UP.get(settings.work()));
    return bench;
  }

  /**
   * Measures.
   *
   * @param console takes remarks on the way
   */
  public static StepBenchResult run(StepBenchSettings settings, Console console) {
    try (StepBench bench = warm(settings, console)) {
      return bench.result(bench.steps(settings.steps()));
    }
  }

  private StepBenchResult result(List<Step> steps) {
    double[] sorted = steps.stream().mapToDouble(Step::milliseconds).sorted().toArray();
    double median = sorted[sorted.length / 2];
    // Of vectors, code that is not compiled yet makes objects: in the first steps alone.
    long[] allocated = steps.stream().mapToLong(Step::allocatedBytes).sorted().toArray();
    boolean host = choice.name().equals(HostEngine.NAME);
    return new StepBenchResult(
        workName(),
        batch / median * 1000,
        median,
        sorted[0],
        sorted[sorted.length - 1],
        choice.name(),
        precisionName(),
        host ? HostEngine.instructionSet() : "ND4J's choice",
        Integer.parseInt(System.getenv().getOrDefault("OMP_NUM_THREADS", host ? "1" : "0")),
        batch,
        sorted.length,
        allocated[allocated.length / 2]);
  }

  /** Such as {@code encode-forward}. */
  String workName() {
    return KebabCase.of(settings.work());
  }

  /** Such as {@code mixed}. */
  String precisionName() {
    return choice.precision().name().toLowerCase(Locale.ROOT);
  }

  Plan plan() {
    return plan;
  }

  /** What this thread has taken of the heap so far. */
  private static long allocatedBytes() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
  }

  private List<Step> steps(int count) {
    List<Step> steps = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      long allocated = allocatedBytes();
      double milliseconds = milliseconds(1);
      steps.add(new Step(milliseconds, allocatedBytes() - allocated));
    }
    return steps;
  }

  /** Takes so many steps. */
  double milliseconds(int count) {
    long start = System.nanoTime();
    for (int i = 0; i < count; i++) {
      step.run();
    }
    return (System.nanoTime() - start) / 1e6;
  }

  private INDArray images(long seed) {
    int size = ReferenceNetwork.SIZE;
    return normal(seed, batch, ReferenceNetwork.CHANNELS, size, size);
  }

  private static INDArray normal(long seed, int... shape) {
    float[] values = new float[Arrays.stream(shape).reduce(1, Math::multiplyExact)];
    NoiseStream stream = new NoiseStream();
    stream.begin(seed);
    stream.normal(values, 0, values.length);
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
    Adam adam = new BlockedAdam(new FixedSchedule(2e-4));
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
