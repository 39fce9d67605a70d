package io.diffrep.engine.host;

import io.diffrep.engine.Engine;
import io.diffrep.engine.Graph;
import io.diffrep.runtime.UsageException;

/** The engine on the processor's own instructions. */
public final class HostEngine implements Engine {
  private final InstructionSet instructions;
  private final Kernels kernels;
  private final ConvolutionChoice choice;

  private HostEngine(InstructionSet instructions, Kernels kernels, ConvolutionChoice choice) {
    this.instructions = instructions;
    this.kernels = kernels;
    this.choice = choice;
  }

  /**
   * The engine in single precision.
   *
   * @throws UsageException if this processor or this JVM lacks what it needs
   */
  public static HostEngine single() {
    InstructionSet instructions = InstructionSet.current();
    if (instructions == null) {
      throw new UsageException(
          "engine.name is host, and this processor has neither AVX-512 nor AVX2: set it to nd4j");
    }
    return new HostEngine(instructions, kernels(instructions), ConvolutionChoice.single());
  }

  private static Kernels kernels(InstructionSet instructions) {
    return hasVectorModule() ? new VectorKernels() : new LoopKernels(instructions.block());
  }

  /** Whether this JVM was started with the Vector API's module. */
  public static boolean hasVectorModule() {
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
  }

  @Override
  public String name() {
    return "host";
  }

  @Override
  public HostPlan compile(Graph graph, int batch, Mode mode) {
    if (batch < 1) {
      throw new IllegalArgumentException("a batch has at least one image, not " + batch);
    }
    return new HostPlan(graph, batch, mode, instructions, kernels, choice);
  }
}
