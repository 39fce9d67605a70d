package io.diffrep.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.diffrep.image.ImageShape;
import io.diffrep.network.Architecture.Part;
import io.diffrep.network.Initialisation;
import io.diffrep.runtime.UsageException;
import io.diffrep.sde.CodeFunction;
import io.diffrep.sde.NoiseSchedule;
import io.diffrep.sde.ProbabilityFlow;
import io.diffrep.testing.TinyModels;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionalScoreTest {
  private static final ImageShape SHAPE = new ImageShape(1, 8, 8);

  private static Model model() {
    ModelSpecification specification = TinyModels.specification(SHAPE);
    var layout = specification.architecture().graph(Part.WHOLE).layout();
    // The last convolution starts at nearly nothing: the codes would count for nothing, too.
    return new Model(specification, Initialisation.draw(layout, 4).muli(3));
  }

  private static List<float[]> images(Model model) {
    return TinyModels.images(3, SHAPE, 2).stream()
        .map(
            pixels -> {
              float[] planes = new float[SHAPE.size()];
              model.specification().normalisation().apply(pixels, SHAPE, planes, 0);
              return planes;
            })
        .toList();
  }

  private static double[][] doubles(List<float[]> images) {
    double[][] doubles = new double[images.size()][SHAPE.size()];
    for (int i = 0; i < doubles.length; i++) {
      for (int p = 0; p < doubles[i].length; p++) {
        doubles[i][p] = images.get(i)[p];
      }
    }
    return doubles;
  }

  @Test
  void denoisesWithTheCodeOfTheLevel() {
    Model model = model();
    List<float[]> images = images(model);
    try (Inference encoder = Inference.encoder(model, 3);
        Inference network = Inference.scoreNetwork(model, 3)) {
      CodeFunction codes = ConditionalScore.encoded(encoder, images);
      for (double rho : List.of(0.1, 3.0)) {
        double[][] actual = ConditionalScore.of(network, codes).denoised(doubles(images), rho);
        float[][] expected =
            network.denoised(images, rho, Arrays.asList(encoder.codes(images, rho)));
        float[][] dropped = network.denoised(images, rho, Arrays.asList(null, null, null));
        double[][] unconditional =
            ConditionalScore.unconditional(network).denoised(doubles(images), rho);
        for (int i = 0; i < 3; i++) {
          for (int p = 0; p < SHAPE.size(); p++) {
            assertThat(actual[i][p]).isEqualTo(expected[i][p]);
            assertThat(unconditional[i][p]).isEqualTo(dropped[i][p]);
          }
        }
        assertThat(actual).isNotEqualTo(unconditional);
      }
    }
  }

  @Test
  void whatTheModelNeverLearnedIsRefused() {
    Model model = model();
    List<float[]> images = images(model);
    try (Inference network = Inference.scoreNetwork(model, 3)) {
      ConditionalScore score = ConditionalScore.of(network, rho -> new float[2][4]);
      assertThatThrownBy(() -> score.denoised(doubles(images), 1))
          .hasMessageContaining("3 images and 2 codes");
      assertThatThrownBy(() -> score.denoised(doubles(images), 60))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("not trained at noise level 60.0")
          .hasMessageContaining("rho 0.01 to 50");
    }
  }

  /** The last step gives what the network says at the lowest level; there is nothing between. */
  @Test
  void aSolverRunsOnIt() {
    Model model = model();
    List<float[]> images = images(model);
    try (Inference encoder = Inference.encoder(model, 3);
        Inference network = Inference.scoreNetwork(model, 3)) {
      CodeFunction codes = CodeFunction.constant(encoder.codes(images, 1));
      ConditionalScore score = ConditionalScore.of(network, codes);
      NoiseSchedule one = NoiseSchedule.of(2, 0);
      double[][] y = doubles(images);
      double[][] solved =
          new ProbabilityFlow(one, ProbabilityFlow.Method.HEUN).toImages(score, y, done -> {});
      double[][] denoised = score.denoised(y, 2);
      for (int i = 0; i < 3; i++) {
        assertThat(solved[i]).containsExactly(denoised[i], within(1e-9));
      }
    }
  }
}
