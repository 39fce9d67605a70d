package io.diffrep.engine.nd4j;

import io.diffrep.engine.Operation.FilmActivation;
import io.diffrep.engine.Operation.NormActivation;
import io.diffrep.engine.Operation.UpsampleConcat;

/** The operations between convolutions, which take most of the memory traffic. */
sealed interface Activations permits FusedActivations, OperationActivations {
  /** Group norm, scale, shift and SiLU with learned scale and shift. */
  Step norm(NormActivation operation, Cell x, Cell y, Weights weights);

  /** Group norm, scale, shift and SiLU with scale and shift given per image. */
  Step film(FilmActivation operation, Cell x, Cell film, Cell y);

  /** Doubling and concatenation. */
  Step upsampleConcat(UpsampleConcat operation, Cell low, Cell skip, Cell y);

  /** Added to a group's variance. */
  double EPSILON = 1e-5;
}
