package io.diffrep.engine.nd4j;

/** Heap space that the fused steps of one plan share: they run one after the other. */
final class Scratch {
  private float[] features = new float[0];
  private float[] gradient = new float[0];
  private float[] arguments = new float[0];
  private float[] sigmoids = new float[0];

  /** Room for features, of undefined content, at least that long. */
  float[] features(int length) {
    features = atLeast(features, length);
    return features;
  }

  /** Room for gradients. */
  float[] gradient(int length) {
    gradient = atLeast(gradient, length);
    return gradient;
  }

  /** Room for what an activation function is applied to. */
  float[] arguments(int length) {
    arguments = atLeast(arguments, length);
    return arguments;
  }

  /** Room for sigmoids. */
  float[] sigmoids(int length) {
    sigmoids = atLeast(sigmoids, length);
    return sigmoids;
  }

  private static float[] atLeast(float[] array, int length) {
    return array.length < length ? new float[length] : array;
  }
}
