package io.diffrep.bench;

import io.diffrep.engine.Engine;
import io.diffrep.engine.Engine.Mode;
import io.diffrep.engine.Graph;
import io.diffrep.engine.Plan;
import io.diffrep.network.Initialisation;
import java.util.Arrays;
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
final class StepBench implements AutoCloseable {
  private static final int WARM_UP = 6;

  private final Graph graph;
  private final Plan plan;
  private final int batch;
  private final INDArray parameters;
  private final Runnable step;

  private StepBench(Engine engine, Graph graph, int batch, Mode mode) {
    this.graph = graph;
    this.batch = batch;
    plan = engine.compile(graph, batch, mode);
    parameters = Initialisation.draw(graph.layout(), 1);
    step = mode == Mode.TRAINING ? training() : encoding();
  }

  static StepBench training(Engine engine, int batch) {
    return new StepBench(engine, ReferenceNetwork.whole(), batch, Mode.TRAINING);
  }

  static StepBench encoding(Engine engine, int batch) {
    return new StepBench(engine, ReferenceNetwork.encoder(), batch, Mode.INFERENCE);
  }

  Plan plan() {
    return plan;
  }

  /** Seconds of each of so many steps, after those of a warm-up. */
  double[] seconds(int steps) {
    double[] seconds = new double[steps];
    for (int i = 0; i < steps; i++) {
      long start = System.nanoTime();
      step.run();
      seconds[i] = (System.nanoTime() - start) / 1e9;
    }
    return seconds;
  }

  void warmUp() {
    for (int i = 0; i < WARM_UP; i++) {
      step.run();
    }
  }

  static double median(double[] numbers) {
    double[] sorted = numbers.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
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
    int[] steps = {0};
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
      updater.applyUpdater(gradient, steps[0]++, 0);
      parameters.subi(gradient.reshape(parameters.shape()));
    };
  }

  @Override
  public void close() {
    plan.close();
  }
}
