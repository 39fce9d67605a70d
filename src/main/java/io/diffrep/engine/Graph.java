package io.diffrep.engine;

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
    ParameterLayout layout) {}
