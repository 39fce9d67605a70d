package io.diffrep.engine.nd4j;

/** One operation bound to its cells. */
interface Step {
  /** Writes the output's data. */
  void forward();

  /** Reads the output's gradient, delivers those of the inputs and writes those of parameters. */
  void backward();
}
