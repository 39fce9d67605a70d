package io.diffrep.engine;

/**
 * Compiles graphs into plans. Implementations are thread-safe; the plans that they make are not.
 */
public interface Engine {
  /** The name under which settings and logs know the engine, such as {@code nd4j}. */
  String name();

  /**
   * Compiles a graph for a batch size.
   *
   * @param graph the network
   * @param batch images per step, at least 1
   * @param mode whether the plan must be able to run backward
   * @throws io.diffrep.runtime.UsageException if an array of the batch would be larger than 2 GiB
   */
  Plan compile(Graph graph, int batch, Mode mode);

  /** What a plan is for. */
  enum Mode {
    /** Forward only: buffers are reused from layer to layer. */
    INFERENCE,
    /** Forward and backward: every activation is kept until the backward pass has used it. */
    TRAINING
  }
}
