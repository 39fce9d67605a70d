package io.diffrep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.diffrep.image.AugmentationKind;
import io.diffrep.image.AugmentationSettings;
import io.diffrep.image.ImageShape;
import io.diffrep.model.Inference;
import io.diffrep.model.Model;
import io.diffrep.model.ModelDirectory;
import io.diffrep.model.ModelSettings;
import io.diffrep.model.ModelSpecification;
import io.diffrep.network.Architecture;
import io.diffrep.network.CodeKind;
import io.diffrep.network.Companion;
import io.diffrep.runtime.Console;
import io.diffrep.runtime.UsageException;
import io.diffrep.sde.ObjectiveKind;
import io.diffrep.sde.ObjectiveSettings;
import io.diffrep.store.IfExists;
import io.diffrep.testing.ImageTables;
import io.diffrep.testing.SparkSessions;
import io.diffrep.testing.TinyModels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands beside score matching: batches of each objective, and models of each. */
class ObjectivesTest {
  private static final ImageShape SHAPE = new ImageShape(1, 8, 8);
  private static final int PIXELS = SHAPE.size();
  private static final AugmentationSettings VIEWS =
      new AugmentationSettings(AugmentationKind.VIEW, true, 2, 0.5, 0.4, 0.3, 0);

  @TempDir private static Path shared;
  @TempDir private Path folder;

  @BeforeAll
  static void writeImages() {
    ImageTables.write(shared.resolve("images").toString(), 100, SHAPE, 2);
  }

  private static ModelSettings settings(
      ObjectiveKind kind, CodeKind code, AugmentationSettings augmentation) {
    return TinyModels.MODEL
        .with(TinyModels.staticNetwork(code))
        .with(TinyModels.OBJECTIVE.with(kind))
        .with(augmentation);
  }

  private static BatchArrays batch(
      ObjectiveKind kind, CodeKind code, AugmentationSettings augmentation, List<Draw> draws) {
    ModelSpecification usual = TinyModels.specification(SHAPE);
    ObjectiveSettings objectiveSettings = usual.objective().with(kind);
    List<String> classes = kind == ObjectiveKind.SUPERVISED ? List.of("a", "b") : List.of();
    ModelSpecification specification =
        new ModelSpecification(
            new Architecture(
                TinyModels.staticNetwork(code), SHAPE, Companion.of(objectiveSettings, classes)),
            usual.normalisation(),
            usual.noise(),
            objectiveSettings,
            augmentation,
            usual.engine(),
            1,
            usual.choices());
    Objective objective = Objective.of(specification, 5);
    BatchArrays batch = objective.arrays(draws.size());
    objective.fill(batch, draws.iterator());
    return batch;
  }

  private static List<Draw> draws(int count) {
    List<Draw> draws = new ArrayList<>();
    for (byte[] pixels : TinyModels.images(count, SHAPE, 2)) {
      draws.add(new Draw(new TrainingImage(draws.size(), draws.size() % 2, pixels), 0));
    }
    return draws;
  }

  private static float standardised(Draw draw, int pixel) {
    return ((draw.image().pixels()[pixel] & 0xff) - 127.5f) / 75;
  }

  @Test
  void anAutoencoderIsGivenNothingAndAskedForTheImage() {
    List<Draw> draws = draws(3);
    BatchArrays batch =
        batch(ObjectiveKind.AUTOENCODER, CodeKind.PLAIN, AugmentationSettings.NONE, draws);
    assertThat(batch.noisy).containsOnly(0);
    assertThat(batch.logRho).containsOnly(0);
    assertThat(batch.keep).containsOnly(1);
    for (int i = 0; i < 3; i++) {
      for (int p = 0; p < PIXELS; p++) {
        float pixel = standardised(draws.get(i), p);
        assertThat(batch.image[i * PIXELS + p]).isCloseTo(pixel, within(1e-6f));
        assertThat(batch.labels[i * (PIXELS + 1) + p]).isCloseTo(pixel, within(1e-6f));
      }
      assertThat(batch.labels[(i + 1) * (PIXELS + 1) - 1]).isEqualTo(1);
    }
  }

