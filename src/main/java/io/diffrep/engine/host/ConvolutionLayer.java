package io.diffrep.engine.host;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_diff_weights_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_weights_md;

import io.diffrep.engine.host.OneDnn.Argument;
import io.diffrep.engine.host.OneDnn.Primitive;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/** A convolution by oneDNN, with a method that it has code for. */
final class ConvolutionLayer implements Layer {
  private final Workspace workspace;
  private final OneDnn dnn;
  private final ConvolutionShape shape;
  private final ConvolutionFilter filter;
  private final MapTensor x;
  private final MapTensor y;
  private final dnnl_primitive_desc description;
  private final dnnl_memory parameters;
  private final dnnl_memory_desc_t weightsLayout;
  private final dnnl_memory weights;
  private final dnnl_memory source;
  private final List<Primitive> prepare = new ArrayList<>();
  private final List<Primitive> forward = new ArrayList<>();
  private final List<Primitive> backward = new ArrayList<>();
  private Primitive collect;
  private MapTensor.Contribution contribution;
  private NativeBuffer addend;

  /**
   * @param wanted shape with the method to be used where there is code for it, else DIRECT is
   */
  ConvolutionLayer(
      Workspace workspace,
      ConvolutionShape wanted,
      ConvolutionFilter filter,
      MapTensor x,
      MapTensor y) {
    this.workspace = workspace;
    this.filter = filter;
    this.x = x;
    this.y = y;
    dnn = workspace.dnn();
    dnnl_primitive_desc described = wanted.forward(dnn, workspace.training());
    if (described == null) {
      shape = wanted.with(ConvolutionMethod.DIRECT);
      description = shape.forward(dnn, workspace.training());
    } else {
      shape = wanted;
      description = described;
    }
    if (description == null) {
      throw new IllegalStateException("oneDNN has no convolution for " + wanted);
    }
    parameters = dnn.memory(shape.filter(dnn), filter.value());
    weightsLayout = OneDnn.query(description, dnnl_query_weights_md);
    weights = arranged(weightsLayout);
    source =
        converted(
            forward,
            shape.source(dnn),
            shape.computedSource(dnn),
            shape.plainSource() ? x.plain() : x.data());
    dnnl_memory target = dnn.memory(shape.target(dnn), y.data().pointer());
    List<Argument> arguments = new ArrayList<>();
    arguments.add(new Argument(DNNL_ARG_SRC, source));
    arguments.add(new Argument(DNNL_ARG_WEIGHTS, weights));
    arguments.add(new Argument(DNNL_ARG_DST, target));
    if (shape.bias()) {
      arguments.add(new Argument(DNNL_ARG_BIAS, dnn.memory(shape.biases(dnn), filter.bias())));
    }
    forward.add(dnn.primitive(description, arguments.toArray(Argument[]::new)));
  }

  /**
   * The filter in the layout that a primitive wants; the filter is brought there when it changes.
   */
  private dnnl_memory arranged(dnnl_memory_desc_t layout) {
    dnnl_memory memory = workspace.memory(layout);
    prepare.add(dnn.reorder(shape.filter(dnn), parameters, layout, memory));
    return memory;
  }

  /** What layers hold in the layout and precision that the convolution reads. */
  private dnnl_memory converted(
      List<Primitive> before,
      dnnl_memory_desc_t held,
      dnnl_memory_desc_t computed,
      NativeBuffer buffer) {
    dnnl_memory memory = dnn.memory(held, buffer.pointer());
    if (OneDnn.equal(held, computed)) {
      return memory;
    }
    dnnl_memory copy = workspace.memory(computed);
    before.add(dnn.reorder(held, memory, computed, copy));
    return copy;
  }

  @Override
  public String kind() {
    return "convolution " + shape.kernel() + "x" + shape.kernel() + " stride " + shape.stride();
  }

  /** How it is computed. */
  ConvolutionMethod method() {
    return shape.method();
  }

  /** Brings the filter into the layouts that the primitives want. */
  void prepareFilter() {
    prepare.forEach(Primitive::run);
  }

  @Override
  public void forward() {
    run(forward);
  }

  private static void run(List<Primitive> primitives) {
    for (int i = 0; i < primitives.size(); i++) {
      primitives.get(i).run();
    }
  }

  @Override
  public void bindBackward() {
    dnnl_memory gradient =
        converted(backward, shape.target(dnn), shape.computedTarget(dnn), y.gradient());
    if (x.needsGradient()) {
      bindData(gradient);
    }
    bindWeights(gradient);
  }

  private void bindData(dnnl_memory gradient) {
    dnnl_primitive_desc data = shape.backwardData(dnn, description);
    if (data == null) {
      throw new IllegalStateException("oneDNN has no gradient for " + shape);
    }
    dnnl_memory_desc_t layout = OneDnn.query(data, dnnl_query_weights_md);
    dnnl_memory own = OneDnn.equal(layout, weightsLayout) ? weights : arranged(layout);
    contribution = x.contribute();
    NativeBuffer result = contribution.target();
    if (!contribution.isFirst()) {
      // oneDNN overwrites: what other layers have contributed is added behind it.
      addend = workspace.pool().take(x.layout().bytes());
      result = addend;
    }
    backward.add(
        dnn.primitive(
            data,
            new Argument(DNNL_ARG_DIFF_DST, gradient),
            new Argument(DNNL_ARG_WEIGHTS, own),
            new Argument(DNNL_ARG_DIFF_SRC, dnn.memory(shape.source(dnn), result.pointer()))));
    if (addend != null) {
      workspace.pool().give(addend, x.layout().bytes());
    }
  }

  private void bindWeights(dnnl_memory gradient) {
    dnnl_primitive_desc described = shape.backwardWeights(dnn, description);
    if (described == null) {
      throw new IllegalStateException("oneDNN has no gradient for " + shape);
    }
    dnnl_memory_desc_t layout = OneDnn.query(described, dnnl_query_diff_weights_md);
    dnnl_memory result = workspace.memory(layout);
    List<Argument> arguments = new ArrayList<>();
    arguments.add(new Argument(DNNL_ARG_SRC, source));
    arguments.add(new Argument(DNNL_ARG_DIFF_DST, gradient));
    arguments.add(new Argument(DNNL_ARG_DIFF_WEIGHTS, result));
    if (shape.bias()) {
      dnnl_memory bias = dnn.memory(shape.biases(dnn), filter.biasGradient());
      arguments.add(new Argument(DNNL_ARG_DIFF_BIAS, bias));
    }
    backward.add(dnn.primitive(described, arguments.toArray(Argument[]::new)));
    collect =
        dnn.reorder(
            layout, result, shape.filter(dnn), dnn.memory(shape.filter(dnn), filter.gradient()));
  }

  @Override
  public void backward() {
    run(backward);
    if (addend != null) {
      workspace
          .kernels()
          .add(
              contribution.before().bytes(),
              0,
              addend.bytes(),
              0,
              contribution.target().bytes(),
              0,
              (int) x.layout().bytes());
    }
    collect.run();
  }
}
