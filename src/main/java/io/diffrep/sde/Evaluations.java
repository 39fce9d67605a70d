package io.diffrep.sde;

import io.diffrep.runtime.Tasks;
import java.util.function.LongConsumer;

/**
 * The evaluations of a score function in one run of a solver: counts them, tells how many are done,
 * ends the run where its task is cancelled, and stops it at the first pixel that is not a number
 * instead of carrying it through to an image.
 */
final class Evaluations {
  private final ScoreFunction function;
  private final LongConsumer listener;
  private long done;

  /**
   * @param listener is told the number of evaluations that are done, after each
   */
  Evaluations(ScoreFunction function, LongConsumer listener) {
    this.function = function;
    this.listener = listener;
  }

  /**
   * The denoised images.
   *
   * @throws IllegalStateException if the function gives another number of images or pixels than it
   *     was given, or a pixel that is not finite
   */
  double[][] denoised(double[][] y, double rho) {
    Tasks.endIfCancelled();
    double[][] denoised = function.denoised(y, rho);
    if (denoised.length != y.length) {
      throw new IllegalStateException(
          "the score function gave %d images for %d".formatted(denoised.length, y.length));
    }
    for (int i = 0; i < y.length; i++) {
      check(i, denoised[i], y[i].length, rho);
    }
    done++;
    listener.accept(done);
    return denoised;
  }

  private void check(int image, double[] denoised, int pixels, double rho) {
    if (denoised.length != pixels) {
      throw new IllegalStateException(
          "the score function gave %d pixels for the %d of image %d"
              .formatted(denoised.length, pixels, image));
    }
    for (int p = 0; p < pixels; p++) {
      if (!Double.isFinite(denoised[p])) {
        throw new IllegalStateException(
            "pixel %d of image %d is %s when denoised at noise level %s, after %d evaluations: "
                    .formatted(p, image, denoised[p], rho, done)
                + "begin at a level inside the model's support, or take more steps");
      }
    }
  }
}