  /** What the encoder sees is a view, and what is to be denoised is the image. */
  @Test
  void aViewIsSeenByTheEncoderAlone() {
    List<Draw> draws = draws(4);
    BatchArrays plain =
        batch(ObjectiveKind.SCORE_MATCHING, CodeKind.PLAIN, AugmentationSettings.NONE, draws);
    BatchArrays views = batch(ObjectiveKind.SCORE_MATCHING, CodeKind.PLAIN, VIEWS, draws);
    assertThat(views.noisy).isEqualTo(plain.noisy);
    assertThat(views.labels).isEqualTo(plain.labels);
    assertThat(plain.image).isEqualTo(plain.clean);
    for (int i = 0; i < 4; i++) {
      assertThat(row(views.image, i)).isNotEqualTo(row(plain.image, i));
    }
  }

  /** Light changes are seen by both: what is denoised is what the encoder sees. */
  @Test
  void lightChangesAreSeenByBoth() {
    AugmentationSettings light =
        new AugmentationSettings(AugmentationKind.LIGHT, true, 2, 1, 0, 0, 0);
    List<Draw> draws = draws(8);
    BatchArrays batch = batch(ObjectiveKind.AUTOENCODER, CodeKind.PLAIN, light, draws);
    BatchArrays plain =
        batch(ObjectiveKind.AUTOENCODER, CodeKind.PLAIN, AugmentationSettings.NONE, draws);
    assertThat(batch.image).isNotEqualTo(plain.image);
    for (int i = 0; i < 8; i++) {
      assertThat(Arrays.copyOfRange(batch.labels, i * (PIXELS + 1), (i + 1) * (PIXELS + 1) - 1))
          .isEqualTo(row(batch.image, i));
    }
  }

  @Test
  void theContrastiveObjectiveSeesTwoViewsOfEachImage() {
    List<Draw> draws = draws(3);
    BatchArrays batch = batch(ObjectiveKind.CONTRASTIVE, CodeKind.GAUSSIAN, VIEWS, draws);
    assertThat(batch.toMultiDataSet().getFeatures(0).shape()).containsExactly(6, 1, 8, 8);
    assertThat(batch.codeNoise).hasSize(6 * 4).doesNotContain(0);
    BatchArrays alone =
        batch(ObjectiveKind.CONTRASTIVE, CodeKind.GAUSSIAN, VIEWS, draws.subList(1, 2));
    for (int view = 0; view < 2; view++) {
      assertThat(row(alone.image, view)).isEqualTo(row(batch.image, 2 + view));
    }
    assertThat(row(batch.image, 2)).isNotEqualTo(row(batch.image, 3));
  }

  /** Whatever lambda is, the mixed image is on the line between two, and the weight tells where. */
  @Test
  void mixupMixesWhatTheEncoderSeesAndWeighsTheLoss() {
    AugmentationSettings mixup =
        new AugmentationSettings(AugmentationKind.NONE, false, 0, 1, 0, 0, 1);
    List<Draw> draws = draws(40);
    BatchArrays plain =
        batch(ObjectiveKind.SCORE_MATCHING, CodeKind.PLAIN, AugmentationSettings.NONE, draws);
    BatchArrays mixed = batch(ObjectiveKind.SCORE_MATCHING, CodeKind.PLAIN, mixup, draws);
    assertThat(mixed.noisy).isEqualTo(plain.noisy);
    double sum = 0;
    for (int i = 0; i < 40; i++) {
      int weight = (i + 1) * (PIXELS + 1) - 1;
      double share = mixed.labels[weight] / (2 * plain.labels[weight]);
      int other = (i + 1) % 40;
      for (int p = 0; p < PIXELS; p++) {
        double expected =
            share * plain.image[i * PIXELS + p] + (1 - share) * plain.image[other * PIXELS + p];
        assertThat((double) mixed.image[i * PIXELS + p]).isCloseTo(expected, within(1e-5));
      }
      sum += share;
    }
    // Five deviations of the mean of 40 uniform shares.
    assertThat(sum / 40).isCloseTo(0.5, within(5 * Math.sqrt(1.0 / 12 / 40)));
  }

