package io.diffrep.engine.host;

import io.diffrep.engine.Engine.Mode;
import io.diffrep.engine.Graph;
import io.diffrep.engine.HostFloats;
import io.diffrep.engine.ParameterLayout;
import io.diffrep.engine.Plan;
import io.diffrep.engine.Value;
import io.diffrep.engine.Value.FeatureMap;
import io.diffrep.engine.host.LayerBinder.Bound;
import io.diffrep.engine.host.OneDnn.Primitive;
import java.util.ArrayList;
import java.util.HashMap;
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
  private final Map<String, Port> inputs = new HashMap<>();
  private final Map<String, Port> outputs = new HashMap<>();
  private final Map<String, Port> outputGradients = new HashMap<>();
  private final WorkClock clock = new WorkClock(dnn);

  /**
   * A place at the plan's edge.
   *
   * @param plain numbers in the plain layout
   * @param conversion from or to the layout inside, or null where it is the plain one
   * @param length numbers
   * @param shape shape of the array outside
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Port(NativeBuffer plain, Primitive conversion, long length, long... shape) {
    void convert() {
      if (conversion != null) {
        conversion.run();
      }
    }
  }

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
    graph.outputs().forEach((name, value) -> outputs.put(name, output(value)));
    graph.inputs().forEach((name, value) -> inputs.put(name, input(value)));
    if (training) {
      bindBackward();
    }
    dnn.seal(pool);
  }

  private long[] shape(Value value) {
    return value instanceof FeatureMap map
        ? new long[] {batch, map.channels(), map.height(), map.width()}
        : new long[] {batch, value.size()};
  }

  private long length(Value value) {
    return (long) batch * value.size();
  }

  private Port input(Value value) {
    if (value instanceof FeatureMap) {
      MapTensor map = binder.map(value);
      Primitive conversion =
          map.hasData()
              ? MapLayers.toBlocked(dnn, map.layout(), map.plain().pointer(), map.data().pointer())
              : null;
      return new Port(map.plain(), conversion, length(value), shape(value));
    }
    return new Port(binder.row(value).data(), null, length(value), shape(value));
  }

  private Port output(Value value) {
    if (value instanceof FeatureMap) {
      MapTensor map = binder.map(value);
      NativeBuffer plain = pool.own(map.layout().plainBytes());
      Primitive conversion =
          MapLayers.toPlain(dnn, map.layout(), map.data().pointer(), plain.pointer());
      return new Port(plain, conversion, length(value), shape(value));
    }
    return new Port(binder.row(value).data(), null, length(value), shape(value));
  }

  /**
   * Outputs begin with what is given from outside; a layer nobody asks for a gradient stays out.
   */
  private void bindBackward() {
    graph.outputs().forEach(this::bindOutputGradient);
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

  private void bindOutputGradient(String name, Value value) {
    if (value instanceof FeatureMap) {
      MapTensor map = binder.map(value);
      if (map.needsGradient()) {
        NativeBuffer plain = pool.own(map.layout().plainBytes());
        NativeBuffer target = map.contribute().target();
        Primitive conversion =
            MapLayers.toBlocked(dnn, map.layout(), plain.pointer(), target.pointer());
        outputGradients.put(name, new Port(plain, conversion, length(value), shape(value)));
      }
    } else if (binder.row(value).hasGradient()) {
      RowTensor row = binder.row(value);
      outputGradients.put(name, new Port(row.gradient(), null, length(value), shape(value)));
    }
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
    fill(inputs.get(name), values, "input", name);
  }

  private static void fill(Port port, INDArray values, String kind, String name) {
    if (values.length() != port.length()) {
      throw new IllegalArgumentException(
          kind + " '" + name + "' has " + values.length() + " numbers, not " + port.length());
    }
    HostArrays.read(values, numbers -> port.plain().copyFrom(numbers, port.length()));
    port.convert();
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
    Port port = outputs.get(name);
    port.convert();
    return HostArrays.array(port.plain(), port.shape());
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
    outputGradients.forEach(
        (name, port) -> {
          INDArray gradient = given.get(name);
          if (gradient != null) {
            fill(port, gradient, "gradient of", name);
          } else {
            port.plain().fillWithZeros();
            port.convert();
          }
        });
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
