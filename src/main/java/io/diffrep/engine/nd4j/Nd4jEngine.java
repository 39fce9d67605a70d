package io.diffrep.engine.nd4j;

import io.diffrep.engine.Engine;
import io.diffrep.engine.Graph;
import io.diffrep.engine.Plan;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.factory.Nd4j;

/** The engine on ND4J's operations. */
public final class Nd4jEngine implements Engine {
  private final boolean fused;

  private Nd4jEngine(boolean fused) {
    this.fused = fused;
  }

  /**
   * Fused Java kernels where the backend's arrays lie in host memory, ND4J operations elsewhere.
   */
  public static Nd4jEngine automatic() {
    return new Nd4jEngine(Nd4j.getExecutioner().type() != OpExecutioner.ExecutionerType.CUDA);
  }

  /** ND4J operations alone, on any backend. */
  public static Nd4jEngine operationsAlone() {
    return new Nd4jEngine(false);
  }

  @Override
  public String name() {
    return "nd4j";
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
