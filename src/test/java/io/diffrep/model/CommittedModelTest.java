package io.diffrep.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.diffrep.engine.EngineChoice;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Models that were written once are read, and say what they said then. */
class CommittedModelTest {
  /** Processors and engines differ in the order of their sums. */
  private static final double TOLERANCE = 1e-4;

  /** Tables name the model that they were made by: its fingerprint must not change. */
  @ParameterizedTest
  @CsvSource({
    "FORMAT_1, 597693ec68b3813c67d1051a8ba796d7313551880f2bf751934ca2aa06dd9483",
    "GAUSSIAN, 561de1ab1d959ee66a253f549b7202b946ddbeaa1b850296a03df2e13c770d38",
    "WIDE_RESNET, d387d9af543d728a7fe0930dce31dada3135260dddb2489ff166e8bd00ba3145",
    "SUPERVISED, 89923863ef7d50df617eb142edcdc2b8c926fbfee6509f4f45b2d28e646338f9"
  })
  void keepsItsFingerprint(CommittedModel committed, String fingerprint) throws IOException {
    assertThat(CommittedModel.load(committed.path()).fingerprint()).isEqualTo(fingerprint);
  }

  @ParameterizedTest
  @EnumSource
  void isReadAsWhatItWasTrainedAs(CommittedModel committed) throws IOException {
    ModelSpecification read = CommittedModel.load(committed.path()).specification();
    ModelSettings settings = committed.settings();
    assertThat(read.architecture().settings()).isEqualTo(settings.network());
    assertThat(read.objective()).isEqualTo(settings.objective());
    assertThat(read.augmentation()).isEqualTo(settings.augmentation());
    if (read.objective().isScoreMatching()) {
      assertThat(read.noise().noiseProcess()).isEqualTo(settings.noise().noiseProcess());
      assertThat(read.noise().noiseLaw()).isEqualTo(settings.noise().noiseLaw());
    }
    assertThat(read.architecture().companion().classes())
        .isEqualTo(committed == CommittedModel.SUPERVISED ? List.of("0", "1") : List.of());
  }

  /** By the engine that this machine has for it, and by the one that every machine has. */
  @ParameterizedTest
  @EnumSource
  void saysWhatItSaidWhenItWasWritten(CommittedModel committed) throws IOException {
    Model model = CommittedModel.load(committed.path());
    KnownAnswers expected = KnownAnswers.read(committed.path());
    assertEquals(KnownAnswers.of(model), expected);
    assertEquals(KnownAnswers.of(onEveryMachine(model)), expected);
  }

  private static Model onEveryMachine(Model model) {
    ModelSpecification read = model.specification();
    ModelSpecification specification =
        new ModelSpecification(
            read.architecture(),
            read.normalisation(),
            read.noise(),
            read.objective(),
            read.augmentation(),
            EngineChoice.single("nd4j"),
            read.seed(),
            read.choices());
    return new Model(specification, model.weights());
  }

  private static void assertEquals(KnownAnswers answers, KnownAnswers expected) {
    assertThat(answers.rows().keySet()).isEqualTo(expected.rows().keySet());
    expected
        .rows()
        .forEach(
            (answer, rows) -> {
              List<double[]> actual = answers.rows().get(answer);
              assertThat(actual).as(answer).hasSameSizeAs(rows);
              for (int i = 0; i < rows.size(); i++) {
                assertThat(actual.get(i))
                    .as("row %d of %s", i, answer)
                    .containsExactly(rows.get(i), within(TOLERANCE));
              }
            });
  }
}
