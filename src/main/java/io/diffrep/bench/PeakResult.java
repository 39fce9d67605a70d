package io.diffrep.bench;

import io.diffrep.engine.host.CoreLimits;
import io.diffrep.runtime.ResultJson;
import java.util.List;

/**
 * A step's time by kind of work, beside what the core reaches at best.
 *
 * @param name the measurement
 * @param work what a step does, such as {@code train}
 * @param precision single or mixed
 * @param instructionSet what the engine computes with
 * @param batch images per step
 * @param limits the core's
 * @param milliseconds a step, with the clocks around its parts
 * @param outsideProducts share of the step in neither convolutions (Winograd's transforms belong to
 *     them) nor matrix products
 * @param parts the step's parts, the longest first
 */
public record PeakResult(
    String name,
    String work,
    String precision,
    String instructionSet,
    int batch,
    CoreLimits limits,
    double milliseconds,
    double outsideProducts,
    List<StepPart> parts) {
  /** One line. */
  public String json() {
    return ResultJson.line(this);
  }
}
