package io.diffrep.network;

import io.diffrep.engine.EngineChoice;
import io.diffrep.engine.Graph;
import java.util.List;
import java.util.Objects;
import org.deeplearning4j.nn.api.TrainingConfig;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.regularization.Regularization;

/**
 * DL4J's configuration of the whole network as one vertex with one flat parameter. Its inputs are
 * those of {@link Architecture#inputs}; its activation, a row an image, holds what {@link
 * Architecture#outputs} names, one after another.
 */
public final class NetworkVertex extends GraphVertex implements TrainingConfig {
  private static final long serialVersionUID = 1L;

  /** DL4J's updater splits gradient names at the last underscore, so names hold none. */
  static final String NAME = "network";

  /** The one parameter. */
  static final String PARAMETERS = "theta";

  private final EngineChoice engine;
  private final Architecture architecture;
  private final IUpdater updater;
  private final double clip;

  NetworkVertex(EngineChoice engine, Architecture architecture, IUpdater updater, double clip) {
    this.engine = engine;
    this.architecture = architecture;
    this.updater = updater;
    this.clip = clip;
  }

  EngineChoice engine() {
    return engine;
  }

  Architecture architecture() {
    return architecture;
  }

  @Override
  public GraphVertex clone() {
    return new NetworkVertex(engine, architecture, updater.clone(), clip);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NetworkVertex that
        && engine.equals(that.engine)
        && architecture.equals(that.architecture)
        && updater.equals(that.updater)
        && clip == that.clip;
  }

  @Override
  public int hashCode() {
    return Objects.hash(engine, architecture, clip);
  }

  @Override
  public long numParams(boolean backprop) {
    return architecture.graph(Architecture.Part.WHOLE).layout().length();
  }

  @Override
  public int minVertexInputs() {
    return architecture.inputs().size();
  }

  @Override
  public int maxVertexInputs() {
    return architecture.inputs().size();
  }

  @Override
  public NetworkVertexRuntime instantiate(
      ComputationGraph graph,
      String name,
      int index,
      INDArray parameters,
      boolean initialise,
      DataType type) {
    return new NetworkVertexRuntime(this, graph, name, index, parameters, type);
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType... inputs) {
    return InputType.feedForward(width(architecture.graph(Architecture.Part.WHOLE)));
  }

  /** Numbers of the activation an image. */
  long width(Graph graph) {
    return architecture.outputs().stream().mapToLong(name -> graph.output(name).size()).sum();
  }

  @Override
  public MemoryReport getMemoryReport(InputType... inputs) {
    return null;
  }

  @Override
  public String getLayerName() {
    return NAME;
  }

  @Override
  public List<Regularization> getRegularizationByParam(String parameter) {
    return List.of();
  }

  @Override
  public boolean isPretrainParam(String parameter) {
    return false;
  }

  @Override
  public IUpdater getUpdaterByParam(String parameter) {
    return updater;
  }

  @Override
  public GradientNormalization getGradientNormalization() {
    return GradientNormalization.ClipL2PerLayer;
  }

  @Override
  public double getGradientNormalizationThreshold() {
    return clip;
  }

  @Override
  public void setDataType(DataType type) {
    if (type != DataType.FLOAT) {
      throw new IllegalArgumentException("the engine computes in FLOAT, not in " + type);
    }
  }
}
