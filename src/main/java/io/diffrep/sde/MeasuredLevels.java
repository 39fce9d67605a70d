package io.diffrep.sde;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The noise levels that a model is measured or shown at, where some were asked for: those that it
 * was trained at, or where none is, the middle of those.
 *
 * @param levels the levels, at least one
 * @param notes what was left out, in a sentence; empty where nothing was
 */
public record MeasuredLevels(List<Double> levels, List<String> notes) {
  /** Copies the lists. */
  public MeasuredLevels {
    levels = List.copyOf(levels);
    notes = List.copyOf(notes);
  }

  /**
   * Chooses.
   *
   * @param law what the model was trained under
   * @param asked the levels asked for
   */
  public static MeasuredLevels of(NoiseLaw law, List<Double> asked) {
    NoiseSupport support = law.support();
    List<Double> outside = support.outside(asked);
    if (outside.isEmpty()) {
      return new MeasuredLevels(asked, List.of());
    }
    String where =
        outside.stream().map(NoiseSupport::number).collect(Collectors.joining(", "))
            + ", where the model was not trained ("
            + law.description()
            + ").";
    List<Double> inside = support.inside(asked);
    return inside.isEmpty()
        ? new MeasuredLevels(
            List.of(support.middle()),
            List.of(
                "Rho "
                    + NoiseSupport.number(support.middle())
                    + " stands in for all levels asked for, rho "
                    + where))
        : new MeasuredLevels(inside, List.of("Left out: rho " + where));
  }
}
