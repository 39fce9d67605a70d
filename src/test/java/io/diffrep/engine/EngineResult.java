package io.diffrep.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What a step gives: outputs by name and the parameters' gradients. */
@SuppressWarnings("ArrayRecordComponent") // never compared, only read
record EngineResult(Map<String, double[]> outputs, double[] gradients) {

  /** Runs a case once, forward and backward. */
  static EngineResult of(Engine engine, EngineCase c) {
    try (Plan plan = engine.compile(c.graph(), c.batch(), Engine.Mode.TRAINING)) {
      load(plan, c);
      return step(plan, c);
    }
  }

  /** Copies parameters and inputs in. */
  static void load(Plan plan, EngineCase c) {
    plan.parameters(c.graph().layout(), array(c.parameters()));
    c.inputs().forEach((name, numbers) -> plan.input(name, array(numbers)));
  }

  /** One step forward and backward of a loaded plan. */
  static EngineResult step(Plan plan, EngineCase c) {
    Map<String, double[]> outputs = forward(plan);
    Map<String, INDArray> given = new LinkedHashMap<>();
    c.outputGradients().forEach((name, numbers) -> given.put(name, array(numbers)));
    plan.backward(given);
    INDArray gradients = Nd4j.create(DataType.FLOAT, Math.max(1, c.parameters().length));
    if (c.parameters().length > 0) {
      plan.gradients(gradients);
    }
    return new EngineResult(outputs, gradients.toDoubleVector());
  }

  /** Runs a loaded plan forward. */
  static Map<String, double[]> forward(Plan plan) {
    plan.forward();
    Map<String, double[]> outputs = new LinkedHashMap<>();
    for (String name : plan.graph().outputs().keySet()) {
      INDArray output = plan.output(name);
      outputs.put(name, output.reshape(output.length()).toDoubleVector());
    }
    return outputs;
  }

  /** A flat single-precision array. */
  static INDArray array(double[] numbers) {
    float[] floats = new float[numbers.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) numbers[i];
    }
    return Nd4j.createFromArray(floats);
  }
}
