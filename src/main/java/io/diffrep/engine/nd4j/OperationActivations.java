package io.diffrep.engine.nd4j;

import io.diffrep.engine.Operation.FilmActivation;
import io.diffrep.engine.Operation.NormActivation;
import io.diffrep.engine.Operation.UpsampleConcat;

/** The same operations made of ND4J's own, for backends whose arrays Java cannot read. */
final class OperationActivations implements Activations {
  @Override
  public Step norm(NormActivation operation, Cell x, Cell y, Weights weights) {
    return new OperationNormStep(
        operation.x(), operation.groups(), x, y, new AffineArrays.Learned(operation, weights));
  }

  @Override
  public Step film(FilmActivation operation, Cell x, Cell film, Cell y) {
    return new OperationNormStep(
        operation.x(),
        operation.groups(),
        x,
        y,
        new AffineArrays.Film(film, operation.x().channels()));
  }

  @Override
  public Step upsampleConcat(UpsampleConcat operation, Cell low, Cell skip, Cell y) {
    return new OperationUpsampleStep(operation, low, skip, y);
  }
}
