package io.diffrep.engine.nd4j;

import io.diffrep.engine.HostFloats;
import io.diffrep.engine.Value.FeatureMap;
import java.nio.FloatBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * {@code y = silu(v)}, {@code v = scale * xhat + shift}, {@code xhat = (x - mean) / deviation} per
 * group, in one pass over memory. Backward, with {@code d = dL/dv}: {@code dx = (scale d -
 * mean(scale d) - xhat mean(scale d xhat)) / deviation}, the means over the group.
 *
 * <p>Groups follow one another in memory, across images too. As many are worked on at once as give
 * the vectorised loops enough to do and stay in the core's cache.
 */
final class FusedNormStep implements Step {
  private static final int ENOUGH = 2048;

  private final Cell x;
  private final Cell y;
  private final Affine affine;
  private final Scratch scratch;
  private final int groups;
  private final int positions;
  private final int channelsPerGroup;
  private final int groupLength;
  private final int groupsAtOnce;
  private final float[] mean;
  private final float[] inverseDeviation;

  FusedNormStep(FeatureMap map, int groups, Cell x, Cell y, Affine affine, Scratch scratch) {
    this.x = x;
    this.y = y;
    this.affine = affine;
    this.scratch = scratch;
    this.groups = groups;
    positions = map.positions();
    channelsPerGroup = map.channels() / groups;
    groupLength = channelsPerGroup * positions;
    groupsAtOnce = (ENOUGH + groupLength - 1) / groupLength;
    int batch = (int) x.shape()[0];
    mean = new float[batch * groups];
    inverseDeviation = new float[batch * groups];
  }

  @Override
  public void forward() {
    affine.load();
    FloatBuffer in = HostFloats.of(x.data());
    FloatBuffer out = HostFloats.of(y.data());
    for (int first = 0; first < mean.length; first += groupsAtOnce) {
      int count = Math.min(groupsAtOnce, mean.length - first);
      int length = count * groupLength;
      float[] features = scratch.features(length);
      float[] sigmoids = scratch.sigmoids(length);
      in.get(first * groupLength, features, 0, length);
      for (int g = 0; g < count; g++) {
        normalise(first + g, features, g * groupLength);
      }
      FusedKernels.sigmoid(features, sigmoids, length);
      FusedKernels.multiply(features, sigmoids, length);
      out.put(first * groupLength, features, 0, length);
    }
  }

  /** Turns a group's features into {@code v}; notes their mean and deviation. */
  private void normalise(int group, float[] features, int start) {
    float centre = FusedKernels.sum(features, start, groupLength) / groupLength;
    FusedKernels.scale(features, start, groupLength, 1, -centre);
    double variance = FusedKernels.dot(features, features, start, groupLength) / groupLength;
    float inverse = (float) (1 / Math.sqrt(variance + Activations.EPSILON));
    mean[group] = centre;
    inverseDeviation[group] = inverse;
    int image = group / groups;
    for (int c = 0; c < channelsPerGroup; c++) {
      int channel = group % groups * channelsPerGroup + c;
      FusedKernels.scale(
          features,
          start + c * positions,
          positions,
          inverse * affine.scale(image, channel),
          affine.shift(image, channel));
    }
  }

  @Override
  public void backward() {
    affine.clear();
    INDArray share = x.share();
    FloatBuffer in = HostFloats.of(x.data());
    FloatBuffer given = HostFloats.of(y.gradient());
    FloatBuffer out = HostFloats.of(share);
    for (int first = 0; first < mean.length; first += groupsAtOnce) {
      int count = Math.min(groupsAtOnce, mean.length - first);
      int length = count * groupLength;
      float[] features = scratch.features(length);
      float[] gradient = scratch.gradient(length);
      in.get(first * groupLength, features, 0, length);
      given.get(first * groupLength, gradient, 0, length);
      activationBackward(first, count, features, gradient);
      for (int g = 0; g < count; g++) {
        normBackward(first + g, features, gradient, g * groupLength);
      }
      out.put(first * groupLength, gradient, 0, length);
    }
    x.deliver(share);
    affine.deliver();
  }

  /** Turns {@code x} into {@code xhat} and the gradient by {@code y} into that by {@code v}. */
  private void activationBackward(int first, int count, float[] features, float[] gradient) {
    int length = count * groupLength;
    float[] arguments = scratch.arguments(length);
    float[] sigmoids = scratch.sigmoids(length);
    for (int g = 0; g < count; g++) {
      int group = first + g;
      float inverse = inverseDeviation[group];
      int start = g * groupLength;
      FusedKernels.scale(features, start, groupLength, inverse, -mean[group] * inverse);
      for (int c = 0; c < channelsPerGroup; c++) {
        int channel = group % groups * channelsPerGroup + c;
        FusedKernels.scaleInto(
            features,
            arguments,
            start + c * positions,
            positions,
            affine.scale(group / groups, channel),
            affine.shift(group / groups, channel));
      }
    }
    FusedKernels.sigmoid(arguments, sigmoids, length);
    FusedKernels.siluBackward(arguments, sigmoids, gradient, length);
  }

  /** Turns a group's gradient by {@code v} into that by {@code x}. */
  private void normBackward(int group, float[] features, float[] gradient, int groupStart) {
    int image = group / groups;
    double sum = 0;
    double product = 0;
    for (int c = 0; c < channelsPerGroup; c++) {
      int channel = group % groups * channelsPerGroup + c;
      int start = groupStart + c * positions;
      float shiftGradient = FusedKernels.sum(gradient, start, positions);
      float scaleGradient = FusedKernels.dot(gradient, features, start, positions);
      affine.addGradient(image, channel, scaleGradient, shiftGradient);
      float scale = affine.scale(image, channel);
      sum += scale * shiftGradient;
      product += scale * scaleGradient;
    }
    float inverse = inverseDeviation[group];
    float meanSum = (float) (sum / groupLength);
    float meanProduct = (float) (product / groupLength);
    for (int c = 0; c < channelsPerGroup; c++) {
      int channel = group % groups * channelsPerGroup + c;
      FusedKernels.normBackward(
          features,
          gradient,
          groupStart + c * positions,
          positions,
          inverse * affine.scale(image, channel),
          -inverse * meanSum,
          -inverse * meanProduct);
    }
  }
}
