package io.diffrep.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.diffrep.model.Inference;
import io.diffrep.model.Model;
import io.diffrep.network.EncoderInput;
import io.diffrep.runtime.Console;
import io.diffrep.runtime.UsageException;
import io.diffrep.sde.NoiseLawKind;
import io.diffrep.sde.StartNoise;
import io.diffrep.testing.TinyModels;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class GeneratorTest {
  private static final List<byte[]> IMAGES = TinyModels.images(10, Fixture.SHAPE, 8);

  private final Model model = Fixture.model(Fixture.conditioned());

  /**
   * With {@code D = y / (rho^2 + 1)} the flow is {@code dy / y = rho d rho / (rho^2 + 1)}, so that
   * {@code y} shrinks from {@code rho} to 0 by {@code sqrt(rho^2 + 1)}: Gaussian noise of level 50
   * becomes noise of deviation 1.
   */
  @Test
  void aNetworkOfZerosTakesNoiseToTheImagesOfAGaussian() {
    SolverSettings fine =
        new SolverSettings(SolverKind.PROBABILITY_FLOW, 60, 1, 0.16, StartKind.GAUSSIAN, 4);
    GenerateSettings settings = Fixture.settings(fine, Fixture.GRIDS, 5, 1e6, PriorKind.FITTED);
    try (Generator generator = Fixture.generator(Fixture.zeros(Fixture.conditioned()), settings)) {
      long[] noise = {3, 70_000_000_000L};
      List<byte[]> made = generator.withoutCodes(noise);
      double[][] starts = new StartNoise.Gaussian(50).draw(1, noise, 64);
      for (int i = 0; i < 2; i++) {
        for (int p = 0; p < 64; p++) {
          double pixel = 127.5 + 75 * starts[i][p] / Math.sqrt(50 * 50 + 1);
          assertThat(made.get(i)[p] & 0xff)
              .isCloseTo((int) Math.round(Math.max(0, Math.min(255, pixel))), within(1));
        }
      }
    }
  }

  /**
   * Ten images in three tasks, one alone, and four in another order: other tasks, other batches.
   */
  @Test
  void anImageIsTheSameHoweverManyAreMadeAndWhere() {
    long[] noise = Materials.indices(10);
    try (Generator generator = Fixture.generator(model, Fixture.SETTINGS)) {
      List<byte[]> all = generator.reconstruct(IMAGES, noise);
      assertThat(all).doesNotHaveDuplicates();
      assertThat(generator.reconstruct(IMAGES.subList(7, 8), new long[] {7}).get(0))
          .isEqualTo(all.get(7));
      List<byte[]> some =
          generator.reconstruct(
              List.of(IMAGES.get(9), IMAGES.get(0), IMAGES.get(5)), new long[] {9, 0, 5});
      assertThat(some.get(0)).isEqualTo(all.get(9));
      assertThat(some.get(1)).isEqualTo(all.get(0));
      assertThat(some.get(2)).isEqualTo(all.get(5));
    }
  }

  @Test
  void theSeedDecides() {
    List<byte[]> one = IMAGES.subList(0, 1);
    byte[] first;
    try (Generator generator = Fixture.generator(model, Fixture.seeded(1))) {
      first = generator.reconstruct(one, new long[] {0}).get(0);
    }
    try (Generator same = Fixture.generator(model, Fixture.seeded(1));
        Generator other = Fixture.generator(model, Fixture.seeded(2))) {
      assertThat(same.reconstruct(one, new long[] {0}).get(0)).isEqualTo(first);
      assertThat(other.reconstruct(one, new long[] {0}).get(0)).isNotEqualTo(first);
      assertThat(same.reconstruct(one, new long[] {1}).get(0)).isNotEqualTo(first);
    }
  }

  @Test
  void theOtherSolverAddsNoiseThatTheSeedDecides() {
    SolverSettings random =
        new SolverSettings(
            SolverKind.PREDICTOR_CORRECTOR, 5, 1, 0.16, StartKind.UNIFORM_AND_GAUSSIAN, 4);
    GenerateSettings settings = Fixture.settings(random, Fixture.GRIDS, 5, 1e6, PriorKind.FITTED);
    try (Generator generator = Fixture.generator(model, settings)) {
      List<byte[]> all = generator.reconstruct(IMAGES, Materials.indices(10));
      assertThat(all).doesNotHaveDuplicates();
      assertThat(generator.reconstruct(IMAGES.subList(4, 5), new long[] {4}).get(0))
          .isEqualTo(all.get(4));
    }
  }

  @Test
  void imagesAreEncodedAsTheEncoderAloneDoes() {
    try (Generator generator = Fixture.generator(model, Fixture.SETTINGS);
        Inference encoder = Inference.encoder(model, 1)) {
      Codes codes = generator.encode(IMAGES);
      assertThat(codes.levels()).hasSize(5).startsWith(0.01).endsWith(50.0);
      float[] planes = new float[64];
      model.specification().normalisation().apply(IMAGES.get(6), Fixture.SHAPE, planes, 0);
      for (int level = 0; level < 5; level++) {
        float[] alone = encoder.codes(List.of(planes), codes.levels().get(level))[0];
        for (int d = 0; d < alone.length; d++) {
          assertThat(codes.codes().get(6)[level][d]).isCloseTo(alone[d], within(1e-5f));
        }
      }
    }
  }

  /** A static code is the same at all levels, so that nothing is lost where it is stored. */
  @Test
  void aStaticEncodersStoredCodesGiveItsReconstructions() {
    Model unchanging = Fixture.model(Fixture.unchanging());
    try (Generator generator = Fixture.generator(unchanging, Fixture.SETTINGS)) {
      Codes codes = generator.encode(IMAGES);
      assertThat(codes.levels()).hasSize(1);
      assertThat(generator.fromCodes(codes, Materials.indices(10)))
          .containsExactlyElementsOf(generator.reconstruct(IMAGES, Materials.indices(10)));
    }
  }

  /** Codes decide, and another image's are not one's own. */
  @Test
  void whatIsMadeHangsOnTheCode() {
    try (Generator generator = Fixture.generator(model, Fixture.SETTINGS)) {
      List<byte[]> two = List.of(IMAGES.get(0), IMAGES.get(1));
      List<byte[]> made = generator.reconstruct(two, new long[2]);
      assertThat(made.get(0)).isNotEqualTo(made.get(1));
      assertThat(generator.withoutCodes(new long[1]).get(0)).isNotIn(made);
      assertThat(generator.reconstruct(Collections.nCopies(2, IMAGES.get(0)), new long[2]))
          .containsOnly(made.get(0));
    }
  }

  @Test
  void withoutCodesOnlyWhereTheyWereDropped() {
    Model always =
        Fixture.model(Fixture.specification(EncoderInput.CONDITIONED, TinyModels.NOISE, 0));
    try (Generator generator = Fixture.generator(always, Fixture.SETTINGS)) {
      assertThatThrownBy(() -> generator.withoutCodes(new long[1]))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("objective.drop-code");
    }
  }

  /** One level denoises in one step and solves nothing. */
  @Test
  void aModelOfOneLevelDenoisesAndIsRefusedTheRest() {
    Model single =
        Fixture.model(
            Fixture.specification(
                EncoderInput.CONDITIONED, TinyModels.NOISE.with(NoiseLawKind.SINGLE_LEVEL), 0.1));
    try (Generator generator = Fixture.generator(single, Fixture.SETTINGS)) {
      assertThat(generator.obstacle()).isPresent();
      assertThatThrownBy(() -> generator.reconstruct(IMAGES, Materials.indices(10)))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("a single level, rho 1");
      List<List<OneStep.Denoised>> denoised =
          generator.denoise(IMAGES, Materials.indices(10), List.of(1.0));
      assertThat(denoised).hasSize(1);
      assertThat(denoised.get(0)).hasSize(10);
    }
  }

  /** Five images in batches of four, and one alone; the network is made by hand for a third. */
  @Test
  void anImageIsDenoisedTheSameHoweverManyAreBesideIt() {
    List<Double> levels = List.of(0.5, 2.0, 1.0);
    List<byte[]> five = IMAGES.subList(0, 5);
    try (Generator generator = Fixture.generator(model, Fixture.SETTINGS);
        OneStep step = new OneStep(model, 4, Fixture.SETTINGS.seed())) {
      List<List<OneStep.Denoised>> all =
          generator.denoise(five, new long[] {7, 8, 9, 10, 11}, levels);
      List<List<OneStep.Denoised>> alone =
          generator.denoise(five.subList(4, 5), new long[] {11}, levels);
      assertThat(all).hasSize(3);
      for (int level = 0; level < 3; level++) {
        assertThat(all.get(level)).hasSize(5);
        OneStep.Denoised last = all.get(level).get(4);
        assertThat(alone.get(level)).hasSize(1);
        assertThat(alone.get(level).get(0).image()).isEqualTo(last.image());
        assertThat(alone.get(level).get(0).noised()).isEqualTo(last.noised());
        OneStep.Denoised second =
            step.denoise(five.subList(1, 2), new long[] {8}, levels.get(level)).get(0);
        assertThat(all.get(level).get(1).image()).isEqualTo(second.image());
        assertThat(all.get(level).get(1).noised()).isEqualTo(second.noised());
      }
    }
  }

  @Test
  void denoisingShowsHowFarItIs() {
    StringWriter errors = new StringWriter();
    Console console =
        Console.ofTerminal(new PrintWriter(new StringWriter()), new PrintWriter(errors));
    try (Generator generator = Generator.of(Fixture.context(), model, Fixture.SETTINGS, console)) {
      generator.denoise(IMAGES, Materials.indices(10), List.of(0.5, 2.0));
    }
    assertThat(errors.toString()).contains("denoise  ").contains("/20 predictions");
  }

  @Test
  void everyImageNeedsItsNoise() {
    try (Generator generator = Fixture.generator(model, Fixture.SETTINGS)) {
      assertThatThrownBy(() -> generator.reconstruct(IMAGES, new long[3]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("10 images and noise of 3");
    }
  }
}
