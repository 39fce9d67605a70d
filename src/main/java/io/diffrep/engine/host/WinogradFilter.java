package io.diffrep.engine.host;

import static io.diffrep.engine.host.WinogradKernels.POINTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.dnnl_abc;
import static org.bytedeco.dnnl.global.dnnl.dnnl_acb;
import static org.bytedeco.dnnl.global.dnnl.dnnl_format_tag_any;
import static org.bytedeco.dnnl.global.dnnl.dnnl_matmul_desc_init;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_weights_md;

import io.diffrep.engine.Operation.Convolution;
import io.diffrep.engine.host.OneDnn.Argument;
import io.diffrep.engine.host.OneDnn.Primitive;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_matmul_desc_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/**
 * The filter of a {@link WinogradLayer}: filled up with zeros to whole blocks of channels,
 * transformed, in the layouts that the products want, and its gradient on the way back.
 */
final class WinogradFilter {
  private static final int POSITIONS = 9;

  private final Workspace workspace;
  private final OneDnn dnn;
  private final int type;
  private final int in;
  private final int out;
  private final int realIn;
  private final int realOut;
  private final FloatBuffer values;
  private final FloatBuffer biases;
  private final FloatBuffer gradients;
  private final FloatBuffer biasGradients;
  private final NativeBuffer filter;
  private final NativeBuffer transformed;
  private final float[] bias;
  private NativeBuffer transformedGradient;

  /**
   * Apart from the filter: what fills that up must stay zero even where a gradient is no number.
   */
  private NativeBuffer gradient;

  /** The transformed filter in a layout that products want. */
  private record Arranged(dnnl_memory_desc_t layout, dnnl_memory memory) {}

  private final List<Arranged> plain = new ArrayList<>();
  private final List<Arranged> transposed = new ArrayList<>();
  private final List<Primitive> arrange = new ArrayList<>();

  /**
   * @param type oneDNN's name of the type of the numbers that are multiplied
   */
  WinogradFilter(
      Workspace workspace,
      ParameterVector parameters,
      Convolution operation,
      ConvolutionShape shape,
      int type) {
    this.workspace = workspace;
    this.type = type;
    dnn = workspace.dnn();
    in = shape.in();
    out = shape.out();
    realIn = operation.x().channels();
    realOut = operation.output().channels();
    values = parameters.values(operation.weight());
    biases = parameters.values(operation.bias());
    boolean training = workspace.training();
    gradients = training ? parameters.gradients(operation.weight()) : null;
    biasGradients = training ? parameters.gradients(operation.bias()) : null;
    filter = workspace.pool().own((long) POSITIONS * in * out * Float.BYTES);
    transformed = workspace.pool().own((long) POINTS * in * out * Float.BYTES);
    bias = new float[out];
  }

  int type() {
    return type;
  }

  /** The bias, zero for channels that fill up the last block. */
  float[] bias() {
    return bias;
  }

  /** Transforms the filter; to be run when the parameters have changed. */
  void prepare(WinogradKernels kernels) {
    FloatBuffer target = filter.floats();
    for (int row = 0; row < POSITIONS * realIn; row++) {
      int to = (row / realIn * in + row % realIn) * out;
      target.put(to, values, row * realOut, realOut);
    }
    biases.get(0, bias, 0, realOut);
    kernels.filter().transform(filter.bytes(), transformed.bytes(), in * out);
    arrange.forEach(Primitive::run);
  }

  private dnnl_memory arranged(
      List<Arranged> known, dnnl_primitive_desc product, dnnl_memory_desc_t from) {
    dnnl_memory_desc_t wanted = OneDnn.query(product, dnnl_query_weights_md);
    for (Arranged other : known) {
      if (OneDnn.equal(other.layout(), wanted)) {
        return other.memory();
      }
    }
    dnnl_memory memory = workspace.memory(wanted);
    arrange.add(dnn.reorder(from, dnn.memory(from, transformed.pointer()), wanted, memory));
    known.add(new Arranged(wanted, memory));
    return memory;
  }

  private dnnl_primitive_desc describe(
      dnnl_memory_desc_t a, dnnl_memory_desc_t b, dnnl_memory_desc_t result, boolean sum) {
    dnnl_matmul_desc_t description = new dnnl_matmul_desc_t();
    OneDnn.check(dnnl_matmul_desc_init(description, a, b, null, result), "a product");
    dnnl_primitive_desc primitive =
        sum ? dnn.describeSum(description) : dnn.describe(description, null);
    if (primitive == null) {
      throw new IllegalStateException("oneDNN has no product of " + in + " by " + out);
    }
    return primitive;
  }

  private Primitive run(
      dnnl_primitive_desc description, dnnl_memory a, dnnl_memory b, dnnl_memory result) {
    return dnn.primitive(
        description,
        List.of(
            new Argument(DNNL_ARG_SRC, a),
            new Argument(DNNL_ARG_WEIGHTS, b),
            new Argument(DNNL_ARG_DST, result)));
  }

  /** Products of tiles and filter. */
  Primitive product(TileMatrices tiles, TileMatrices products) {
    dnnl_primitive_desc description =
        describe(tiles.layout(dnn), any(in, out), products.layout(dnn), false);
    dnnl_memory weights = arranged(plain, description, dnn.floats(dnnl_abc, POINTS, in, out));
    return run(description, tiles.memory(dnn), weights, products.memory(dnn));
  }

  private dnnl_memory_desc_t any(int rows, int columns) {
    return dnn.description(type, dnnl_format_tag_any, POINTS, rows, columns);
  }

  /** The gradient of the tiles, from that of the products. */
  Primitive tileGradient(TileMatrices products, TileMatrices tiles) {
    dnnl_primitive_desc description =
        describe(products.layout(dnn), any(out, in), tiles.layout(dnn), false);
    dnnl_memory weights = arranged(transposed, description, dnn.floats(dnnl_acb, POINTS, out, in));
    return run(description, products.memory(dnn), weights, tiles.memory(dnn));
  }

  /** The gradient of the transformed filter by some tiles, written or added. */
  Primitive filterGradient(TileMatrices tiles, TileMatrices products, boolean add) {
    if (transformedGradient == null) {
      transformedGradient = workspace.pool().own(transformed.size());
      gradient = workspace.pool().own(filter.size());
    }
    dnnl_memory_desc_t result = dnn.floats(dnnl_abc, POINTS, in, out);
    dnnl_primitive_desc description =
        describe(tiles.transposed(dnn), products.layout(dnn), result, add);
    return run(
        description,
        dnn.memory(tiles.transposed(dnn), tiles.buffer().pointer()),
        products.memory(dnn),
        dnn.memory(result, transformedGradient.pointer()));
  }

  /** Brings the gradients to their places, once all tiles have been added. */
  void deliverGradients(WinogradKernels kernels, float[] biasSums) {
    kernels.filter().gradient(transformedGradient.bytes(), gradient.bytes(), in * out);
    FloatBuffer source = gradient.floats();
    for (int row = 0; row < POSITIONS * realIn; row++) {
      int from = (row / realIn * in + row % realIn) * out;
      gradients.put(row * realOut, source, from, realOut);
    }
    biasGradients.put(0, biasSums, 0, realOut);
  }
}
