package io.diffrep.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.diffrep.evaluate.DenoisingLoss;
import io.diffrep.evaluate.DenoisingLossSummary;
import io.diffrep.evaluate.DenoisingLosses;
import io.diffrep.evaluate.LossSettings;
import io.diffrep.image.ImageShape;
import io.diffrep.model.Inference;
import io.diffrep.model.Model;
import io.diffrep.model.ModelDirectory;
import io.diffrep.runtime.Console;
import io.diffrep.store.IfExists;
import io.diffrep.testing.ImageTables;
import io.diffrep.testing.SparkSessions;
import io.diffrep.testing.TinyModels;
import io.diffrep.train.Training;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever trains on a card and encodes on the CPU must get the same, but for rounding. */
class OperationsAloneTest {
  private static final ImageShape SHAPE = new ImageShape(1, 8, 8);

  @TempDir private Path folder;

  /** What a training by one engine left, and what the same engine then computes by it. */
  private record Results(String fingerprint, List<Double> losses, float[][] codes) {}

  @BeforeEach
  void writeImages() {
    ImageTables.write(folder.resolve("images").toString(), 60, SHAPE, 4);
  }

  @AfterEach
  void takeTheOwnEngine() {
    OperationsAlone.end();
  }

  @Test
  void trainedEvaluatedAndEncodedByOperationsAloneAModelIsTheSameButForRounding()
      throws IOException {
    OperationsAlone.end();
    Results fused = results("fused");
    OperationsAlone.begin();
    Results alone = results("alone");

    assertThat(alone.fingerprint())
        .as("or it was the same engine to the last bit")
        .isNotEqualTo(fused.fingerprint());
    for (int i = 0; i < fused.losses().size(); i++) {
      assertThat(alone.losses().get(i))
          .isCloseTo(fused.losses().get(i), within(1e-5 * fused.losses().get(i)));
    }
    for (int i = 0; i < fused.codes().length; i++) {
      assertThat(distance(alone.codes()[i], fused.codes()[i])).isLessThan(1e-5);
    }
  }

  private Results results(String name) throws IOException {
    String images = folder.resolve("images").toString();
    String directory = folder.resolve(name).toString();
    Training.run(
        SparkSessions.shared(),
        images,
        directory,
        TinyModels.MODEL,
        TinyModels.training(320, 2),
        IfExists.REFUSE,
        Console.silent());
    DenoisingLossSummary losses =
        DenoisingLosses.run(
            SparkSessions.shared(),
            images,
            directory,
            folder.resolve(name + "-losses").toString(),
            new LossSettings(8, List.of(0.5, 2.0), "test"),
            1,
            IfExists.REFUSE,
            Console.silent());
    Model model =
        new ModelDirectory(new org.apache.hadoop.fs.Path(directory), new Configuration(false))
            .load();
    try (Inference encoder = Inference.encoder(model, 10)) {
      return new Results(
          model.fingerprint(),
          losses.losses().stream().map(DenoisingLoss::own).toList(),
          encoder.codes(standardised(model), 1));
    }
  }

  private static List<float[]> standardised(Model model) {
    List<float[]> images = new ArrayList<>();
    for (byte[] pixels : TinyModels.images(10, SHAPE, 9)) {
      float[] planes = new float[SHAPE.size()];
      model.specification().normalisation().apply(pixels, SHAPE, planes, 0);
      images.add(planes);
    }
    return images;
  }

  /** Relative, in the L2 norm. */
  private static double distance(float[] values, float[] expected) {
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < expected.length; i++) {
      difference += Math.pow(values[i] - expected[i], 2);
      norm += Math.pow(expected[i], 2);
    }
    return Math.sqrt(difference / norm);
  }
}
