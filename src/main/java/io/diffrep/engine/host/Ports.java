package io.diffrep.engine.host;

import io.diffrep.engine.Graph;
import io.diffrep.engine.Value;
import io.diffrep.engine.Value.FeatureMap;
import io.diffrep.engine.host.OneDnn.Primitive;
import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Where numbers go into a plan and come out of it, in the plain layout. */
final class Ports {
  private final Graph graph;
  private final int batch;
  private final LayerBinder binder;
  private final OneDnn dnn;
  private final BufferPool pool;
  private final Map<String, Port> inputs = new HashMap<>();
  private final Map<String, Port> outputs = new HashMap<>();
  private final Map<String, Port> outputGradients = new HashMap<>();

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

  /** Binds inputs and outputs, once the layers are bound. */
  Ports(Graph graph, int batch, LayerBinder binder, OneDnn dnn, BufferPool pool) {
    this.graph = graph;
    this.batch = batch;
    this.binder = binder;
    this.dnn = dnn;
    this.pool = pool;
    graph.outputs().forEach((name, value) -> outputs.put(name, output(value)));
    graph.inputs().forEach((name, value) -> inputs.put(name, input(value)));
  }

  private Port port(NativeBuffer plain, Primitive conversion, Value value) {
    long[] shape =
        value instanceof FeatureMap map
            ? new long[] {batch, map.channels(), map.height(), map.width()}
            : new long[] {batch, value.size()};
    return new Port(plain, conversion, (long) batch * value.size(), shape);
  }

  private Port input(Value value) {
    if (!(value instanceof FeatureMap)) {
      return port(binder.row(value).data(), null, value);
    }
    MapTensor map = binder.map(value);
    Primitive conversion =
        map.hasData()
            ? MapLayers.toBlocked(dnn, map.layout(), map.plain().pointer(), map.data().pointer())
            : null;
    return port(map.plain(), conversion, value);
  }

  private Port output(Value value) {
    if (!(value instanceof FeatureMap)) {
      return port(binder.row(value).data(), null, value);
    }
    MapTensor map = binder.map(value);
    NativeBuffer plain = pool.own(map.layout().plainBytes());
    Primitive conversion =
        MapLayers.toPlain(dnn, map.layout(), map.data().pointer(), plain.pointer());
    return port(plain, conversion, value);
  }

  /** Makes the outputs' gradients contributions from outside. */
  void bindOutputGradients() {
    graph.outputs().forEach(this::bindOutputGradient);
  }

  private void bindOutputGradient(String name, Value value) {
    if (value instanceof FeatureMap) {
      MapTensor map = binder.map(value);
      if (map.needsGradient()) {
        NativeBuffer plain = pool.own(map.layout().plainBytes());
        NativeBuffer target = map.contribute().target();
        Primitive conversion =
            MapLayers.toBlocked(dnn, map.layout(), plain.pointer(), target.pointer());
        outputGradients.put(name, port(plain, conversion, value));
      }
    } else if (binder.row(value).hasGradient()) {
      outputGradients.put(name, port(binder.row(value).gradient(), null, value));
    }
  }

  /** Copies an input's numbers in. */
  void fillInput(String name, INDArray values) {
    fill(inputs.get(name), values, "input", name);
  }

  /** Copies the outputs' gradients in; those that are not given are zero. */
  void fillOutputGradients(Map<String, INDArray> given) {
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
  }

  private static void fill(Port port, INDArray values, String kind, String name) {
    if (values.length() != port.length()) {
      throw new IllegalArgumentException(
          kind + " '" + name + "' has " + values.length() + " numbers, not " + port.length());
    }
    HostArrays.read(values, numbers -> port.plain().copyFrom(numbers, port.length()));
    port.convert();
  }

  /** A copy of an output's numbers. */
  INDArray output(String name) {
    Port port = outputs.get(name);
    port.convert();
    return HostArrays.array(port.plain(), port.shape());
  }
}
