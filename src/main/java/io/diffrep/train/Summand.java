package io.diffrep.train;

import java.io.Serializable;

/** What is added up at the end of a round: a worker's result, or the sum of some of them. */
interface Summand extends Serializable {
  /** The same as a sum; of arrays that may be changed. */
  RoundSum sum();
}
