package io.diffrep.runtime;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;

/** Thrown by a settings record with components out of range: it names all of them. */
public final class OutOfRangeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final List<Violation> violations;

  /**
   * One component out of range.
   *
   * @param component the record component's name, such as {@code learningRate}
   * @param problem the value and the rule that it breaks, such as {@code 0 must be at least 1}
   */
  public record Violation(String component, String problem) implements Serializable {}

  OutOfRangeException(List<Violation> violations) {
    super(
        violations.stream()
            .map(violation -> violation.component() + ": " + violation.problem())
            .collect(Collectors.joining("; ")));
    this.violations = List.copyOf(violations);
  }

  /** The components out of range, in the order of the checks; at least one. */
  public List<Violation> violations() {
    return violations;
  }
}
