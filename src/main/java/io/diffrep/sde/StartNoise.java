package io.diffrep.sde;

import io.diffrep.runtime.Requirements;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/** What solvers begin with in place of perturbed images: {@code y} at a noise level. */
public sealed interface StartNoise extends Serializable {
  /** The noise-to-signal ratio at which the images stand that it takes the place of. */
  double rho();

  /**
   * Draws the start of one image.
   *
   * @param stream where the random numbers come from
   * @param to receives {@code y}, {@code [channels, height, width]}
   */
  void draw(NoiseStream stream, double[] to);

  /**
   * Draws the starts of images; each is the same in whatever batch it is drawn.
   *
   * @param seed of all noise
   * @param images the images' indices, which with the seed name the noise of each
   * @param pixels values of an image
   * @return {@code y}, {@code [batch][pixels]}
   */
  default double[][] draw(long seed, long[] images, int pixels) {
    double[][] starts = new double[images.length][pixels];
    for (int i = 0; i < images.length; i++) {
      draw(ImageStreams.start(seed, images[i]), starts[i]);
    }
    return starts;
  }

  /**
   * The variance-exploding process's prior, {@code N(0, rho^2)}: right where {@code rho} is far
   * above the deviation of the pixels, which is 1.
   *
   * @param rho above 0
   */
  record Gaussian(double rho) implements StartNoise {
    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if {@code rho} is not above 0
     */
    public Gaussian {
      new Requirements().positive("rho", rho).enforce();
    }

    @Override
    public void draw(NoiseStream stream, double[] to) {
      Arrays.fill(to, 0);
      addNormal(stream, rho, to);
    }
  }

  /**
   * {@code U + rho N} with {@code U} uniform over the pixels' range ("Diffusion-Based
   * Representation Learning", arXiv 2105.14257): broad enough to begin at a lower level than the
   * Gaussian prior, which saves steps.
   *
   * @param rho above 0
   * @param ranges of the standardised pixels, one for each channel
   */
  record UniformAndGaussian(double rho, List<Range> ranges) implements StartNoise {
    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if {@code rho} is not above 0 or there is no range
     */
    public UniformAndGaussian {
      Requirements requirements = new Requirements().positive("rho", rho);
      if (ranges.isEmpty()) {
        requirements.refuse("ranges", ranges, "must have one range for each channel");
      }
      requirements.enforce();
      ranges = List.copyOf(ranges);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the pixels are not of as many channels as there are
     *     ranges
     */
    @Override
    public void draw(NoiseStream stream, double[] to) {
      if (to.length % ranges.size() != 0) {
        throw new IllegalArgumentException(
            "an image of %d values does not have the %d channels that ranges are given for"
                .formatted(to.length, ranges.size()));
      }
      int plane = to.length / ranges.size();
      for (int p = 0; p < to.length; p++) {
        Range range = ranges.get(p / plane);
        to[p] = range.low + (range.high - range.low) * stream.uniform();
      }
      addNormal(stream, rho, to);
    }
  }

  /**
   * The values that a channel's pixels can have.
   *
   * @param low the lowest
   * @param high the highest, above {@code low}
   */
  record Range(double low, double high) implements Serializable {
    /**
     * Checks the order.
     *
     * @throws IllegalArgumentException if {@code high} is not above {@code low}, or one is infinite
     */
    public Range {
      if (!(low < high) || Double.isInfinite(low) || Double.isInfinite(high)) {
        new Requirements()
            .refuse("high", high, "must be a number above the lowest, which is " + low)
            .enforce();
      }
    }
  }

  private static void addNormal(NoiseStream stream, double deviation, double[] to) {
    float[] noise = new float[to.length];
    stream.normal(noise, 0, noise.length);
    for (int p = 0; p < to.length; p++) {
      to[p] += deviation * noise[p];
    }
  }
}
