package io.diffrep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.diffrep.image.ImageShape;
import io.diffrep.model.ModelSpecification;
import io.diffrep.sde.NoiseLawKind;
import io.diffrep.sde.NoiseProcessKind;
import io.diffrep.sde.NoiseSettings;
import io.diffrep.sde.ObjectiveSettings;
import io.diffrep.sde.Parameterisation;
import io.diffrep.sde.Weighting;
import io.diffrep.testing.TinyModels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScoreMatchingTest {
  private static final ImageShape SHAPE = new ImageShape(3, 8, 8);
  private static final int PIXELS = SHAPE.size();
  private static final ModelSpecification SPECIFICATION = TinyModels.specification(SHAPE);
  private static final ScoreMatching OBJECTIVE = new ScoreMatching(SPECIFICATION, 5);

  private static List<Draw> draws(int count, long epoch) {
    List<Draw> draws = new ArrayList<>();
    for (byte[] pixels : TinyModels.images(count, SHAPE, 2)) {
      draws.add(new Draw(new TrainingImage(draws.size(), pixels), epoch));
    }
    return draws;
  }

  private static BatchArrays batch(List<Draw> draws) {
    BatchArrays batch = OBJECTIVE.arrays(draws.size());
    OBJECTIVE.fill(batch, draws.iterator());
    return batch;
  }

  private static float[] row(float[] rows, int row, int width) {
    return Arrays.copyOfRange(rows, row * width, (row + 1) * width);
  }

  /** Noise that is worked out from the input must give the target, in double precision. */
  @Test
  void inputTargetAndWeightAreThoseOfTheObjective() {
    List<Draw> draws = draws(40, 0);
    BatchArrays batch = batch(draws);
    double squares = 0;
    for (int i = 0; i < draws.size(); i++) {
      double rho = Math.exp(batch.logRho[i]);
      assertThat(rho).isBetween(0.01, 50.0);
      for (int p = 0; p < PIXELS; p++) {
        int stored = (p % 64) * 3 + p / 64;
        double x0 = ((draws.get(i).image().pixels()[stored] & 0xff) - 127.5) / 75;
        assertThat((double) batch.clean[i * PIXELS + p]).isCloseTo(x0, within(1e-6));
        // With u = (x0 + rho noise) / s, s^2 = rho^2 + 1: target = (x0 s - u) / rho.
        double s = Math.sqrt(rho * rho + 1);
        double u = batch.noisy[i * PIXELS + p];
        double target = batch.labels[i * (PIXELS + 1) + p];
        assertThat(target * rho).isCloseTo(x0 * s - u, within(2e-6 * (1 + rho)));
        squares += Math.pow((rho * x0 - target * s), 2) / PIXELS / draws.size();
      }
      // Unit weight on the output, under EDM's weighting and parameterisation.
      assertThat(batch.labels[(i + 1) * (PIXELS + 1) - 1]).isCloseTo(1, within(1e-6f));
    }
    // The noise's own variance; 5 sqrt(2 / n) is 0.08.
    assertThat(squares).isCloseTo(1, within(0.08));
  }

  private static ModelSpecification with(NoiseSettings noise, ObjectiveSettings objective) {
    return new ModelSpecification(
        SPECIFICATION.architecture(),
        SPECIFICATION.normalisation(),
        noise,
        objective,
        SPECIFICATION.augmentation(),
        SPECIFICATION.engine(),
        SPECIFICATION.seed(),
        SPECIFICATION.choices());
  }

  private static BatchArrays batch(ModelSpecification specification) {
    BatchArrays batch = OBJECTIVE.arrays(40);
    new ScoreMatching(specification, 5).fill(batch, draws(40, 0).iterator());
    return batch;
  }

  /** Under one law of the ratio the two processes are one problem, to the bit. */
  @ParameterizedTest
  @EnumSource(names = {"INTERVAL", "SINGLE_LEVEL"})
  void underOneLawOfLevelsBothProcessesGiveTheSameBatches(NoiseLawKind law) {
    NoiseSettings ve = TinyModels.NOISE.with(law);
    BatchArrays exploding = batch(with(ve, TinyModels.OBJECTIVE));
    BatchArrays preserving = batch(with(ve.with(NoiseProcessKind.VP), TinyModels.OBJECTIVE));
    assertThat(preserving.toMultiDataSet()).isEqualTo(exploding.toMultiDataSet());
    assertThat(exploding.logRho).isNotEqualTo(batch(SPECIFICATION).logRho);
    assertThat(batch(with(TinyModels.NOISE.with(NoiseProcessKind.VP), TinyModels.OBJECTIVE)).logRho)
        .isNotEqualTo(batch(SPECIFICATION).logRho);
  }

  /** The same noised images; the noise alone is asked for, with the paper's unit weight. */
  @Test
  void underTheNoiseParameterisationTheTargetIsTheNoise() {
    ObjectiveSettings noise =
        ObjectiveSettings.scoreMatching(Parameterisation.NOISE, Weighting.PAPER, 1e-5, 0.1);
    BatchArrays batch = batch(with(TinyModels.NOISE, noise));
    assertThat(batch.noisy).isEqualTo(batch(SPECIFICATION).noisy);
    for (int i = 0; i < 40; i++) {
      double rho = Math.exp(batch.logRho[i]);
      double s = Math.sqrt(rho * rho + 1);
      for (int p = 0; p < PIXELS; p++) {
        // The input is (x0 + rho noise) / s.
        double target = batch.labels[i * (PIXELS + 1) + p];
        assertThat(batch.noisy[i * PIXELS + p] * s)
            .isCloseTo(batch.clean[i * PIXELS + p] + rho * target, within(2e-6 * (1 + rho)));
      }
      assertThat(batch.labels[(i + 1) * (PIXELS + 1) - 1]).isCloseTo(1, within(1e-6f));
    }
  }

  @Test
  void anImagesRandomnessDependsOnImageEpochAndSeedAlone() {
    List<Draw> draws = draws(8, 0);
    BatchArrays batch = batch(draws);
    BatchArrays alone = batch(draws.subList(5, 6));
    assertThat(alone.noisy).isEqualTo(row(batch.noisy, 5, PIXELS));
    assertThat(alone.labels).isEqualTo(row(batch.labels, 5, PIXELS + 1));
    assertThat(alone.logRho[0]).isEqualTo(batch.logRho[5]);
    assertThat(batch(draws(8, 1)).noisy).isNotEqualTo(batch.noisy);
    BatchArrays otherSeed = OBJECTIVE.arrays(8);
    new ScoreMatching(SPECIFICATION, 6).fill(otherSeed, draws.iterator());
    assertThat(otherSeed.noisy).isNotEqualTo(batch.noisy);
  }

  /** Arrays that are filled again hold nothing of what was there. */
  @Test
  void arraysCanBeFilledAgain() {
    BatchArrays used = batch(draws(8, 3));
    OBJECTIVE.fill(used, draws(8, 0).iterator());
    BatchArrays fresh = batch(draws(8, 0));
    assertThat(used.toMultiDataSet()).isEqualTo(fresh.toMultiDataSet());
    assertThat(used.keep).isEqualTo(fresh.keep);
  }

  @Test
  void theCodeIsDroppedAsOftenAsSetAndLevelsAreLogUniform() {
    List<Draw> draws = new ArrayList<>();
    for (long epoch = 0; epoch < 200; epoch++) {
      draws.addAll(draws(20, epoch));
    }
    BatchArrays batch = batch(draws);
    double kept = 0;
    double logRho = 0;
    for (int i = 0; i < 4000; i++) {
      kept += batch.keep[i] / 4000;
      logRho += batch.logRho[i] / 4000;
    }
    // Five deviations: 5 sqrt(0.1 0.9 / 4000), and 5 ln(5000) / sqrt(12 4000).
    assertThat(kept).isCloseTo(0.9, within(0.024));
    assertThat(logRho).isCloseTo(Math.log(0.01 * 50) / 2, within(0.2));
  }
}
