package io.diffrep.engine.nd4j;

import io.diffrep.engine.Engine;
import io.diffrep.engine.Graph;
import io.diffrep.engine.Plan;
import io.diffrep.runtime.NativeBackend;

/** The engine on ND4J's operations. */
public final class Nd4jEngine implements Engine {
  /** Name under which choices and settings know the engine. */
  public static final String NAME = "nd4j";

  private final boolean fused;

  private Nd4jEngine(boolean fused) {
    this.fused = fused;
  }

  /**
   * Fused Java kernels where the backend's arrays lie in host memory, ND4J operations elsewhere.
   *
   * @throws io.diffrep.runtime.UsageException if ND4J's native library cannot be loaded
   */
  public static Nd4jEngine automatic() {
    return new Nd4jEngine(!NativeBackend.load().backend().equals("CUDA"));
  }

  /** ND4J operations alone, on any backend. */
  public static Nd4jEngine operationsAlone() {
    return new Nd4jEngine(false);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Plan compile(Graph graph, int batch, Mode mode) {
    if (batch < 1) {
      throw new IllegalArgumentException("a batch has at least one image, not " + batch);
    }
    Activations activations = fused ? new FusedActivations() : new OperationActivations();
    return new Nd4jPlan(graph, batch, mode, activations);
  }
}
