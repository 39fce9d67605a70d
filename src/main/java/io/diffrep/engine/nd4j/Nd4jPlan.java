package io.diffrep.engine.nd4j;

import io.diffrep.engine.Engine.Mode;
import io.diffrep.engine.Graph;
import io.diffrep.engine.Operation;
import io.diffrep.engine.ParameterLayout;
import io.diffrep.engine.Plan;
import io.diffrep.engine.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A graph bound to ND4J arrays of one batch size. */
final class Nd4jPlan implements Plan {
  private final Graph graph;
  private final int batch;
  private final Mode mode;
  private final Buffers buffers = new Buffers();
  private final Map<Integer, Cell> cells = new HashMap<>();
  private final List<Step> steps = new ArrayList<>();
  private final List<List<Cell>> deadAfterForward = new ArrayList<>();
  private final Weights weights;

  Nd4jPlan(Graph graph, int batch, Mode mode, Activations activations) {
    this.graph = graph;
    this.batch = batch;
    this.mode = mode;
    graph.requireAddressable(batch, 1);
    weights = new Weights(graph.layout(), mode == Mode.TRAINING);
    graph.inputs().values().forEach(this::cell);
    Steps factory = new Steps(this::cell, weights, activations, buffers, inputIds());
    for (Operation operation : graph.operations()) {
      steps.add(factory.bind(operation));
    }
    planReuse();
  }

  private Set<Integer> inputIds() {
    Set<Integer> ids = new HashSet<>();
    graph.inputs().values().forEach(input -> ids.add(input.id()));
    return ids;
  }

  private Cell cell(Value value) {
    return cells.computeIfAbsent(value.id(), id -> new Cell(value, batch, buffers));
  }

  /** At inference an activation's buffer is free for others once its last reader has run. */
  private void planReuse() {
    Set<Integer> kept = new HashSet<>(inputIds());
    graph.outputs().values().forEach(output -> kept.add(output.id()));
    for (int i = graph.operations().size() - 1; i >= 0; i--) {
      List<Cell> dead = new ArrayList<>();
      for (Value input : graph.operations().get(i).inputs()) {
        if (mode == Mode.INFERENCE && kept.add(input.id())) {
          dead.add(cell(input));
        }
      }
      deadAfterForward.add(0, dead);
    }
  }

  @Override
  public Graph graph() {
    return graph;
  }

  @Override
  public int batch() {
    return batch;
  }

  @Override
  public void parameters(ParameterLayout layout, INDArray values) {
    layout.requireLength(values.length());
    weights.load(layout, values);
  }

  @Override
  public void input(String name, INDArray values) {
    Cell cell = cell(graph.input(name));
    copy(values, cell.data(), "input", name);
  }

  private static void copy(INDArray from, INDArray to, String kind, String name) {
    if (from.length() != to.length()) {
      throw new IllegalArgumentException(
          kind + " '" + name + "' has " + from.length() + " numbers, not " + to.length());
    }
    to.assign(from.reshape('c', to.shape()));
  }

  @Override
  public void forward() {
    for (int i = 0; i < steps.size(); i++) {
      steps.get(i).forward();
      deadAfterForward.get(i).forEach(Cell::releaseData);
    }
  }

  @Override
  public INDArray output(String name) {
    return cell(graph.output(name)).data().dup('c');
  }

  @Override
  public void backward(Map<String, INDArray> outputGradients) {
    if (mode != Mode.TRAINING) {
      throw new IllegalStateException("the plan was compiled for inference");
    }
    Collection<Cell> allCells = cells.values();
    allCells.forEach(Cell::releaseGradient);
    weights.clearGradients();
    outputGradients.forEach(
        (name, gradient) -> {
          Cell cell = cell(graph.output(name));
          INDArray share = cell.share();
          copy(gradient, share, "gradient of", name);
          cell.deliver(share);
        });
    for (int i = steps.size() - 1; i >= 0; i--) {
      Cell output = cell(graph.operations().get(i).output());
      if (output.hasGradient()) {
        steps.get(i).backward();
        output.releaseGradient();
      }
    }
    allCells.forEach(Cell::releaseGradient);
  }

  @Override
  public void gradients(INDArray target) {
    weights.copyGradients(target);
  }

  @Override
  public void close() {
    cells.clear();
    buffers.close();
    weights.close();
  }
}
