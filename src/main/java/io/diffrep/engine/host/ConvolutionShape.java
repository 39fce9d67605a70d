package io.diffrep.engine.host;

import static org.bytedeco.dnnl.global.dnnl.dnnl_a;
import static org.bytedeco.dnnl.global.dnnl.dnnl_abcd;
import static org.bytedeco.dnnl.global.dnnl.dnnl_bf16;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_backward_data_desc_init;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_backward_weights_desc_init;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_direct;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_forward_desc_init;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_winograd;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;
import static org.bytedeco.dnnl.global.dnnl.dnnl_format_tag_any;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;
import static org.bytedeco.dnnl.global.dnnl.dnnl_hwio;
import static org.bytedeco.dnnl.global.dnnl.dnnl_success;

import org.bytedeco.dnnl.dnnl_convolution_desc_t;
import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/**
 * A convolution as oneDNN takes it: sizes, layouts and the method that computes it.
 *
 * @param x layout of the input
 * @param y layout of the output
 * @param kernel rows and columns of the filter
 * @param stride positions from one window to the next
 * @param plainSource whether the input comes in the plain layout: images of up to three channels,
 *     which would fill up a block with zeros
 * @param bias whether a bias is added
 * @param method how it is computed
 */
record ConvolutionShape(
    MapLayout x,
    MapLayout y,
    int kernel,
    int stride,
    boolean plainSource,
    boolean bias,
    ConvolutionMethod method) {

  /** Whether Winograd's method may be asked for; oneDNN may still have no code for it. */
  boolean allowsWinograd() {
    return kernel == 3 && stride == 1 && x.channels() % 16 == 0 && y.channels() % 16 == 0;
  }

  ConvolutionShape with(ConvolutionMethod other) {
    return new ConvolutionShape(x, y, kernel, stride, plainSource, bias, other);
  }

  private int type() {
    return method == ConvolutionMethod.BFLOAT16 ? dnnl_bf16 : dnnl_f32;
  }

  private int algorithm() {
    return method == ConvolutionMethod.WINOGRAD
        ? dnnl_convolution_winograd
        : dnnl_convolution_direct;
  }

  private static dnnl_memory_desc_t map(OneDnn dnn, int type, int tag, MapLayout layout) {
    return dnn.description(
        type, tag, layout.batch(), layout.channels(), layout.height(), layout.width());
  }

  /** The input as the layers around hold it. */
  dnnl_memory_desc_t source(OneDnn dnn) {
    return plainSource ? x.plain(dnn) : x.blocked(dnn);
  }

  /** The input as the convolution reads it. */
  dnnl_memory_desc_t computedSource(OneDnn dnn) {
    return map(dnn, type(), plainSource ? dnnl_abcd : x.tag(), x);
  }

  /** The output, and its gradient as the layers around hold it. */
  dnnl_memory_desc_t target(OneDnn dnn) {
    return y.blocked(dnn);
  }

  /** The output's gradient as the convolution reads it. */
  dnnl_memory_desc_t computedTarget(OneDnn dnn) {
    return map(dnn, type(), y.tag(), y);
  }

  /** The filter as the parameters hold it, {@code [kernel, kernel, in, out]}. */
  dnnl_memory_desc_t filter(OneDnn dnn) {
    return dnn.floats(dnnl_hwio, y.channels(), x.channels(), kernel, kernel);
  }

  private dnnl_memory_desc_t anyFilter(OneDnn dnn, int type) {
    return dnn.description(type, dnnl_format_tag_any, y.channels(), x.channels(), kernel, kernel);
  }

  dnnl_memory_desc_t biases(OneDnn dnn) {
    return bias ? dnn.floats(dnnl_a, y.channels()) : null;
  }

  private long[] strides() {
    return new long[] {stride, stride};
  }

  private long[] before() {
    return new long[] {kernel / 2, kernel / 2};
  }

  /** What the last window reaches beyond the input; negative where it ends before it. */
  private long[] after() {
    return new long[] {after(x.height(), y.height()), after(x.width(), y.width())};
  }

  private long after(int size, int outSize) {
    return (outSize - 1L) * stride + kernel - size - kernel / 2;
  }

  /**
   * @return null where this processor has no code for the method
   */
  dnnl_primitive_desc forward(OneDnn dnn, boolean training) {
    dnnl_convolution_desc_t description = new dnnl_convolution_desc_t();
    int status =
        dnnl_convolution_forward_desc_init(
            description,
            training ? dnnl_forward_training : dnnl_forward_inference,
            algorithm(),
            computedSource(dnn),
            anyFilter(dnn, type()),
            biases(dnn),
            target(dnn),
            strides(),
            before(),
            after());
    return status == dnnl_success ? dnn.describe(description, null) : null;
  }

  /** Gradient of the input; null where there is no code for the method. */
  dnnl_primitive_desc backwardData(OneDnn dnn, dnnl_primitive_desc forward) {
    dnnl_convolution_desc_t description = new dnnl_convolution_desc_t();
    OneDnn.check(
        dnnl_convolution_backward_data_desc_init(
            description,
            algorithm(),
            source(dnn),
            anyFilter(dnn, type()),
            computedTarget(dnn),
            strides(),
            before(),
            after()),
        "the gradient of " + this);
    return dnn.describe(description, forward);
  }

  /** Gradients of filter and bias; null where there is no code for the method. */
  dnnl_primitive_desc backwardWeights(OneDnn dnn, dnnl_primitive_desc forward) {
    dnnl_convolution_desc_t description = new dnnl_convolution_desc_t();
    OneDnn.check(
        dnnl_convolution_backward_weights_desc_init(
            description,
            algorithm(),
            computedSource(dnn),
            anyFilter(dnn, dnnl_f32),
            biases(dnn),
            computedTarget(dnn),
            strides(),
            before(),
            after()),
        "the gradient of " + this);
    return dnn.describe(description, forward);
  }
}