  @ParameterizedTest
  @CsvSource({
    "AUTOENCODER, PLAIN, NONE, 0.6",
    "AUTOENCODER, GAUSSIAN, LIGHT, 0.8",
    "CONTRASTIVE, PLAIN, VIEW, 0.95",
    "CONTRASTIVE, GAUSSIAN, VIEW, 0.97",
    "SUPERVISED, PLAIN, NONE, 0.9",
    "SUPERVISED, GAUSSIAN, LIGHT, 0.99"
  })
  void aModelOfEachObjectiveIsTrainedLearnsAndEncodes(
      ObjectiveKind kind, CodeKind code, AugmentationKind augmentation, double share)
      throws IOException {
    AugmentationSettings changed =
        new AugmentationSettings(augmentation, true, 1, 0.5, 0.4, 0.3, 0);
    ModelSettings settings = settings(kind, code, changed);
    train(settings, 3200);
    ModelDirectory directory =
        new ModelDirectory(
            new org.apache.hadoop.fs.Path(folder.resolve("model").toString()), new Configuration());
    List<RoundReport> history = directory.readHistory().stream().map(RoundReport::read).toList();
    double before =
        history.subList(0, 10).stream().mapToDouble(RoundReport::loss).average().orElseThrow();
    double after =
        history.subList(history.size() - 10, history.size()).stream()
            .mapToDouble(RoundReport::loss)
            .average()
            .orElseThrow();
    assertThat(after).isLessThan(share * before);
    Model model = directory.load();
    assertThat(model.specification().objective()).isEqualTo(settings.objective());
    assertThat(model.specification().augmentation()).isEqualTo(changed);
    assertThat(history.get(history.size() - 1).images()).isEqualTo(3200);
    try (Inference encoder = Inference.encoder(model, 2)) {
      float[][] codes = encoder.codes(List.of(new float[64], new float[64]), 1);
      assertThat(codes[1]).hasSize(4).isEqualTo(codes[0]);
    }
    assertThatThrownBy(() -> Inference.scoreNetwork(model, 2))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("knows nothing of noise");
  }

  private TrainingSummary train(ModelSettings settings, long images) {
    return Training.run(
        SparkSessions.shared(),
        shared.resolve("images").toString(),
        folder.resolve("model").toString(),
        settings,
        TinyModels.training(images, 2),
        IfExists.REFUSE,
        Console.silent());
  }

  /** 75 images are in split train; 0 stands for all. */
  @ParameterizedTest
  @CsvSource({"0, 75", "10, 10"})
  void theSupervisedObjectiveSeesAsManyLabelsAsItIsGiven(int labels, int seen) {
    ModelSettings settings =
        TinyModels.MODEL
            .with(TinyModels.staticNetwork(CodeKind.PLAIN))
            .with(TinyModels.supervised(labels));
    assertThat(train(settings, 32).trainingImages()).isEqualTo(seen);
  }

  @Test
  void whatDoesNotGoTogetherIsRefusedAtOnce() {
    ModelSettings mistaken =
        TinyModels.MODEL
            .with(TinyModels.OBJECTIVE.with(ObjectiveKind.CONTRASTIVE))
            .with(new AugmentationSettings(AugmentationKind.LIGHT, true, 2, 1, 0, 0, 0.5));
    assertThatThrownBy(() -> train(mistaken, 32))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("set network.encoder to static")
        .hasMessageContaining("set augmentation.kind to view")
        .hasMessageContaining("augmentation.mixup is 0.5");
  }

  private static float[] row(float[] rows, int row) {
    return Arrays.copyOfRange(rows, row * PIXELS, (row + 1) * PIXELS);
  }
}
