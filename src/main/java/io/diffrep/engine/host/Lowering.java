package io.diffrep.engine.host;

import io.diffrep.engine.Graph;
import io.diffrep.engine.Operation;
import io.diffrep.engine.Operation.Add;
import io.diffrep.engine.Operation.Convolution;
import io.diffrep.engine.Operation.UpsampleConcat;
import io.diffrep.engine.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What can be computed in another way than it was recorded, with the same result. A 1x1 convolution
 * of an upsampled map beside another commutes with the upsampling, {@code W [up(h), s] = up(W_h h)
 * + W_s s}: a quarter of the products. A sum may take the space of a convolution's output that
 * nobody else reads.
 */
final class Lowering {
  private final Graph graph;
  private final Map<Integer, Operation> producers = new HashMap<>();
  private final Map<Integer, Integer> readers = new HashMap<>();
  private final Set<Integer> outputs = new HashSet<>();

  Lowering(Graph graph) {
    this.graph = graph;
    graph.operations().forEach(operation -> producers.put(operation.output().id(), operation));
    graph.outputs().values().forEach(output -> outputs.add(output.id()));
    graph
        .operations()
        .forEach(
            operation -> reads(operation).forEach(v -> readers.merge(v.id(), 1, Integer::sum)));
  }

  /** What a convolution is computed from instead of its recorded input, or null. */
  UpsampleConcat commutesWith(Convolution convolution) {
    Operation producer = producers.get(convolution.x().id());
    boolean pointwise = convolution.kernel() == 1 && convolution.stride() == 1;
    return pointwise && producer instanceof UpsampleConcat concat ? concat : null;
  }

  /** The values that an operation's layers read. */
  List<Value> reads(Operation operation) {
    if (operation instanceof Convolution c && commutesWith(c) != null) {
      return commutesWith(c).inputs();
    }
    return operation.inputs();
  }

  /** Whether a sum may overwrite one of its sides. */
  boolean mayOverwrite(Value side, Add sum) {
    return producers.get(side.id()) instanceof Convolution
        && readers.get(side.id()) == 1
        && !outputs.contains(side.id())
        && sum.a().id() != sum.b().id();
  }

  /** For each operation, the made values that no later one reads and nobody outside. */
  List<List<Value>> deadAfter() {
    Set<Integer> kept = new HashSet<>(outputs);
    graph.inputs().values().forEach(input -> kept.add(input.id()));
    List<List<Value>> dead = new ArrayList<>();
    for (int i = graph.operations().size() - 1; i >= 0; i--) {
      List<Value> last = new ArrayList<>();
      for (Value value : reads(graph.operations().get(i))) {
        if (kept.add(value.id())) {
          last.add(value);
        }
      }
      dead.add(0, last);
    }
    return dead;
  }
}
