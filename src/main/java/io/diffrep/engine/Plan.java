package io.diffrep.engine;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A graph compiled for one batch size: its buffers are allocated once and reused at every step. A
 * plan belongs to one thread at a time. All arrays at its edge are single-precision, row-major and
 * in the plain layout ({@code [batch, channels, height, width]} or {@code [batch, size]}).
 */
public interface Plan extends AutoCloseable {
  /** The network. */
  Graph graph();

  /** Images per step. */
  int batch();

  /**
   * Copies parameters in, those of this plan's graph by name.
   *
   * @param layout layout of the vector; may hold more parameters than the graph uses
   * @param values flat vector of {@code layout.length()} numbers
   */
  void parameters(ParameterLayout layout, INDArray values);

  /** Copies one input in. */
  void input(String name, INDArray values);

  /** Runs forward over what was copied in. */
  void forward();

  /** A copy of one output of the last {@link #forward()}. */
  INDArray output(String name);

  /**
   * Runs backward after {@link #forward()}.
   *
   * @param outputGradients gradient of the loss by each output that it depends on
   * @throws IllegalStateException if the plan was compiled for inference
   */
  void backward(Map<String, INDArray> outputGradients);

  /**
   * Copies the gradient of the last {@link #backward} out, in the layout of the graph's parameters.
   *
   * @param target flat vector of {@code graph().layout().length()} numbers
   */
  void gradients(INDArray target);

  /** Frees the buffers; the plan is of no use after it. */
  @Override
  void close();
}
