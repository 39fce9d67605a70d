package io.diffrep.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.diffrep.image.ImageShape;
import io.diffrep.network.Architecture.Part;
import io.diffrep.network.Initialisation;
import io.diffrep.testing.ForkedJvm;
import io.diffrep.testing.TinyModels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCodesTest {
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
    List<float[]> before = KnownAnswers.codes(new Model(specification, weights));
    int[][] here = CodesInAnotherJvm.codes(directory.path().toString());
    for (int i = 0; i < here.length; i++) {
      for (int k = 0; k < here[i].length; k++) {
        assertThat(here[i][k]).isEqualTo(Float.floatToRawIntBits(before.get(i)[k]));
      }
    }
    String there = ForkedJvm.run(CodesInAnotherJvm.class, List.of(), directory.path().toString());
    assertThat(there).contains("codes " + Arrays.deepToString(here));
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
