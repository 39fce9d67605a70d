package io.diffrep.engine.host;

/** One step of a plan, bound to its tensors forward when it is made. */
interface Layer {
  /** What kind of work it is, for measurements. */
  String kind();

  /** Brings parameters where the layer reads them; runs when they have changed. */
  default void prepare() {}

  void forward();

  /** Binds the backward pass; all consumers of the layer's output have been bound before. */
  void bindBackward();

  void backward();
}
