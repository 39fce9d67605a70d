package io.diffrep.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.diffrep.evaluate.ImageClassifier.Judgement;
import io.diffrep.image.ImageShape;
import io.diffrep.model.Inference;
import io.diffrep.model.Model;
import io.diffrep.model.ModelSpecification;
import io.diffrep.network.Architecture.Part;
import io.diffrep.network.Initialisation;
import io.diffrep.runtime.UsageException;
import io.diffrep.testing.SparkSessions;
import io.diffrep.testing.TinyModels;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageClassifierTest {
  private static final ImageShape SHAPE = new ImageShape(1, 8, 8);
  private static final List<String> CLASSES = List.of("a", "b", "c");

  private static Model classifier() {
    ModelSpecification specification = TinyModels.classifier(SHAPE, 0, CLASSES);
    return new Model(specification, TinyModels.classifierWeights(specification));
  }

  /** In one batch, in one each, and over two partitions whose last batches are short. */
  @ParameterizedTest
  @ValueSource(ints = {11, 1, 4})
  void judgesEachImageAsTheModelDoesByItself(int batch) {
    Model model = classifier();
    List<byte[]> images = TinyModels.images(11, SHAPE, 2);
    List<Judgement> judgements;
    try (ImageClassifier judge =
        new ImageClassifier(
            JavaSparkContext.fromSparkContext(SparkSessions.shared().sparkContext()),
            model,
            batch)) {
      judgements = judge.judge(images);
      assertThat(judge.judge(List.of())).isEmpty();
    }

    List<String> seen = new ArrayList<>();
    assertThat(judgements).hasSize(11);
    try (Inference inference = Inference.classifier(model, 1)) {
      for (int i = 0; i < images.size(); i++) {
        float[] pixels = new float[SHAPE.size()];
        for (int p = 0; p < pixels.length; p++) {
          pixels[p] = ((images.get(i)[p] & 0xff) - 127.5f) / 75;
        }
        Inference.Classified alone = inference.classify(List.of(pixels));
        String label = CLASSES.get(alone.classes()[0]);
        seen.add(label);
        assertThat(judgements.get(i).label()).isEqualTo(label);
        assertThat(judgements.get(i).features()).containsExactly(alone.codes()[0], within(1e-4f));
      }
    }
    // Otherwise any order would do.
    assertThat(seen.stream().distinct().count()).isGreaterThan(1);
  }

  @Test
  void aModelThatTellsNoClassesApartIsRefused() {
    ModelSpecification specification = TinyModels.specification(SHAPE);
    Model model =
        new Model(
            specification,
            Initialisation.draw(specification.architecture().graph(Part.WHOLE).layout(), 9));
    assertThatThrownBy(() -> Inference.classifier(model, 1))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("the model tells no classes apart")
        .hasMessageContaining("take one that was trained with objective.kind = supervised");
  }
}
