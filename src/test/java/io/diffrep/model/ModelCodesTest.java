package io.diffrep.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.diffrep.image.ImageShape;
import io.diffrep.network.Architecture.Part;
import io.diffrep.network.Initialisation;
import io.diffrep.testing.ForkedJvm;
import io.diffrep.testing.TinyModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCodesTest {
  private static final Path COMMITTED = Path.of("src/test/resources/models/format-1");

  @Test
  @Tag("slow")
  void aModelThatIsSavedGivesTheSameCodesToTheBitInAnotherJvm(@TempDir Path folder)
      throws IOException, InterruptedException {
    ModelSpecification specification = TinyModels.specification(new ImageShape(3, 9, 12));
    ModelDirectory directory =
        new ModelDirectory(
            new org.apache.hadoop.fs.Path(folder.resolve("model").toUri()),
            new Configuration(false));
    directory.specify(specification);
    var weights = Initialisation.draw(specification.architecture().graph(Part.WHOLE).layout(), 3);
    directory.finish(weights);
    List<float[]> before = CodesInAnotherJvm.numbers(new Model(specification, weights));
    int[][] here = CodesInAnotherJvm.codes(directory.path().toString());
    for (int i = 0; i < here.length; i++) {
      for (int k = 0; k < here[i].length; k++) {
        assertThat(here[i][k]).isEqualTo(Float.floatToRawIntBits(before.get(i)[k]));
      }
    }
    String there = ForkedJvm.run(CodesInAnotherJvm.class, List.of(), directory.path().toString());
    assertThat(there).contains("codes " + Arrays.deepToString(here));
  }

  /** A model of format 1, trained by the first version; written by {@link CommittedModel}. */
  @Test
  void theCommittedModelGivesTheCodesThatItGaveWhenItWasWritten() throws IOException {
    Model model =
        new ModelDirectory(
                new org.apache.hadoop.fs.Path(COMMITTED.toUri()), new Configuration(false))
            .load();
    // Tables name the model that they were made by: its fingerprint must not change either.
    assertThat(model.fingerprint())
        .isEqualTo("597693ec68b3813c67d1051a8ba796d7313551880f2bf751934ca2aa06dd9483");
    List<float[]> codes = CodesInAnotherJvm.numbers(model);
    List<double[]> expected = new ArrayList<>();
    for (String line : Files.readAllLines(COMMITTED.resolve("codes.txt"))) {
      expected.add(Arrays.stream(line.split(" ")).mapToDouble(Double::parseDouble).toArray());
    }
    assertThat(codes).hasSameSizeAs(expected);
    for (int i = 0; i < codes.size(); i++) {
      for (int k = 0; k < expected.get(i).length; k++) {
        // Processors differ in the order of their sums.
        assertThat((double) codes.get(i)[k]).isCloseTo(expected.get(i)[k], within(1e-4));
      }
    }
  }

  /** A short batch is padded; that must change nothing. */
  @Test
  void codesDoNotDependOnTheBatch() {
    ModelSpecification specification = TinyModels.specification();
    Model model =
        new Model(
            specification,
            Initialisation.draw(specification.architecture().graph(Part.WHOLE).layout(), 3));
    List<float[]> images = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      float[] image = new float[64];
      Arrays.fill(image, i);
      image[i] = -1;
      images.add(image);
    }
    try (Inference five = Inference.encoder(model, 5);
        Inference eight = Inference.encoder(model, 8)) {
      float[][] whole = five.codes(images, 1);
      float[][] padded = eight.codes(images, 1);
      for (int i = 0; i < 5; i++) {
        assertThat(padded[i]).containsExactly(whole[i], within(1e-5f));
      }
    }
  }
}
