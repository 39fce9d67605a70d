package io.diffrep.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.diffrep.image.ImageShape;
import io.diffrep.model.Inference;
import io.diffrep.model.Model;
import io.diffrep.network.Architecture.Part;
import io.diffrep.network.Initialisation;
import io.diffrep.sde.NoiseStream;
import io.diffrep.sde.NoiseSupport;
import io.diffrep.testing.TinyModels;
import java.util.List;
import org.junit.jupiter.api.Test;

class InterpolationLossTest {
  private static final ImageShape SHAPE = new ImageShape(1, 8, 8);

  @Test
  void codesAreCheckedInTheMiddleOfEachGapAndAtEndsThatAreNotStored() {
    NoiseSupport support = new NoiseSupport(0.01, 100);
    assertThat(InterpolationLoss.between(List.of(1.0, 4.0), support))
        .containsExactly(0.01, 0.1, 2.0, 20.0, 100.0);
    // As a table keeps them, in single precision.
    assertThat(InterpolationLoss.between(List.of((double) 0.01f, 1.0, 100.0), support))
        .hasSize(2)
        .last()
        .isEqualTo(10.0);
  }

  /** In the middle of two levels' logarithms the code is the mean of both. */
  @Test
  void theLossIsThatOfTheMeanCodeBetweenTwoLevelsAndOfTheOwnCodeAtALevel() {
    Model model =
        new Model(
            TinyModels.specification(),
            Initialisation.draw(
                    TinyModels.specification().architecture().graph(Part.WHOLE).layout(), 3)
                .muli(3));
    List<byte[]> images = TinyModels.images(2, SHAPE, 8);
    LossTask task = new LossTask(model, images, 5);

    double[] atALevel = task.interpolated(4, List.of(1.0, 4.0), count -> {});
    assertThat(atALevel[1]).isEqualTo(atALevel[0]).isEqualTo(task.at(4, count -> {}).own());

    double[] between = task.interpolated(2, List.of(1.0, 4.0), count -> {});
    assertThat(between[0]).isEqualTo(task.at(2, count -> {}).own()).isNotEqualTo(between[1]);
    assertThat(between[1]).isCloseTo(slow(model, images), within(1e-3));
    assertThat(new InterpolationLoss(2, 8, 10).growth()).isEqualTo(0.25);
  }

  /** At {@code rho} 2: the network is asked for {@code F}, whose target is (rho x_0 - eps) / s. */
  private static double slow(Model model, List<byte[]> images) {
    double sum = 0;
    double s = Math.sqrt(5);
    for (int i = 0; i < images.size(); i++) {
      float[] clean = new float[64];
      model.specification().normalisation().apply(images.get(i), SHAPE, clean, 0);
      float[] noise = new float[64];
      NoiseStream stream = new NoiseStream();
      stream.begin(5 * 1_000_003 + i);
      stream.normal(noise, 0, 64);
      float[] noisy = new float[64];
      for (int p = 0; p < 64; p++) {
        noisy[p] = (float) ((clean[p] + 2 * noise[p]) / s);
      }
      try (Inference encoder = Inference.encoder(model, 1);
          Inference network = Inference.scoreNetwork(model, 1)) {
        float[] below = encoder.codes(List.of(clean), 1)[0];
        float[] above = encoder.codes(List.of(clean), 4)[0];
        float[] mean = new float[below.length];
        for (int d = 0; d < mean.length; d++) {
          mean[d] = (below[d] + above[d]) / 2;
        }
        float[] output = network.predictions(List.of(noisy), 2, List.of(mean))[0];
        for (int p = 0; p < 64; p++) {
          sum += Math.pow(output[p] - (2 * clean[p] - noise[p]) / s, 2) / images.size();
        }
      }
    }
    return sum;
  }
}
