package io.diffrep.model;

import io.diffrep.image.AugmentationKind;
import io.diffrep.image.AugmentationSettings;
import io.diffrep.image.ImageShape;
import io.diffrep.network.CodeInjection;
import io.diffrep.network.CodeKind;
import io.diffrep.network.EncoderBody;
import io.diffrep.network.EncoderHead;
import io.diffrep.network.EncoderInput;
import io.diffrep.network.EncoderKind;
import io.diffrep.network.NetworkSettings;
import io.diffrep.network.ScoreSettings;
import io.diffrep.runtime.Console;
import io.diffrep.sde.NoiseLawKind;
import io.diffrep.sde.NoiseProcessKind;
import io.diffrep.sde.NoiseSettings;
import io.diffrep.sde.ObjectiveKind;
import io.diffrep.sde.ObjectiveSettings;
import io.diffrep.sde.Parameterisation;
import io.diffrep.sde.Weighting;
import io.diffrep.store.IfExists;
import io.diffrep.testing.ImageTables;
import io.diffrep.testing.SparkSessions;
import io.diffrep.testing.TinyModels;
import io.diffrep.train.Training;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * Models that later versions must load for ever, as they lie in {@code src/test/resources/models}
 * (see the README there), and what they say of some images.
 */
enum CommittedModel {
  /** As the first version wrote it, before there was a choice of most settings. */
  FORMAT_1("format-1", TinyModels.MODEL),

  /** Codes with log variances, both injections, attention, views; VP and its noise predicted. */
  GAUSSIAN("format-1-gaussian", gaussian()),

  /** A wide residual network that does not see the noise level, and mixup. */
  WIDE_RESNET("format-1-wide-resnet", wideResnet()),

  /** An encoder and a classifier of named classes. */
  SUPERVISED(
      "format-1-supervised",
      TinyModels.MODEL
          .with(TinyModels.staticNetwork(CodeKind.PLAIN))
          .with(TinyModels.OBJECTIVE.with(ObjectiveKind.SUPERVISED))
          .with(new AugmentationSettings(AugmentationKind.LIGHT, false, 1, 1, 0, 0, 0)));

  private static final Path MODELS = Path.of("src/test/resources/models");

  private final String folder;
  private final ModelSettings settings;

  CommittedModel(String folder, ModelSettings settings) {
    this.folder = folder;
    this.settings = settings;
  }

  private static ModelSettings gaussian() {
    NetworkSettings network =
        new NetworkSettings(
            List.of(8, 8),
            List.of(8, 8),
            3,
            16,
            4,
            EncoderInput.CONDITIONED,
            EncoderHead.SPATIAL,
            2,
            CodeKind.GAUSSIAN,
            new ScoreSettings(CodeInjection.BOTH, 4),
            EncoderBody.DEFAULT);
    return TinyModels.MODEL
        .with(network)
        .with(TinyModels.NOISE.with(NoiseProcessKind.VP))
        .with(ObjectiveSettings.scoreMatching(Parameterisation.NOISE, Weighting.PAPER, 1e-4, 0.2))
        .with(new AugmentationSettings(AugmentationKind.VIEW, true, 0, 0.5, 0.4, 0.3, 0));
  }

  private static ModelSettings wideResnet() {
    NetworkSettings network =
        new NetworkSettings(
            List.of(8, 8),
            List.of(8, 8),
            4,
            16,
            4,
            EncoderInput.STATIC,
            EncoderHead.POOL,
            2,
            CodeKind.PLAIN,
            new ScoreSettings(CodeInjection.EVERY_BLOCK, 0),
            new EncoderBody(EncoderKind.WIDE_RESNET, 10, 1));
    NoiseSettings logNormal =
        new NoiseSettings(
            NoiseProcessKind.VE,
            0.02,
            40,
            0.1,
            20,
            NoiseLawKind.LOG_NORMAL,
            -0.5,
            1.2,
            List.of(0.5, 2.0),
            1);
    return TinyModels.MODEL
        .with(network)
        .with(logNormal)
        .with(new AugmentationSettings(AugmentationKind.NONE, true, 2, 0.5, 0.4, 0.3, 0.5));
  }

  /** Where it is committed. */
  Path path() {
    return MODELS.resolve(folder);
  }

  /** What it was trained with. */
  ModelSettings settings() {
    return settings;
  }

  static Model load(Path path) throws IOException {
    return new ModelDirectory(new org.apache.hadoop.fs.Path(path.toUri()), new Configuration(false))
        .load();
  }

  /**
   * Trains each model that is not there, and writes each answer that is not there. Arguments: a
   * folder for the image table and one for the models.
   */
  public static void main(String[] arguments) throws IOException {
    ImageTables.write(arguments[0], 400, new ImageShape(1, 8, 8), 1);
    for (CommittedModel committed : values()) {
      Path model = Path.of(arguments[1], committed.folder);
      if (!Files.exists(model)) {
        Training.run(
            SparkSessions.shared(),
            arguments[0],
            model.toString(),
            committed.settings,
            TinyModels.training(4000, 2),
            IfExists.REFUSE,
            Console.silent());
      }
      KnownAnswers.of(load(model)).write(model);
    }
  }
}
