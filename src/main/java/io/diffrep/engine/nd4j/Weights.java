package io.diffrep.engine.nd4j;

import io.diffrep.engine.Parameter;
import io.diffrep.engine.ParameterLayout;
import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** A plan's own copy of the parameters and their gradients: two flat vectors and views of them. */
final class Weights implements AutoCloseable {
  private final ParameterLayout layout;
  private final INDArray values;
  private final INDArray gradients;
  private final Map<String, INDArray> valueViews = new HashMap<>();
  private final Map<String, INDArray> gradientViews = new HashMap<>();

  Weights(ParameterLayout layout, boolean training) {
    this.layout = layout;
    values = vector();
    gradients = training ? vector() : null;
    for (Parameter parameter : layout.parameters()) {
      valueViews.put(parameter.name(), view(values, parameter));
      if (training) {
        gradientViews.put(parameter.name(), view(gradients, parameter));
      }
    }
  }

  private INDArray vector() {
    return Nd4j.createUninitializedDetached(DataType.FLOAT, 'c', Math.max(1, layout.length()));
  }

  private static INDArray view(INDArray vector, Parameter parameter) {
    return slice(vector, parameter.offset(), parameter.length())
        .reshape('c', parameter.dimensions());
  }

  private static INDArray slice(INDArray vector, int offset, int length) {
    return vector
        .reshape(vector.length())
        .get(NDArrayIndex.interval(offset, (long) offset + length));
  }

  void load(ParameterLayout source, INDArray vector) {
    layout.requireIn(source);
    if (source == layout) {
      values.assign(vector.reshape(vector.length()));
      return;
    }
    for (Parameter mine : layout.parameters()) {
      int offset = source.parameter(mine.name()).offset();
      slice(values, mine.offset(), mine.length()).assign(slice(vector, offset, mine.length()));
    }
  }

  INDArray value(Parameter parameter) {
    return valueViews.get(parameter.name());
  }

  INDArray gradient(Parameter parameter) {
    return gradientViews.get(parameter.name());
  }

  void clearGradients() {
    gradients.assign(0);
  }

  void copyGradients(INDArray target) {
    target.reshape(target.length()).assign(gradients);
  }

  @Override
  public void close() {
    values.close();
    if (gradients != null) {
      gradients.close();
    }
  }
}
