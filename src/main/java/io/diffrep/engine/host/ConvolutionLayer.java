package io.diffrep.engine.host;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_diff_weights_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_weights_md;

import io.diffrep.engine.host.OneDnn.Argument;
import io.diffrep.engine.host.OneDnn.Primitive;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/** A convolution by oneDNN, each of its passes with a method that there is code for. */
final class ConvolutionLayer implements Layer {
  private final Workspace workspace;
  private final OneDnn dnn;
  private final ConvolutionShape shape;
  private final ConvolutionMethod wanted;
  private final ConvolutionFilter filter;
  private final MapTensor x;
  private final MapTensor y;
  private final TypedMap source;
  private final List<Primitive> forward = new ArrayList<>();
  private final List<Primitive> backward = new ArrayList<>();
  private OverwrittenGradient given;

  /** A pass as it will be computed. */
  private record Pass(dnnl_primitive_desc description, ConvolutionMethod method) {}

  /**
   * @param wanted method to be used for each pass that there is code for; DIRECT is for others
   */
  ConvolutionLayer(
      Workspace workspace,
      ConvolutionShape shape,
      ConvolutionMethod wanted,
      ConvolutionFilter.Place place,
      MapTensor x,
      MapTensor y) {
    this.workspace = workspace;
    this.shape = shape;
    this.wanted = wanted;
    this.x = x;
    this.y = y;
    dnn = workspace.dnn();
    filter = new ConvolutionFilter(workspace, shape, place);
    source =
        new TypedMap(
            workspace, type -> shape.source(dnn, type), shape.plainSource() ? x.plain() : x.data());
    bindForward();
  }

  private Pass pass(
      ConvolutionMethod first, Function<ConvolutionMethod, dnnl_primitive_desc> describe) {
    for (ConvolutionMethod method : List.of(first, ConvolutionMethod.DIRECT)) {
      dnnl_primitive_desc description = describe.apply(method);
      if (description != null) {
        return new Pass(description, method);
      }
    }
    throw new IllegalStateException("oneDNN has no convolution for " + shape);
  }

  private void bindForward() {
    Pass pass = pass(wanted, method -> shape.forward(dnn, method, workspace.training()));
    dnnl_memory_desc_t layout = OneDnn.query(pass.description(), dnnl_query_weights_md);
    List<Argument> arguments = new ArrayList<>();
    arguments.add(new Argument(DNNL_ARG_SRC, source.as(pass.method().type(), forward)));
    arguments.add(new Argument(DNNL_ARG_WEIGHTS, filter.in(layout)));
    arguments.add(
        new Argument(DNNL_ARG_DST, dnn.memory(shape.target(dnn, dnnl_f32), y.data().pointer())));
    if (shape.bias()) {
      arguments.add(new Argument(DNNL_ARG_BIAS, filter.bias()));
    }
    forward.add(dnn.primitive(pass.description(), arguments));
  }

  @Override
  public String kind() {
    String work =
        "convolution " + shape.kernel() + "x" + shape.kernel() + " stride " + shape.stride();
    return MeasuredWork.kind(work, wanted == ConvolutionMethod.BFLOAT16);
  }

  @Override
  public void prepare() {
    filter.prepare();
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
    TypedMap gradient = new TypedMap(workspace, type -> shape.target(dnn, type), y.gradient());
    if (x.needsGradient()) {
      bindData(gradient);
    }
    bindWeights(gradient);
  }

  private void bindData(TypedMap gradient) {
    Pass pass = pass(wanted, method -> shape.backwardData(dnn, method));
    given = new OverwrittenGradient(workspace, x);
    dnnl_memory_desc_t layout = OneDnn.query(pass.description(), dnnl_query_weights_md);
    dnnl_memory target = dnn.memory(shape.source(dnn, dnnl_f32), given.written().pointer());
    backward.add(
        dnn.primitive(
            pass.description(),
            List.of(
                new Argument(DNNL_ARG_DIFF_DST, gradient.as(pass.method().type(), backward)),
                new Argument(DNNL_ARG_WEIGHTS, filter.in(layout)),
                new Argument(DNNL_ARG_DIFF_SRC, target))));
  }

  private void bindWeights(TypedMap gradient) {
    Pass pass = pass(wanted, method -> shape.backwardWeights(dnn, method));
    dnnl_memory_desc_t layout = OneDnn.query(pass.description(), dnnl_query_diff_weights_md);
    dnnl_memory result = workspace.memory(layout);
    List<Primitive> after = new ArrayList<>(filter.collect(layout, result));
    List<Argument> arguments = new ArrayList<>();
    arguments.add(new Argument(DNNL_ARG_SRC, source.as(pass.method().type(), backward)));
    arguments.add(new Argument(DNNL_ARG_DIFF_DST, gradient.as(pass.method().type(), backward)));
    arguments.add(new Argument(DNNL_ARG_DIFF_WEIGHTS, result));
    if (shape.bias()) {
      arguments.add(new Argument(DNNL_ARG_DIFF_BIAS, filter.biasGradient(after)));
    }
    backward.add(dnn.primitive(pass.description(), arguments));
    backward.addAll(after);
  }

  @Override
  public void backward() {
    run(backward);
    if (given != null) {
      given.deliver();
    }
  }
}
