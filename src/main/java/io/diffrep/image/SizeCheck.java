package io.diffrep.image;

/** Asked with the size in an image's header before anything is decoded. */
@FunctionalInterface
interface SizeCheck {
  void accept(int width, int height) throws ImageRejected;
}
