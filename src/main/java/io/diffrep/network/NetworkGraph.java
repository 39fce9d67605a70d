package io.diffrep.network;

import io.diffrep.engine.EngineChoice;
import io.diffrep.sde.ObjectiveSettings;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.IUpdater;

/** The network with its loss as DL4J's ComputationGraph. */
public final class NetworkGraph extends ComputationGraph {
  private static final long serialVersionUID = 1L;

  /**
   * @param configuration from {@link #configuration}
   */
  public NetworkGraph(ComputationGraphConfiguration configuration) {
    super(configuration);
  }

  /**
   * DL4J's configuration: inputs as {@link Architecture#inputs} names them, labels as the loss
   * takes them: {@link DenoisingLoss} of a score network, {@link ContrastiveLoss} of a projection,
   * {@link ClassificationLoss} of a classifier. Gradients are divided by the batch and clipped to a
   * norm.
   *
   * @param engine what computes it
   * @param architecture the networks
   * @param objective weight of what holds codes small, and the contrastive temperature
   * @param updater the optimiser
   * @param clip largest L2 norm of the whole gradient
   */
  public static ComputationGraphConfiguration configuration(
      EngineChoice engine,
      Architecture architecture,
      ObjectiveSettings objective,
      IUpdater updater,
      double clip) {
    String[] inputs = architecture.inputs().toArray(String[]::new);
    LossLayer loss =
        new LossLayer.Builder(loss(architecture, objective))
            .activation(Activation.IDENTITY)
            .build();
    return new NeuralNetConfiguration.Builder()
        .trainingWorkspaceMode(WorkspaceMode.NONE)
        .inferenceWorkspaceMode(WorkspaceMode.NONE)
        .graphBuilder()
        .addInputs(inputs)
        .addVertex(
            NetworkVertex.NAME, new NetworkVertex(engine, architecture, updater, clip), inputs)
        .addLayer("loss", loss, NetworkVertex.NAME)
        .setOutputs("loss")
        .build();
  }

  /** Rows of each image in a batch that a graph is trained on. */
  public static int rowsPerImage(ComputationGraph graph) {
    NetworkVertex vertex =
        (NetworkVertex) graph.getConfiguration().getVertices().get(NetworkVertex.NAME);
    return vertex.architecture().rowsPerImage();
  }

  private static NetworkLoss loss(Architecture architecture, ObjectiveSettings objective) {
    NetworkSettings settings = architecture.settings();
    CodePenalty penalty = new CodePenalty(objective.codePenalty(), settings.code());
    return switch (architecture.companion().kind()) {
      case SCORE_NETWORK -> new DenoisingLoss(architecture.image().size(), penalty);
      case PROJECTION ->
          new ContrastiveLoss(settings.embedding(), objective.temperature(), penalty);
      case CLASSIFIER -> new ClassificationLoss(architecture.companion().classes().size(), penalty);
    };
  }

  /**
   * Parameters of the graph. DL4J counts those of layers alone, and skips training, silently, where
   * it finds none; ours are a vertex's.
   */
  @Override
  public long numParams(boolean backwards) {
    return params() == null ? 0 : params().length();
  }
}
