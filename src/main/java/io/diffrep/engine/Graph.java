package io.diffrep.engine;

import io.diffrep.runtime.UsageException;
import java.util.List;
import java.util.Map;

/**
 * A network recorded once: its operations in an order in which they can run, and the names of what
 * goes in and comes out. It holds no data and no batch size; an {@link Engine} compiles it.
 *
 * @param operations in the order of recording
 * @param inputs data that the caller provides, by name
 * @param outputs values that the caller may read and give gradients for, by name
 * @param layout the network's parameters
 */
public record Graph(
    List<Operation> operations,
    Map<String, Value> inputs,
    Map<String, Value> outputs,
    ParameterLayout layout) {
  /**
   * The input of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Value input(String name) {
    return named(inputs, name);
  }

  /**
   * The output of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Value output(String name) {
    return named(outputs, name);
  }

  private static Value named(Map<String, Value> values, String name) {
    Value value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("no '" + name + "' among " + values.keySet());
    }
    return value;
  }

  /**
   * Checks that each array of a batch can be addressed: Java counts an array's bytes in an int.
   *
   * @param batch images
   * @param block channels that an engine keeps together, filled up with zeros
   * @throws UsageException if one cannot; it names the largest batch that can
   */
  public void requireAddressable(int batch, int block) {
    inputs.values().forEach(value -> requireAddressable(value, batch, block));
    operations.forEach(operation -> requireAddressable(operation.output(), batch, block));
  }

  /**
   * Numbers of all values of an image together.
   *
   * @param block channels that an engine keeps together, filled up with zeros
   */
  public long numbers(int block) {
    return inputs.values().stream().mapToLong(value -> size(value, block)).sum()
        + operations.stream().mapToLong(operation -> size(operation.output(), block)).sum();
  }

  private static long size(Value value, int block) {
    return value instanceof Value.FeatureMap map
        ? (map.channels() + block - 1L) / block * block * map.positions()
        : value.size();
  }

  private static void requireAddressable(Value value, int batch, int block) {
    long size = size(value, block);
    long bytes = batch * size * Float.BYTES;
    if (bytes > Integer.MAX_VALUE) {
      throw new UsageException(
          "A batch of "
              + batch
              + " images makes an array of "
              + bytes
              + " bytes in the network ("
              + value
              + "), and an array holds at most "
              + Integer.MAX_VALUE
              + ": set a smaller batch, at most "
              + Integer.MAX_VALUE / Float.BYTES / size);
    }
  }
}
