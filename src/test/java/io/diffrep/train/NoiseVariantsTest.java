package io.diffrep.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.diffrep.image.ImageShape;
import io.diffrep.model.Inference;
import io.diffrep.model.Model;
import io.diffrep.model.ModelDirectory;
import io.diffrep.runtime.Console;
import io.diffrep.sde.NoiseLawKind;
import io.diffrep.sde.NoiseProcessKind;
import io.diffrep.sde.NoiseSettings;
import io.diffrep.sde.NoiseStream;
import io.diffrep.sde.ObjectiveSettings;
import io.diffrep.sde.Parameterisation;
import io.diffrep.sde.Weighting;
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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every process, law, parameterisation and weighting, from settings to a model that denoises. */
class NoiseVariantsTest {
  private static final ImageShape SHAPE = new ImageShape(1, 8, 8);

  @TempDir private static Path shared;
  @TempDir private Path folder;

  @BeforeAll
  static void writeImages() {
    ImageTables.write(shared.resolve("images").toString(), 100, SHAPE, 2);
  }

  /** In the middle of what it was trained at, the model denoises better than before training. */
  @ParameterizedTest
  @CsvSource({
    "VP, UNIFORM_TIME, EDM, EDM",
    "VE, UNIFORM, EDM, EDM",
    "VP, LOG_NORMAL, EDM, PAPER",
    "VE, INTERVAL, EDM, PAPER",
    "VE, SINGLE_LEVEL, EDM, EDM",
    "VE, UNIFORM_TIME, NOISE, PAPER",
    "VP, INTERVAL, NOISE, EDM"
  })
  void aModelOfEachKindIsTrainedAndLearns(
      NoiseProcessKind process,
      NoiseLawKind law,
      Parameterisation parameterisation,
      Weighting weighting)
      throws IOException {
    NoiseSettings noise = TinyModels.NOISE.with(process).with(law);
    String directory = folder.resolve("model").toString();
    Training.run(
        SparkSessions.shared(),
        shared.resolve("images").toString(),
        directory,
        TinyModels.MODEL
            .with(noise)
            .with(ObjectiveSettings.scoreMatching(parameterisation, weighting, 1e-5, 0.1)),
        TinyModels.training(960, 1),
        IfExists.REFUSE,
        Console.silent());

    Model model =
        new ModelDirectory(new org.apache.hadoop.fs.Path(directory), new Configuration(false))
            .load();
    assertThat(model.specification().noise()).isEqualTo(noise);
    double rho = noise.noiseLaw().rho(0.5);
    double trained = error(model, rho);
    assertThat(trained).isLessThan(0.75 * error(model.untrained(), rho));
  }

  /** Mean squared error of the denoised image, per pixel. */
  private static double error(Model model, double rho) {
    List<float[]> clean = new ArrayList<>();
    List<float[]> noised = new ArrayList<>();
    NoiseStream stream = new NoiseStream();
    for (byte[] pixels : TinyModels.images(32, SHAPE, 77)) {
      float[] image = new float[SHAPE.size()];
      model.specification().normalisation().apply(pixels, SHAPE, image, 0);
      float[] noise = new float[SHAPE.size()];
      stream.begin(clean.size());
      stream.normal(noise, 0, noise.length);
      for (int p = 0; p < noise.length; p++) {
        noise[p] = (float) (image[p] + rho * noise[p]);
      }
      clean.add(image);
      noised.add(noise);
    }
    List<float[]> codes;
    try (Inference encoder = Inference.encoder(model, 32)) {
      codes = Arrays.asList(encoder.codes(clean, rho));
    }
    double sum = 0;
    try (Inference network = Inference.scoreNetwork(model, 32)) {
      float[][] denoised = network.denoised(noised, rho, codes);
      for (int i = 0; i < denoised.length; i++) {
        for (int p = 0; p < denoised[i].length; p++) {
          sum += Math.pow(denoised[i][p] - clean.get(i)[p], 2);
        }
      }
    }
    return sum / 32 / SHAPE.size();
  }
}
