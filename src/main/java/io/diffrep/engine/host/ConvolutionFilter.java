package io.diffrep.engine.host;

import static org.bytedeco.dnnl.global.dnnl.dnnl_a;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;
import static org.bytedeco.dnnl.global.dnnl.dnnl_hwio;

import io.diffrep.engine.Operation.Convolution;
import io.diffrep.engine.host.OneDnn.Primitive;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * A convolution's filter and bias between a plan's parameters and oneDNN: filled up with zeros to
 * whole blocks, brought into the layouts that primitives want, and their gradients back.
 */
final class ConvolutionFilter {
  /**
   * Where they lie among the parameters and gradients.
   *
   * @param value the filter, {@code [kernel, kernel, in, out]}
   * @param bias the bias, or null
   * @param gradient the filter's gradient; null at inference
   * @param biasGradient the bias's gradient, or null
   */
  record Place(
      FloatPointer value, FloatPointer bias, FloatPointer gradient, FloatPointer biasGradient) {
    static Place whole(ParameterVector parameters, Convolution operation, boolean training) {
      return new Place(
          parameters.value(operation.weight(), 0),
          parameters.value(operation.bias(), 0),
          training ? parameters.gradient(operation.weight(), 0) : null,
          training ? parameters.gradient(operation.bias(), 0) : null);
    }

    /** The rows of a 1x1 filter from one input channel on. */
    Place from(int channel, Convolution operation) {
      long at = (long) channel * operation.output().channels();
      return new Place(
          value.getPointer(at),
          bias,
          gradient == null ? null : gradient.getPointer(at),
          biasGradient);
    }

    Place withoutBias() {
      return new Place(value, null, gradient, null);
    }
  }

  private record Arranged(dnnl_memory_desc_t layout, dnnl_memory memory) {}

  private final Workspace workspace;
  private final OneDnn dnn;
  private final ConvolutionShape shape;
  private final Place place;
  private final dnnl_memory value;
  private final dnnl_memory bias;
  private final List<Arranged> arranged = new ArrayList<>();
  private final List<Primitive> prepare = new ArrayList<>();

  ConvolutionFilter(Workspace workspace, ConvolutionShape shape, Place place) {
    this.workspace = workspace;
    this.shape = shape;
    this.place = place;
    dnn = workspace.dnn();
    value = filled(place.value());
    bias = shape.bias() ? filledBias(place.bias()) : null;
  }

  /** The part of the filled up filter that the parameters hold. */
  private dnnl_memory_desc_t inner() {
    long kernel = shape.kernel();
    long in = shape.in();
    long out = shape.out();
    return dnn.strided(
        dnnl_f32,
        new long[] {shape.y().channels(), shape.x().channels(), kernel, kernel},
        new long[] {1, out, kernel * in * out, in * out});
  }

  private dnnl_memory_desc_t innerBias() {
    return dnn.floats(dnnl_a, shape.y().channels());
  }

  private dnnl_memory_desc_t given() {
    int kernel = shape.kernel();
    return dnn.floats(dnnl_hwio, shape.y().channels(), shape.x().channels(), kernel, kernel);
  }

  private dnnl_memory filled(Pointer parameters) {
    if (!shape.isPadded()) {
      return dnn.memory(shape.filter(dnn), parameters);
    }
    Pointer copy = workspace.own(shape.filter(dnn));
    prepare.add(
        dnn.reorder(given(), dnn.memory(given(), parameters), inner(), dnn.memory(inner(), copy)));
    return dnn.memory(shape.filter(dnn), copy);
  }

  private dnnl_memory filledBias(Pointer parameters) {
    if (!shape.isPadded()) {
      return dnn.memory(shape.biases(dnn), parameters);
    }
    Pointer copy = workspace.own(shape.biases(dnn));
    prepare.add(
        dnn.reorder(
            innerBias(),
            dnn.memory(innerBias(), parameters),
            innerBias(),
            dnn.memory(innerBias(), copy)));
    return dnn.memory(shape.biases(dnn), copy);
  }

  /** The bias; only where the shape has one. */
  dnnl_memory bias() {
    return bias;
  }

  /** The filter in the layout that a primitive wants. */
  dnnl_memory in(dnnl_memory_desc_t layout) {
    for (Arranged other : arranged) {
      if (OneDnn.equal(other.layout(), layout)) {
        return other.memory();
      }
    }
    dnnl_memory memory = workspace.memory(layout);
    prepare.add(dnn.reorder(shape.filter(dnn), value, layout, memory));
    arranged.add(new Arranged(layout, memory));
    return memory;
  }

  /** Brings the filter where the primitives read it; to be run when the parameters have changed. */
  void prepare() {
    prepare.forEach(Primitive::run);
  }

  /** Brings the filter's gradient from a primitive's layout to its place. */
  List<Primitive> collect(dnnl_memory_desc_t layout, dnnl_memory gradient) {
    if (!shape.isPadded()) {
      dnnl_memory target = dnn.memory(shape.filter(dnn), place.gradient());
      return List.of(dnn.reorder(layout, gradient, shape.filter(dnn), target));
    }
    Pointer copy = workspace.own(shape.filter(dnn));
    return List.of(
        dnn.reorder(layout, gradient, shape.filter(dnn), dnn.memory(shape.filter(dnn), copy)),
        dnn.reorder(
            inner(), dnn.memory(inner(), copy), given(), dnn.memory(given(), place.gradient())));
  }

  /** Where a primitive puts the bias's gradient; what brings it to its place joins the list. */
  dnnl_memory biasGradient(List<Primitive> after) {
    if (!shape.isPadded()) {
      return dnn.memory(shape.biases(dnn), place.biasGradient());
    }
    Pointer copy = workspace.own(shape.biases(dnn));
    after.add(
        dnn.reorder(
            innerBias(),
            dnn.memory(innerBias(), copy),
            innerBias(),
            dnn.memory(innerBias(), place.biasGradient())));
    return dnn.memory(shape.biases(dnn), copy);
  }
}
