package io.diffrep.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.diffrep.generate.OneStep.Denoised;
import io.diffrep.image.ImageShape;
import io.diffrep.model.Inference;
import io.diffrep.model.Model;
import io.diffrep.model.ModelSpecification;
import io.diffrep.network.Architecture.Part;
import io.diffrep.network.Initialisation;
import io.diffrep.testing.TinyModels;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

class OneStepTest {
  private static final ModelSpecification SPECIFICATION = TinyModels.specification();
  private static final List<byte[]> IMAGES = TinyModels.images(3, new ImageShape(1, 8, 8), 8);

  private static Model model(boolean zeros) {
    var drawn = Initialisation.draw(SPECIFICATION.architecture().graph(Part.WHOLE).layout(), 3);
    return new Model(SPECIFICATION, zeros ? Nd4j.zeros(DataType.FLOAT, drawn.length()) : drawn);
  }

  /** {@code skip(0) = 1} and {@code outputScale(0) = 0}, whatever the network says. */
  @Test
  void withHardlyAnyNoiseTheDenoisedImageIsTheImage() {
    List<Denoised> denoised = OneStep.denoise(model(false), IMAGES, 1e-5, 1);
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
    byte[] first = OneStep.denoise(model, IMAGES, 1, 1).get(0).noised();
    assertThat(OneStep.denoise(model, IMAGES, 1, 1).get(0).noised()).isEqualTo(first);
    assertThat(OneStep.denoise(model, IMAGES, 1, 2).get(0).noised()).isNotEqualTo(first);
  }
}
