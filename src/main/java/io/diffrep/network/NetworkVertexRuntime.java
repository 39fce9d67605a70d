package io.diffrep.network;

import io.diffrep.engine.Engine.Mode;
import io.diffrep.engine.Graph;
import io.diffrep.engine.HostFloats;
import io.diffrep.engine.Plan;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.api.TrainingConfig;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.BaseGraphVertex;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The vertex at work: copies inputs and parameters into a plan, replays it and copies out. */
@SuppressWarnings("overrides") // DL4J declares setInputs with an array here, with varargs there.
final class NetworkVertexRuntime extends BaseGraphVertex {
  private final transient NetworkVertex configuration;
  private transient INDArray parameters;
  private transient INDArray gradients;

  /** Held between a forward pass in training and the backward pass that belongs to it. */
  private transient Plans.Lease lease;

  /** The inputs are data: DL4J wants a gradient by each all the same, and nobody reads it. */
  private final transient INDArray unread = Nd4j.create(DataType.FLOAT, 1, 1);

  /** Activation and its gradient of the last training step, which DL4J reads until the next one. */
  private final transient List<INDArray> previousStep = new ArrayList<>();

  NetworkVertexRuntime(
      NetworkVertex configuration,
      ComputationGraph graph,
      String name,
      int index,
      INDArray parameters,
      DataType type) {
    super(graph, name, index, null, null, type);
    this.configuration = configuration;
    this.parameters = parameters;
  }

  @Override
  public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
    int batch = (int) inputs[0].size(0);
    release();
    freePreviousStep();
    Mode mode = training ? Mode.TRAINING : Mode.INFERENCE;
    lease =
        Plans.lease(
            configuration.engine(),
            configuration.architecture(),
            Architecture.Part.WHOLE,
            batch,
            mode);
    Plan plan = lease.plan();
    plan.parameters(plan.graph().layout(), parameters);
    List<String> names = configuration.architecture().inputs();
    for (int i = 0; i < inputs.length; i++) {
      plan.input(names.get(i), inputs[i]);
    }
    plan.forward();
    Graph graph = plan.graph();
    long width = configuration.width(graph);
    INDArray activation = Nd4j.createUninitialized(DataType.FLOAT, new long[] {batch, width}, 'c');
    int from = 0;
    for (String name : configuration.architecture().outputs()) {
      int size = graph.output(name).size();
      try (INDArray output = plan.output(name)) {
        copy(output, 0, activation, from, size, batch);
      }
      from += size;
    }
    if (training) {
      previousStep.add(activation);
    } else {
      release();
    }
    return workspaces.leverageTo(ArrayType.ACTIVATIONS, activation);
  }

  @Override
  public Pair<Gradient, INDArray[]> doBackward(boolean truncated, LayerWorkspaceMgr workspaces) {
    Plan plan = lease.plan();
    Map<String, INDArray> given = new HashMap<>();
    int from = 0;
    for (String name : configuration.architecture().outputs()) {
      int size = plan.graph().output(name).size();
      given.put(name, columns(from, size));
      from += size;
    }
    try {
      plan.backward(given);
    } finally {
      given.values().forEach(INDArray::close);
    }
    previousStep.add(epsilon);
    plan.gradients(gradients);
    release();
    Gradient gradient = new DefaultGradient();
    gradient.gradientForVariable().put(NetworkVertex.PARAMETERS, gradients);
    INDArray[] inputGradients = new INDArray[inputs.length];
    Arrays.fill(inputGradients, unread);
    return new Pair<>(gradient, inputGradients);
  }

  private INDArray columns(int from, int count) {
    int batch = (int) epsilon.size(0);
    INDArray columns = Nd4j.createUninitialized(DataType.FLOAT, new long[] {batch, count}, 'c');
    copy(epsilon, from, columns, 0, count, batch);
    return columns;
  }

  /**
   * Copies columns of an array with a row an image into another. In Java: an operation of ND4J
   * takes longer to prepare than these few numbers to copy.
   */
  private static void copy(
      INDArray source, int from, INDArray target, int to, int columns, int batch) {
    FloatBuffer read = HostFloats.of(source);
    FloatBuffer written = HostFloats.of(target);
    int sourceWidth = read.capacity() / batch;
    int targetWidth = written.capacity() / batch;
    for (int i = 0; i < batch; i++) {
      written.put(i * targetWidth + to, read, i * sourceWidth + from, columns);
    }
    HostFloats.written(target);
  }

  /**
   * Native memory of arrays is freed at a garbage collection only, and the heap sees next to
   * nothing of it: left alone, gigabytes would pile up between two collections.
   */
  private void freePreviousStep() {
    for (INDArray array : previousStep) {
      if (array.closeable() && !array.wasClosed()) {
        array.close();
      }
    }
    previousStep.clear();
  }

  private void release() {
    if (lease != null) {
      lease.close();
      lease = null;
    }
  }

  @Override
  public void setBackpropGradientsViewArray(INDArray view) {
    gradients = view;
  }

  @Override
  public INDArray getGradientsViewArray() {
    return gradients;
  }

  @Override
  public INDArray params() {
    return parameters;
  }

  @Override
  public Map<String, INDArray> paramTable(boolean backpropOnly) {
    return Map.of(NetworkVertex.PARAMETERS, parameters);
  }

  @Override
  public TrainingConfig getConfig() {
    return configuration;
  }

  @Override
  public boolean hasLayer() {
    return false;
  }

  @Override
  public Layer getLayer() {
    return null;
  }

  @Override
  public Pair<INDArray, MaskState> feedForwardMaskArrays(
      INDArray[] masks, MaskState state, int batch) {
    return null;
  }

  @Override
  public String toString() {
    return NetworkVertex.NAME + " " + configuration.architecture();
  }
}
