package io.diffrep.engine.host;

import static org.bytedeco.dnnl.global.dnnl.dnnl_a;
import static org.bytedeco.dnnl.global.dnnl.dnnl_abcd;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_backward_data_desc_init;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_backward_weights_desc_init;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_forward_desc_init;
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
 * A convolution as oneDNN takes it. Channels that fill up a block count as channels: their products
 * are computed in any case, and Winograd's method has no code for parts of blocks.
 *
 * @param x layout of the input
 * @param y layout of the output
 * @param kernel rows and columns of the filter
 * @param stride positions from one window to the next
 * @param plainSource whether the input comes in the plain layout: images of up to three channels,
 *     which are not filled up
 * @param bias whether a bias is added
 */
record ConvolutionShape(
    MapLayout x, MapLayout y, int kernel, int stride, boolean plainSource, boolean bias) {

  /** Whether Winograd's method applies. */
  boolean allowsWinograd() {
    return kernel == 3 && stride == 1 && !plainSource;
  }

  /** Input channels that are computed with. */
  int in() {
    return plainSource ? x.channels() : x.paddedChannels();
  }

  /** Output channels that are computed. */
  int out() {
    return y.paddedChannels();
  }

  /** Whether filter and bias have to be filled up with zeros. */
  boolean isPadded() {
    return in() != x.channels() || out() != y.channels();
  }

  /** The input, in single precision or as bfloat16. */
  dnnl_memory_desc_t source(OneDnn dnn, int type) {
    int tag = plainSource ? dnnl_abcd : x.tag();
    return dnn.description(type, tag, x.batch(), in(), x.height(), x.width());
  }

  /** The output or its gradient, in single precision or as bfloat16. */
  dnnl_memory_desc_t target(OneDnn dnn, int type) {
    return dnn.description(type, y.tag(), y.batch(), out(), y.height(), y.width());
  }

  /** The filter as computed with, {@code [kernel, kernel, in, out]}. */
  dnnl_memory_desc_t filter(OneDnn dnn) {
    return dnn.floats(dnnl_hwio, out(), in(), kernel, kernel);
  }

  private dnnl_memory_desc_t anyFilter(OneDnn dnn, int type) {
    return dnn.description(type, dnnl_format_tag_any, out(), in(), kernel, kernel);
  }

  dnnl_memory_desc_t biases(OneDnn dnn) {
    return bias ? dnn.floats(dnnl_a, out()) : null;
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
   * The output.
   *
   * @return null where this processor has no code for the method
   */
  dnnl_primitive_desc forward(OneDnn dnn, ConvolutionMethod method, boolean training) {
    dnnl_convolution_desc_t description = new dnnl_convolution_desc_t();
    int status =
        dnnl_convolution_forward_desc_init(
            description,
            training ? dnnl_forward_training : dnnl_forward_inference,
            method.algorithm(),
            source(dnn, method.type()),
            anyFilter(dnn, method.type()),
            biases(dnn),
            target(dnn, dnnl_f32),
            strides(),
            before(),
            after());
    return status == dnnl_success ? dnn.describe(description, null) : null;
  }

  /** Gradient of the input; null where there is no code for the method. */
  dnnl_primitive_desc backwardData(OneDnn dnn, ConvolutionMethod method) {
    dnnl_primitive_desc hint = forward(dnn, method, true);
    dnnl_convolution_desc_t description = new dnnl_convolution_desc_t();
    int status =
        dnnl_convolution_backward_data_desc_init(
            description,
            method.algorithm(),
            source(dnn, dnnl_f32),
            anyFilter(dnn, method.type()),
            target(dnn, method.type()),
            strides(),
            before(),
            after());
    return hint != null && status == dnnl_success ? dnn.describe(description, hint) : null;
  }

  /** Gradients of filter and bias; null where there is no code for the method. */
  dnnl_primitive_desc backwardWeights(OneDnn dnn, ConvolutionMethod method) {
    dnnl_primitive_desc hint = forward(dnn, method, true);
    dnnl_convolution_desc_t description = new dnnl_convolution_desc_t();
    int status =
        dnnl_convolution_backward_weights_desc_init(
            description,
            method.algorithm(),
            source(dnn, method.type()),
            anyFilter(dnn, dnnl_f32),
            biases(dnn),
            target(dnn, method.type()),
            strides(),
            before(),
            after());
    return hint != null && status == dnnl_success ? dnn.describe(description, hint) : null;
  }
}
