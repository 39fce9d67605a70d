package io.diffrep.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where each parameter of a network lies in the flat vector of all of them. */
public final class ParameterLayout {
  private final Map<String, Parameter> parameters;
  private final int length;

  private ParameterLayout(Map<String, Parameter> parameters, int length) {
    this.parameters = parameters;
    this.length = length;
  }

  /** All parameters in the order of their offsets. */
  public Collection<Parameter> parameters() {
    return parameters.values();
  }

  /**
   * The parameter of that name.
   *
   * @throws IllegalArgumentException if the network has none
   */
  public Parameter parameter(String name) {
    Parameter parameter = parameters.get(name);
    if (parameter == null) {
      throw new IllegalArgumentException(
          "no parameter '" + name + "' among the network's " + parameters.size());
    }
    return parameter;
  }

  /**
   * Checks that another layout has every parameter of this one in the same shape.
   *
   * @throws IllegalArgumentException if it lacks one or has it in another shape
   */
  public void requireIn(ParameterLayout other) {
    for (Parameter mine : parameters.values()) {
      Parameter theirs = other.parameter(mine.name());
      if (!theirs.shape().equals(mine.shape())) {
        throw new IllegalArgumentException(
            "parameter '"
                + mine.name()
                + "' is "
                + theirs.shape()
                + " there, "
                + mine.shape()
                + " here");
      }
    }
  }

  /**
   * Checks the length of a flat vector.
   *
   * @throws IllegalArgumentException if it is another than {@link #length()}
   */
  public void requireLength(long vector) {
    if (vector != length) {
      throw new IllegalArgumentException(
          "the layout has " + length + " parameters, the vector " + vector);
    }
  }

  /** Numbers in the flat vector. */
  public int length() {
    return length;
  }

  /** Collects parameters in the order in which a network first uses them. */
  static final class Builder {
    private final Map<String, Parameter> parameters = new LinkedHashMap<>();
    private int length;

    Parameter add(String name, Parameter.Role role, int fanIn, Integer... shape) {
      Parameter parameter =
          new Parameter(name, role, new ArrayList<>(List.of(shape)), fanIn, length);
      if (parameters.putIfAbsent(name, parameter) != null) {
        throw new IllegalArgumentException("parameter '" + name + "' is recorded twice");
      }
      length = Math.addExact(length, parameter.length());
      return parameter;
    }

    ParameterLayout build() {
      return new ParameterLayout(new LinkedHashMap<>(parameters), length);
    }
  }
}
