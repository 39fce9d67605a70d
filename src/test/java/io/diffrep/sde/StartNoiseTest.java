package io.diffrep.sde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.diffrep.sde.StartNoise.Gaussian;
import io.diffrep.sde.StartNoise.Range;
import io.diffrep.sde.StartNoise.UniformAndGaussian;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.LongStream;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;

class StartNoiseTest {
  private static final int PIXELS = 48;
  private static final long[] IMAGES = LongStream.range(0, 2000).toArray();

  /** Kolmogorov and Smirnov's test; one in a thousand true samples would exceed 1.95. */
  private static double kolmogorov(double[] values, DoubleUnaryOperator law) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double largest = 0;
    for (int i = 0; i < sorted.length; i++) {
      double distance = Math.abs(law.applyAsDouble(sorted[i]) - (i + 0.5) / sorted.length);
      largest = Math.max(largest, distance);
    }
    return largest * Math.sqrt(sorted.length);
  }

  private static double[] pixels(double[][] images, int from, int to) {
    return Arrays.stream(images).flatMapToDouble(image -> Arrays.stream(image, from, to)).toArray();
  }

  @Test
  void thePriorIsNormalWithTheDeviationOfTheLevel() {
    double[][] starts = new Gaussian(50).draw(1, IMAGES, PIXELS);
    assertThat(
            kolmogorov(
                pixels(starts, 0, PIXELS), new NormalDistribution(0, 50)::cumulativeProbability))
        .isLessThan(1.95);
  }

  /**
   * Uniform over a channel's range plus normal: with {@code G} the integral of the normal
   * distribution function, {@code G(z) = z Phi(z) + phi(z)}, the sum's distribution function is
   * {@code rho (G((x - low) / rho) - G((x - high) / rho)) / (high - low)}.
   */
  @Test
  void theSmallerStartIsUniformOverEachChannelsRangePlusNormal() {
    List<Range> ranges = List.of(new Range(-1, 4), new Range(-2, 2), new Range(0, 0.5));
    double rho = 0.7;
    double[][] starts = new UniformAndGaussian(rho, ranges).draw(1, IMAGES, PIXELS);
    NormalDistribution normal = new NormalDistribution();
    for (int channel = 0; channel < 3; channel++) {
      Range range = ranges.get(channel);
      double[] values = pixels(starts, channel * 16, channel * 16 + 16);
      double distance =
          kolmogorov(
              values,
              x ->
                  rho
                      * (integral(normal, (x - range.low()) / rho)
                          - integral(normal, (x - range.high()) / rho))
                      / (range.high() - range.low()));
      assertThat(distance).as("channel %s", channel).isLessThan(1.95);
    }
  }

  private static double integral(NormalDistribution normal, double z) {
    return z * normal.cumulativeProbability(z) + normal.density(z);
  }

  /** Images, seeds, and the noise of a start against that of a solver: five deviations of 0. */
  @Test
  void noStreamIsLikeAnother() {
    double[][] starts = new Gaussian(1).draw(1, IMAGES, PIXELS);
    double[][] next = new Gaussian(1).draw(1, LongStream.range(1, 2001).toArray(), PIXELS);
    double[][] seed = new Gaussian(1).draw(2, IMAGES, PIXELS);
    double[][] solver = new double[IMAGES.length][PIXELS];
    for (int i = 0; i < IMAGES.length; i++) {
      float[] noise = new float[PIXELS];
      ImageStreams.solver(1, IMAGES[i]).normal(noise, 0, PIXELS);
      for (int p = 0; p < PIXELS; p++) {
        solver[i][p] = noise[p];
      }
    }
    for (double[][] other : new double[][][] {next, seed, solver}) {
      double sum = 0;
      for (int i = 0; i < IMAGES.length; i++) {
        for (int p = 0; p < PIXELS; p++) {
          sum += starts[i][p] * other[i][p];
        }
      }
      double count = (double) IMAGES.length * PIXELS;
      assertThat(sum / count).isCloseTo(0, within(5 / Math.sqrt(count)));
    }
    assertThat(next[0]).isEqualTo(starts[1]);
  }

  @Test
  void whatStoodInTheArrayDoesNotMatter() {
    for (StartNoise noise :
        List.of(new Gaussian(2), new UniformAndGaussian(2, List.of(new Range(0, 1))))) {
      double[] used = new double[PIXELS];
      Arrays.fill(used, 7);
      noise.draw(ImageStreams.start(1, 5), used);
      assertThat(used).isEqualTo(noise.draw(1, new long[] {5}, PIXELS)[0]);
    }
  }

  /** All 64 bits of a seed and of an index count. */
  @Test
  void farAwayStreamsAreOthersToo() {
    StartNoise noise = new Gaussian(1);
    double[] near = noise.draw(1, new long[] {1}, PIXELS)[0];
    assertThat(noise.draw(1, new long[] {1 | 1L << 32}, PIXELS)[0]).isNotEqualTo(near);
    assertThat(noise.draw(1 | 1L << 63, new long[] {1}, PIXELS)[0]).isNotEqualTo(near);
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThatThrownBy(() -> new Gaussian(0)).hasMessageContaining("rho: 0.0 must be");
    assertThatThrownBy(() -> new UniformAndGaussian(-1, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rho: -1.0")
        .hasMessageContaining("ranges: []");
    assertThatThrownBy(() -> new Range(1, 1)).hasMessageContaining("high: 1.0 must be");
    assertThatThrownBy(() -> new Range(Double.NaN, 1)).hasMessageContaining("NaN");
    StartNoise noise =
        new UniformAndGaussian(1, List.of(new Range(0, 1), new Range(0, 1), new Range(0, 1)));
    assertThatThrownBy(() -> noise.draw(1, new long[1], 64))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("64 values")
        .hasMessageContaining("3 channels");
  }
}
