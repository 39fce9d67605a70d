package io.diffrep.engine.host;

import io.diffrep.engine.Engine;
import io.diffrep.engine.EngineChoice;
import io.diffrep.engine.Graph;
import io.diffrep.engine.Precision;
import io.diffrep.engine.host.HostPlan.Timing;
import io.diffrep.runtime.UsageException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The engine on the processor's own instructions: AVX-512 or AVX2. */
public final class HostEngine implements Engine {
  /** Name under which choices and settings know the engine. */
  public static final String NAME = "host";

  /** The first ones are slow, before the kernels are compiled. */
  private static final int TIMED_STEPS = 10;

  private final InstructionSet instructions;
  private final boolean vectors;
  private final Kernels kernels;
  private final ConvolutionChoice choice;

  private HostEngine(InstructionSet instructions, boolean vectors, ConvolutionChoice choice) {
    this.instructions = instructions;
    this.vectors = vectors;
    this.kernels = vectors ? new VectorKernels() : new LoopKernels(instructions.block());
    this.choice = choice;
  }

  /** Whether this processor has the instructions and oneDNN's library can be loaded. */
  public static boolean isAvailable() {
    try {
      return InstructionSet.current() != null;
    } catch (LinkageError e) {
      return false;
    }
  }

  /** The engine in single precision. */
  public static HostEngine single() {
    return new HostEngine(instructions(), hasVectorModule(), ConvolutionChoice.single());
  }

  /** The engine in single precision as it is in a JVM without the Vector API. */
  public static HostEngine withoutVectors() {
    return new HostEngine(instructions(), false, ConvolutionChoice.single());
  }

  /**
   * The engine as it was chosen for a model. What was chosen for bfloat16 is computed in single
   * precision where the processor has no instructions for it.
   */
  public static HostEngine of(EngineChoice chosen) {
    InstructionSet instructions = instructions();
    return instructions.bfloat16()
        ? new HostEngine(instructions, hasVectorModule(), ConvolutionChoice.of(chosen.methods()))
        : single();
  }

  /**
   * Chooses what computes a network.
   *
   * @param graph the network
   * @param batch images per step, on which it is timed
   * @param precision with MIXED, each convolution is timed, which takes seconds
   */
  public static EngineChoice choose(Graph graph, int batch, Precision precision) {
    InstructionSet instructions = instructions();
    if (precision == Precision.SINGLE || !instructions.bfloat16()) {
      return new EngineChoice(NAME, precision, Map.of());
    }
    Map<String, Timing> best = times(instructions, ConvolutionChoice.single(), graph, batch);
    Map<String, String> methods = new TreeMap<>();
    List<ConvolutionChoice> halves =
        hasVectorModule()
            ? List.of(ConvolutionChoice.bfloat16(), ConvolutionChoice.winogradBfloat16())
            : List.of(ConvolutionChoice.bfloat16());
    for (ConvolutionChoice half : halves) {
      times(instructions, half, graph, batch)
          .forEach(
              (name, timing) -> {
                if (timing.nanoseconds() < best.get(name).nanoseconds()) {
                  best.put(name, timing);
                  methods.put(name, timing.method().name().toLowerCase(Locale.ROOT));
                }
              });
    }
    return new EngineChoice(NAME, precision, methods);
  }

  private static Map<String, Timing> times(
      InstructionSet instructions, ConvolutionChoice choice, Graph graph, int batch) {
    try (HostPlan plan =
        new HostEngine(instructions, hasVectorModule(), choice)
            .compile(graph, batch, Mode.TRAINING)) {
      return plan.timeConvolutions(TIMED_STEPS);
    }
  }

  private static InstructionSet instructions() {
    if (!isAvailable()) {
      throw new UsageException(
          "The engine 'host' needs a processor with AVX-512 or AVX2 and oneDNN's library, which"
              + " comes in dnnl-2.5.2-1.5.7-linux-x86_64.jar: set engine.name to nd4j");
    }
    return InstructionSet.current();
  }

  /** Whether this JVM was started with the Vector API's module. */
  public static boolean hasVectorModule() {
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
  }

  /** Whether the kernels reach native memory by its address, without the JDK's checks. */
  public static boolean hasDirectAccess() {
    return DirectAccess.ALLOWED;
  }

  /** What the processor computes with, such as {@code avx512 with bfloat16}. */
  public static String instructionSet() {
    return instructions().name();
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public HostPlan compile(Graph graph, int batch, Mode mode) {
    if (batch < 1) {
      throw new IllegalArgumentException("a batch has at least one image, not " + batch);
    }
    return new HostPlan(graph, batch, mode, instructions.block(), kernels, vectors, choice);
  }
}
