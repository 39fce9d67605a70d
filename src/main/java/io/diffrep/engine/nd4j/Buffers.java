package io.diffrep.engine.nd4j;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Arrays to be used again: nothing is allocated once every shape has been seen. */
final class Buffers implements AutoCloseable {
  private final Map<List<Long>, Deque<INDArray>> free = new HashMap<>();
  private final Map<String, INDArray> scratch = new HashMap<>();
  private final List<INDArray> all = new ArrayList<>();

  /** A row-major array of undefined content. */
  INDArray take(long... shape) {
    Deque<INDArray> candidates = free.get(key(shape));
    if (candidates != null && !candidates.isEmpty()) {
      return candidates.pop();
    }
    return create(shape);
  }

  /** The one array of a use and shape, which holds nothing from step to step. */
  INDArray scratch(String use, long... shape) {
    return scratch.computeIfAbsent(use + key(shape), k -> create(shape));
  }

  private INDArray create(long... shape) {
    INDArray array = Nd4j.createUninitializedDetached(DataType.FLOAT, 'c', shape);
    all.add(array);
    return array;
  }

  /** Gives an array back that came from {@link #take}. */
  void give(INDArray array) {
    free.computeIfAbsent(key(array.shape()), k -> new ArrayDeque<>()).push(array);
  }

  @Override
  public void close() {
    all.stream().filter(INDArray::closeable).forEach(INDArray::close);
    all.clear();
    free.clear();
    scratch.clear();
  }

  private static List<Long> key(long[] shape) {
    return Arrays.stream(shape).boxed().toList();
  }
}
