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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/**
 * Times each pass of a convolution in single precision and with bfloat16, and says which is faster
 * here. What has to be converted for bfloat16 counts as a part of it.
 */
final class ConvolutionTiming {
  private static final int WARM_UP = 2;
  private static final int REPEATS = 7;

  private final Map<ConvolutionShape, ConvolutionMethods> known = new HashMap<>();

  /** The faster methods for a shape; each shape is timed once. */
  ConvolutionMethods fastest(ConvolutionShape shape) {
    return known.computeIfAbsent(shape, ConvolutionTiming::time);
  }

  private static ConvolutionMethods time(ConvolutionShape shape) {
    return new ConvolutionMethods(
        faster(shape, Run::forward),
        shape.plainSource() ? ConvolutionMethod.DIRECT : faster(shape, Run::data),
        faster(shape, Run::weights));
  }

  private static ConvolutionMethod faster(
      ConvolutionShape shape, Function<Run, List<Primitive>> pass) {
    ConvolutionMethod single = ConvolutionChoice.fastInSinglePrecision(shape);
    double half = nanoseconds(shape, ConvolutionMethod.BFLOAT16, pass);
    return half < nanoseconds(shape, single, pass) ? ConvolutionMethod.BFLOAT16 : single;
  }

  /** The fastest of some runs: everything that disturbs one makes it slower. */
  private static double nanoseconds(
      ConvolutionShape shape, ConvolutionMethod method, Function<Run, List<Primitive>> pass) {
    try (OneDnn dnn = new OneDnn();
        BufferPool pool = new BufferPool()) {
      Workspace workspace = new Workspace(dnn, pool, null, true);
      List<Primitive> primitives = pass.apply(new Run(workspace, shape, method));
      if (primitives.isEmpty()) {
        return Double.POSITIVE_INFINITY;
      }
      dnn.seal(pool);
      double best = Double.POSITIVE_INFINITY;
      for (int i = 0; i < WARM_UP + REPEATS; i++) {
        long start = System.nanoTime();
        primitives.forEach(Primitive::run);
        if (i >= WARM_UP) {
          best = Math.min(best, System.nanoTime() - start);
        }
      }
      return best;
    }
  }

  /** The primitives of a pass on arrays of zeros; none where there is no code for the method. */
  private record Run(Workspace workspace, ConvolutionShape shape, ConvolutionMethod method) {
    private OneDnn dnn() {
      return workspace.dnn();
    }

    private dnnl_memory source(List<Primitive> primitives) {
      NativeBuffer floats = workspace.pool().own(shape.x().bytes());
      return new TypedMap(workspace, type -> shape.source(dnn(), type), floats)
          .as(method.type(), primitives);
    }

    private dnnl_memory gradient(List<Primitive> primitives) {
      NativeBuffer floats = workspace.pool().own(shape.y().bytes());
      return new TypedMap(workspace, type -> shape.target(dnn(), type), floats)
          .as(method.type(), primitives);
    }

    private Argument filter(dnnl_primitive_desc description, int index, int query) {
      dnnl_memory_desc_t layout = OneDnn.query(description, query);
      return new Argument(index, workspace.memory(layout));
    }

    List<Primitive> forward() {
      dnnl_primitive_desc description = shape.forward(dnn(), method, true);
      List<Primitive> primitives = new ArrayList<>();
      if (description != null) {
        List<Argument> arguments = new ArrayList<>();
        arguments.add(new Argument(DNNL_ARG_SRC, source(primitives)));
        arguments.add(filter(description, DNNL_ARG_WEIGHTS, dnnl_query_weights_md));
        arguments.add(new Argument(DNNL_ARG_DST, workspace.memory(shape.target(dnn(), dnnl_f32))));
        addBias(DNNL_ARG_BIAS, arguments);
        primitives.add(dnn().primitive(description, arguments));
      }
      return primitives;
    }

    private void addBias(int index, List<Argument> arguments) {
      if (shape.bias()) {
        arguments.add(new Argument(index, workspace.memory(shape.biases(dnn()))));
      }
    }

    List<Primitive> data() {
      dnnl_primitive_desc description = shape.backwardData(dnn(), method);
      List<Primitive> primitives = new ArrayList<>();
      if (description != null) {
        List<Argument> arguments =
            List.of(
                new Argument(DNNL_ARG_DIFF_DST, gradient(primitives)),
                filter(description, DNNL_ARG_WEIGHTS, dnnl_query_weights_md),
                new Argument(DNNL_ARG_DIFF_SRC, workspace.memory(shape.source(dnn(), dnnl_f32))));
        primitives.add(dnn().primitive(description, arguments));
      }
      return primitives;
    }

    List<Primitive> weights() {
      dnnl_primitive_desc description = shape.backwardWeights(dnn(), method);
      List<Primitive> primitives = new ArrayList<>();
      if (description != null) {
        List<Argument> arguments = new ArrayList<>();
        arguments.add(new Argument(DNNL_ARG_SRC, source(primitives)));
        arguments.add(new Argument(DNNL_ARG_DIFF_DST, gradient(primitives)));
        arguments.add(filter(description, DNNL_ARG_DIFF_WEIGHTS, dnnl_query_diff_weights_md));
        addBias(DNNL_ARG_DIFF_BIAS, arguments);
        primitives.add(dnn().primitive(description, arguments));
      }
      return primitives;
    }
  }
}
