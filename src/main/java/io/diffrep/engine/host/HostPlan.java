package io.diffrep.engine.host;

import io.diffrep.engine.Engine.Mode;
import io.diffrep.engine.Graph;
import io.diffrep.engine.HostFloats;
import io.diffrep.engine.ParameterLayout;
import io.diffrep.engine.Plan;
import io.diffrep.engine.host.LayerBinder.Bound;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A graph bound to blocked native memory of one batch size. */
public final class HostPlan implements Plan {
  private final Graph graph;
  private final int batch;
  private final Mode mode;
  private final OneDnn dnn = new OneDnn();
  private final BufferPool pool = new BufferPool();
  private final ParameterVector parameters;
  private final LayerBinder binder;
  private final List<Bound> bound;
  private final List<Runnable> order;
  private final List<Bound> backward = new ArrayList<>();
  private final List<RowTensor> rowGradients = new ArrayList<>();
  private final Ports ports;
  private final WorkClock clock = new WorkClock(dnn);

  HostPlan(
      Graph graph,
      int batch,
      Mode mode,
      int block,
      Kernels kernels,
      boolean vectors,
      ConvolutionChoice choice) {
    this.graph = graph;
    this.batch = batch;
    this.mode = mode;
    graph.requireAddressable(batch, block);
    boolean training = mode == Mode.TRAINING;
    Workspace workspace = new Workspace(dnn, pool, kernels, vectors, training);
    parameters = new ParameterVector(graph.layout(), pool, training);
    binder = new LayerBinder(graph, batch, block, workspace, parameters, choice);
    bound = binder.bind();
    order = ForwardOrder.of(bound.stream().map(Bound::layer).toList());
    ports = new Ports(graph, batch, binder, dnn, pool);
    if (training) {
      bindBackward();
    }
    dnn.seal(pool);
  }

  /**
   * Outputs begin with what is given from outside; a layer nobody asks for a gradient stays out.
   */
  private void bindBackward() {
    ports.bindOutputGradients();
    for (int i = bound.size() - 1; i >= 0; i--) {
      MapTensor made = bound.get(i).made();
      if (made == null || made.hasGradient()) {
        bound.get(i).layer().bindBackward();
        backward.add(bound.get(i));
      }
      if (made != null) {
        made.releaseGradient();
      }
    }
    binder.rows().stream().filter(RowTensor::hasGradient).forEach(rowGradients::add);
  }

  @Override
  public Graph graph() {
    return graph;
  }

  @Override
  public int batch() {
    return batch;
  }

  @Override
  public void parameters(ParameterLayout layout, INDArray values) {
    layout.requireLength(values.length());
    graph.layout().requireIn(layout);
    HostArrays.read(values, vector -> parameters.load(layout, vector));
    for (Bound b : bound) {
      clock.run("filters", Cost.NONE, b.layer()::prepare);
    }
  }

  @Override
  public void input(String name, INDArray values) {
    graph.input(name);
    ports.fillInput(name, values);
  }

  @Override
  public void forward() {
    if (clock.isRunning()) {
      // Each by itself, or what they take could not be told apart.
      for (Bound b : bound) {
        clock.run(b.layer().kind(), b.forward(), b.layer()::forward);
      }
      return;
    }
    for (int i = 0; i < order.size(); i++) {
      order.get(i).run();
    }
  }

  @Override
  public INDArray output(String name) {
    graph.output(name);
    return ports.output(name);
  }

  @Override
  public void backward(Map<String, INDArray> given) {
    if (mode != Mode.TRAINING) {
      throw new IllegalStateException("the plan was compiled for inference");
    }
    given.keySet().forEach(graph::output);
    for (int i = 0; i < rowGradients.size(); i++) {
      rowGradients.get(i).gradient().fillWithZeros();
    }
    ports.fillOutputGradients(given);
    for (int i = 0; i < backward.size(); i++) {
      Layer layer = backward.get(i).layer();
      if (clock.isRunning()) {
        clock.run(layer.kind() + ", backward", backward.get(i).backward(), layer::backward);
      } else {
        layer.backward();
      }
    }
  }

  @Override
  public void gradients(INDArray target) {
    graph.layout().requireLength(target.length());
    if (HostFloats.isPlain(target)) {
      parameters.copyGradients(HostArrays.pointer(target));
    } else {
      try (INDArray plain = target.dup('c')) {
        parameters.copyGradients(HostArrays.pointer(plain));
        target.assign(plain);
      }
    }
  }

  /**
   * What a convolution takes.
   *
   * @param method its method
   * @param nanoseconds forward and backward
   */
  record Timing(ConvolutionMethod method, long nanoseconds) {
    /** With another part of the same convolution. */
    Timing plus(Timing other) {
      return new Timing(method, nanoseconds + other.nanoseconds());
    }
  }

  /**
   * Times each convolution of a training plan where it stands, among the others.
   *
   * @param steps how often; of each pass the fastest counts, since whatever disturbs one slows it
   * @return by the filter's name
   */
  Map<String, Timing> timeConvolutions(int steps) {
    Map<Bound, Long> forward = new IdentityHashMap<>();
    Map<Bound, Long> back = new IdentityHashMap<>();
    for (int i = 0; i < steps; i++) {
      bound.forEach(b -> least(forward, b, b.layer()::forward));
      backward.forEach(b -> least(back, b, b.layer()::backward));
    }
    Map<String, Timing> times = new TreeMap<>();
    for (Bound b : bound) {
      if (b.filter() != null) {
        long time = forward.get(b) + back.getOrDefault(b, 0L);
        times.merge(b.filter(), new Timing(b.method(), time), Timing::plus);
      }
    }
    return times;
  }

  private static void least(Map<Bound, Long> times, Bound b, Runnable pass) {
    times.merge(b, WorkClock.nanoseconds(pass), Math::min);
  }

  /** Counts from now on, or anew, what each kind of work takes. */
  public void measure() {
    clock.start();
  }

  /**
   * What each kind of work has taken since {@link #measure()}, in the order of the kinds' names.
   */
  public List<MeasuredWork> work() {
    return clock.work();
  }

  /** oneDNN's names of the code that this plan runs; {@code ref} in one tells of slow code. */
  public List<String> implementations() {
    return dnn.implementations();
  }

  /** Bytes of native memory that the plan holds. */
  public long bytes() {
    return pool.bytes();
  }

  @Override
  public void close() {
    dnn.close();
    pool.close();
  }
}
