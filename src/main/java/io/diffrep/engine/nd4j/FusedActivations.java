package io.diffrep.engine.nd4j;

import io.diffrep.engine.Operation.FilmActivation;
import io.diffrep.engine.Operation.NormActivation;
import io.diffrep.engine.Operation.UpsampleConcat;

/**
 * One pass in Java over arrays in host memory: several times faster than operation by operation.
 */
final class FusedActivations implements Activations {
  private final Scratch scratch = new Scratch();

  @Override
  public Step norm(NormActivation operation, Cell x, Cell y, Weights weights) {
    return new FusedNormStep(
        operation.x(),
        operation.groups(),
        x,
        y,
        new Affine.Learned(
            weights.value(operation.scale()),
            weights.value(operation.shift()),
            weights.gradient(operation.scale()),
            weights.gradient(operation.shift())),
        scratch);
  }

  @Override
  public Step film(FilmActivation operation, Cell x, Cell film, Cell y) {
    return new FusedNormStep(
        operation.x(),
        operation.groups(),
        x,
        y,
        new Affine.Film(film, operation.x().channels()),
        scratch);
  }

  @Override
  public Step upsampleConcat(UpsampleConcat operation, Cell low, Cell skip, Cell y) {
    return new FusedUpsampleStep(operation, low, skip, y);
  }
}
