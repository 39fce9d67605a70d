package io.diffrep.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.diffrep.image.ImageShape;
import io.diffrep.model.Model;
import io.diffrep.model.ModelDirectory;
import io.diffrep.model.ModelSpecification;
import io.diffrep.network.Architecture.Part;
import io.diffrep.network.Initialisation;
import io.diffrep.runtime.Console;
import io.diffrep.runtime.UsageException;
import io.diffrep.sde.NoiseLawKind;
import io.diffrep.sde.ObjectiveSettings;
import io.diffrep.sde.Parameterisation;
import io.diffrep.sde.Weighting;
import io.diffrep.store.IfExists;
import io.diffrep.testing.ImageTables;
import io.diffrep.testing.SparkSessions;
import io.diffrep.testing.TinyModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class DenoisingLossesTest {
  private static final ImageShape SHAPE = new ImageShape(1, 8, 8);

  @TempDir private Path folder;

  private static INDArray drawn(ModelSpecification specification) {
    return Initialisation.draw(specification.architecture().graph(Part.WHOLE).layout(), 3);
  }

  /**
   * A network of zeros predicts F = 0, whatever the code, and the loss is that of the target
   * itself: {@code sum (rho x_0 - eps)^2 / (rho^2 + 1)}, in the mean {@code (rho^2 |x_0|^2 +
   * pixels) / (rho^2 + 1)}.
   */
  @Test
  void aNetworkOfZerosLosesTheTargetsSquareWithAnyCode() {
    ModelSpecification specification = TinyModels.specification();
    Model zeros =
        new Model(specification, Nd4j.zeros(DataType.FLOAT, drawn(specification).length()));
    List<byte[]> images = TinyModels.images(400, SHAPE, 8);
    double squares = 0;
    for (byte[] pixels : images) {
      float[] planes = new float[64];
      specification.normalisation().apply(pixels, SHAPE, planes, 0);
      for (float value : planes) {
        squares += value * value / images.size();
      }
    }
    for (double rho : new double[] {0.1, 1, 20}) {
      DenoisingLoss loss = new LossTask(zeros, images, 1).at(rho, count -> {});
      double expected = (rho * rho * squares + 64) / (rho * rho + 1);
      assertThat(loss.own()).isCloseTo(expected, within(0.03 * expected));
      assertThat(loss.other()).isEqualTo(loss.own());
      assertThat(loss.dropped()).isEqualTo(loss.own());
      assertThat(loss.codeGain()).isZero();
    }
  }

  @Test
  void theThreeCodesAreToldApart() {
    ModelSpecification specification = TinyModels.specification();
    INDArray weights = drawn(specification).muli(3);
    DenoisingLoss loss =
        new LossTask(new Model(specification, weights), TinyModels.images(70, SHAPE, 8), 1)
            .at(1, count -> {});
    assertThat(List.of(loss.own(), loss.other(), loss.dropped())).doesNotHaveDuplicates();
  }

  @Test
  void theLossWithoutCodeIsLeftOutWhereItWasNeverLearned() {
    ModelSpecification usual = TinyModels.specification();
    ModelSpecification neverDropped =
        new ModelSpecification(
            usual.architecture(),
            usual.normalisation(),
            usual.noise(),
            ObjectiveSettings.scoreMatching(Parameterisation.EDM, Weighting.EDM, 1e-5, 0),
            usual.augmentation(),
            usual.engine(),
            usual.seed(),
            usual.choices());
    DenoisingLoss loss =
        new LossTask(
                new Model(neverDropped, drawn(neverDropped)), TinyModels.images(4, SHAPE, 8), 1)
            .at(1, count -> {});
    assertThat(loss.dropped()).isNaN();
    assertThat(new DenoisingLossSummary("f", 4, "test", List.of(loss), List.of()).markdown())
        .contains(" | - | - |");
  }

  /** With the noise as the target, a network of zeros loses its square, {@code pixels}. */
  @Test
  void underTheNoiseParameterisationTheLossIsThatOfTheNoise() {
    ModelSpecification usual = TinyModels.specification();
    ModelSpecification noise =
        new ModelSpecification(
            usual.architecture(),
            usual.normalisation(),
            usual.noise(),
            ObjectiveSettings.scoreMatching(Parameterisation.NOISE, Weighting.PAPER, 1e-5, 0.1),
            usual.augmentation(),
            usual.engine(),
            usual.seed(),
            usual.choices());
    Model zeros = new Model(noise, Nd4j.zeros(DataType.FLOAT, drawn(noise).length()));
    for (double rho : new double[] {0.1, 20}) {
      DenoisingLoss loss =
          new LossTask(zeros, TinyModels.images(400, SHAPE, 8), 1).at(rho, count -> {});
      // Five deviations of the mean of 25,600 squares.
      assertThat(loss.own()).isCloseTo(64, within(64 * 0.045));
    }
  }

  @Test
  void levelsThatTheModelWasNotTrainedAtAreLeftOutWithANote() throws IOException {
    String images = folder.resolve("images").toString();
    ImageTables.write(images, 40, SHAPE, 5);
    String model = folder.resolve("model").toString();
    ModelSpecification usual = TinyModels.specification();
    ModelDirectory directory =
        new ModelDirectory(new org.apache.hadoop.fs.Path(model), new Configuration(false));
    directory.specify(
        new ModelSpecification(
            usual.architecture(),
            usual.normalisation(),
            TinyModels.NOISE.with(NoiseLawKind.INTERVAL),
            usual.objective(),
            usual.augmentation(),
            usual.engine(),
            usual.seed(),
            usual.choices()));
    directory.finish(drawn(usual));
    DenoisingLossSummary summary =
        run(images, model, new LossSettings(8, List.of(0.2, 0.5, 2.0, 30.0), "test"));
    assertThat(summary.losses()).extracting(DenoisingLoss::rho).containsExactly(0.5, 2.0);
    assertThat(folder.resolve("losses/losses.md"))
        .content()
        .endsWith(
            "\nLeft out: rho 0.2, 30, where the model was not trained (log-uniform rho, 0.5 to"
                + " 2).\n");
    String json = Files.readString(folder.resolve("losses/losses.json"));
    assertThat(DenoisingLossSummary.read(json, "here")).isEqualTo(summary);
    // As it was written before there were notes.
    String old = json.replaceFirst(",\\s*\"notes\"[^\\]]*\\]", "");
    assertThat(old).doesNotContain("notes");
    assertThat(DenoisingLossSummary.read(old, "here").losses()).isEqualTo(summary.losses());
  }

  @Test
  void theSummaryIsWrittenAndTooFewImagesAreRefused() throws IOException {
    String images = folder.resolve("images").toString();
    ImageTables.write(images, 40, SHAPE, 5);
    String model = folder.resolve("model").toString();
    ModelSpecification specification = TinyModels.specification();
    ModelDirectory directory =
        new ModelDirectory(new org.apache.hadoop.fs.Path(model), new Configuration(false));
    directory.specify(specification);
    directory.finish(drawn(specification));
    LossSettings settings = new LossSettings(8, List.of(0.5, 2.0), "test");
    DenoisingLossSummary summary = run(images, model, settings);
    assertThat(summary.images()).isEqualTo(8);
    assertThat(summary.losses()).extracting(DenoisingLoss::rho).containsExactly(0.5, 2.0);
    assertThat(folder.resolve("losses/losses.md")).hasContent(summary.markdown());
    assertThat(folder.resolve("losses/losses.json")).content().contains("\"rho\" : 0.5");

    LossSettings elsewhere = new LossSettings(8, List.of(0.5), "nowhere");
    assertThatThrownBy(() -> run(images, model, elsewhere))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("'nowhere'");
  }

  private DenoisingLossSummary run(String images, String model, LossSettings settings) {
    return DenoisingLosses.run(
        SparkSessions.shared(),
        images,
        model,
        folder.resolve("losses").toString(),
        settings,
        1,
        IfExists.REPLACE,
        Console.silent());
  }
}
