package io.diffrep.engine.host;

import io.diffrep.engine.Parameter;
import io.diffrep.engine.ParameterLayout;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/** A plan's own copy of the parameters and their gradients, both flat. */
final class ParameterVector {
  private final ParameterLayout layout;
  private final NativeBuffer values;
  private final NativeBuffer gradients;

  ParameterVector(ParameterLayout layout, BufferPool pool, boolean training) {
    this.layout = layout;
    long bytes = (long) layout.length() * Float.BYTES;
    values = pool.own(bytes);
    gradients = training ? pool.own(bytes) : null;
  }

  /** Copies parameters in by name. */
  void load(ParameterLayout source, FloatPointer vector) {
    if (source.equals(layout)) {
      values.copyFrom(vector, layout.length());
      return;
    }
    for (Parameter parameter : layout.parameters()) {
      Pointer from = vector.getPointer((long) source.parameter(parameter.name()).offset());
      Pointer.memcpy(value(parameter, 0), from, (long) parameter.length() * Float.BYTES);
    }
  }

  /** Copies all gradients out. */
  void copyGradients(Pointer target) {
    gradients.copyTo(target, layout.length());
  }

  /** A parameter from one of its numbers on. */
  FloatPointer value(Parameter parameter, int from) {
    return values.floats((long) parameter.offset() + from);
  }

  /** A parameter's gradient from one of its numbers on. */
  FloatPointer gradient(Parameter parameter, int from) {
    return gradients.floats((long) parameter.offset() + from);
  }

  /** A parameter for Java. */
  FloatBuffer values(Parameter parameter) {
    return values.floats().slice(parameter.offset(), parameter.length());
  }

  /** A parameter's gradient for Java. */
  FloatBuffer gradients(Parameter parameter) {
    return gradients.floats().slice(parameter.offset(), parameter.length());
  }
}
