package io.diffrep.engine.host;

/** A layer whose forward pass can run image by image, each once its own inputs are there. */
interface ImageLayer extends Layer {
  /** Images of a batch. */
  int images();

  /** What comes before the first image. */
  default void begin() {}

  /** One image. */
  void forward(int image);

  @Override
  default void forward() {
    begin();
    for (int i = 0; i < images(); i++) {
      forward(i);
    }
  }
}
