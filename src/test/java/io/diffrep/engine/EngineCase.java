package io.diffrep.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * A graph, a batch size and everything that a step needs: inputs, parameters and output gradients,
 * all of them numbers that single precision holds exactly.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, only read
record EngineCase(
    String name,
    Graph graph,
    int batch,
    double[] parameters,
    Map<String, double[]> inputs,
    Map<String, double[]> outputGradients) {

  /** Draws the numbers of a case; inputs whose name begins with {@code keep} are 0 or 1. */
  static EngineCase draw(String name, Graph graph, int batch) {
    Random random = new Random(name.hashCode());
    double[] parameters = new double[graph.layout().length()];
    for (Parameter parameter : graph.layout().parameters()) {
      double deviation = 1 / Math.sqrt(parameter.fanIn());
      double mean = parameter.role() == Parameter.Role.SCALE ? 1 : 0;
      double spread = parameter.role() == Parameter.Role.WEIGHT ? 1 : 0.5;
      for (int i = 0; i < parameter.length(); i++) {
        parameters[parameter.offset() + i] =
            (float) (mean + spread * Math.min(1, 2 * deviation) * random.nextGaussian());
      }
    }
    Map<String, double[]> inputs = new LinkedHashMap<>();
    graph
        .inputs()
        .forEach(
            (input, value) ->
                inputs.put(input, numbers(random, batch * value.size(), input.startsWith("keep"))));
    Map<String, double[]> gradients = new LinkedHashMap<>();
    graph
        .outputs()
        .forEach(
            (output, value) -> gradients.put(output, numbers(random, batch * value.size(), false)));
    return new EngineCase(name, graph, batch, parameters, inputs, gradients);
  }

  private static double[] numbers(Random random, int count, boolean binary) {
    double[] numbers = new double[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = binary ? i % 2 : (float) random.nextGaussian();
    }
    return numbers;
  }

  /** The same case with other parameters. */
  EngineCase with(double[] others) {
    return new EngineCase(name, graph, batch, others, inputs, outputGradients);
  }

  @Override
  public String toString() {
    return name;
  }
}
