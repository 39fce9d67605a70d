package io.diffrep.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.diffrep.generate.OneStep.Denoised;
import io.diffrep.image.ImageShape;
import io.diffrep.model.Inference;
import io.diffrep.model.Model;
import io.diffrep.model.ModelSpecification;
import io.diffrep.network.Architecture.Part;
import io.diffrep.network.Initialisation;
import io.diffrep.sde.ImageStreams;
import io.diffrep.testing.TinyModels;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

class OneStepTest {
  private static final ModelSpecification SPECIFICATION = TinyModels.specification();
  private static final ImageShape SHAPE = new ImageShape(1, 8, 8);
  private static final List<byte[]> IMAGES = TinyModels.images(3, SHAPE, 8);

  private static Model model(boolean zeros) {
    var drawn = Initialisation.draw(SPECIFICATION.architecture().graph(Part.WHOLE).layout(), 3);
    return new Model(SPECIFICATION, zeros ? Nd4j.zeros(DataType.FLOAT, drawn.length()) : drawn);
  }

  private static List<Denoised> denoise(Model model, List<byte[]> images, double rho, long seed) {
    try (OneStep step = new OneStep(model, images.size(), seed)) {
      return step.denoise(images, Materials.indices(images.size()), rho);
    }
  }

  /** {@code skip(0) = 1} and {@code outputScale(0) = 0}, whatever the network says. */
  @Test
  void withHardlyAnyNoiseTheDenoisedImageIsTheImage() {
    List<Denoised> denoised = denoise(model(false), IMAGES, 1e-5, 1);
    for (int i = 0; i < IMAGES.size(); i++) {
      assertThat(denoised.get(i).image()).isEqualTo(IMAGES.get(i));
      assertThat(denoised.get(i).noised()).isEqualTo(IMAGES.get(i));
    }
  }

  /** A network of zeros leaves {@code D = y / (rho^2 + 1)}. */
  @Test
  void aNetworkOfZerosGivesTheSkipAlone() {
    float[] noised = new float[64];
    Arrays.fill(noised, 3);
    try (Inference network = Inference.scoreNetwork(model(true), 2)) {
      float[][] denoised = network.denoised(List.of(noised), 2, Collections.singletonList(null));
      assertThat(denoised).hasNumberOfRows(1);
      assertThat(denoised[0]).hasSize(64).containsOnly(3f / 5);
    }
  }

  @Test
  void theSameSeedGivesTheSameNoiseAndAnotherSeedAnother() {
    Model model = model(false);
    byte[] first = denoise(model, IMAGES, 1, 1).get(0).noised();
    assertThat(denoise(model, IMAGES, 1, 1).get(0).noised()).isEqualTo(first);
    assertThat(denoise(model, IMAGES, 1, 2).get(0).noised()).isNotEqualTo(first);
  }

  /** A network of zeros gives {@code y / (rho^2 + 1)}, and {@code y - x} is {@code rho} noise. */
  @Test
  void theNoiseOfAnImageIsThatOfItsIndexAtEveryLevel() {
    Model model = model(true);
    byte[] gray = new byte[64];
    Arrays.fill(gray, (byte) 128);
    try (OneStep step = new OneStep(model, 3, 5)) {
      List<byte[]> same = List.of(gray, gray, gray);
      for (double rho : new double[] {0.5, 1}) {
        List<Denoised> denoised = step.denoise(same, new long[] {4, 9, 4}, rho);
        assertThat(denoised.get(0).noised())
            .isEqualTo(denoised.get(2).noised())
            .isNotEqualTo(denoised.get(1).noised());
        float[] noise = new float[64];
        ImageStreams.perturbation(5, 9).normal(noise, 0, 64);
        float clean = model.standardised(gray)[0];
        for (int p = 0; p < 64; p++) {
          float[] plane = new float[64];
          plane[0] = (float) ((clean + rho * noise[p]) / (rho * rho + 1));
          int pixel = SPECIFICATION.normalisation().pixels(plane, SHAPE)[0] & 0xff;
          assertThat(denoised.get(1).image()[p] & 0xff).isCloseTo(pixel, within(1));
        }
      }
    }
  }

  @Test
  void moreThanABatchIsRefused() {
    try (OneStep step = new OneStep(model(true), 2, 1)) {
      assertThatThrownBy(() -> step.denoise(IMAGES, new long[3], 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("3 images in a batch of 2");
    }
  }
}
