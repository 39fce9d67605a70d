package io.diffrep.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diffrep.network.Architecture;
import io.diffrep.network.CodeInjection;
import io.diffrep.network.Companion;
import io.diffrep.network.EncoderBody;
import io.diffrep.network.EncoderKind;
import io.diffrep.network.NetworkSettings;
import io.diffrep.network.ScoreSettings;
import io.diffrep.sde.NoiseLawKind;
import io.diffrep.sde.NoiseProcessKind;
import io.diffrep.sde.NoiseSettings;
import io.diffrep.sde.ObjectiveKind;
import io.diffrep.sde.ObjectiveSettings;
import io.diffrep.sde.Parameterisation;
import io.diffrep.sde.Weighting;
import io.diffrep.testing.TinyModels;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SpecificationJsonTest {
  private static final ModelSpecification SPECIFICATION = TinyModels.specification();

  /** Of the noise, what process and law read: nobody takes a level for one that was trained at. */
  @Test
  void everyProcessAndLawIsReadAsItWasWritten() {
    for (NoiseProcessKind process : NoiseProcessKind.values()) {
      for (NoiseLawKind law : NoiseLawKind.values()) {
        ModelSpecification specification =
            with(
                SPECIFICATION.architecture(),
                settings(process, law),
                ObjectiveSettings.scoreMatching(Parameterisation.NOISE, Weighting.PAPER, 0, 0.2));
        String json = SpecificationJson.write(specification);
        ModelSpecification read = SpecificationJson.read(json, "here");
        assertThat(read.objective()).isEqualTo(specification.objective());
        assertThat(read.noise().noiseProcess()).isEqualTo(specification.noise().noiseProcess());
        assertThat(read.noise().noiseLaw()).isEqualTo(specification.noise().noiseLaw());
        assertThat(json.contains("\"sigma-max\" : 40.0")).isEqualTo(process == NoiseProcessKind.VE);
        assertThat(json.contains("\"beta-max\" : 15.0")).isEqualTo(process == NoiseProcessKind.VP);
        assertThat(json.contains("\"level\" : 0.7")).isEqualTo(law == NoiseLawKind.SINGLE_LEVEL);
      }
    }
  }

  private static ModelSpecification with(NetworkSettings network) {
    return with(
        new Architecture(network, SPECIFICATION.architecture().image()),
        SPECIFICATION.noise(),
        SPECIFICATION.objective());
  }

  private static ModelSpecification with(
      Architecture architecture, NoiseSettings noise, ObjectiveSettings objective) {
    return new ModelSpecification(
        architecture,
        SPECIFICATION.normalisation(),
        noise,
        objective,
        SPECIFICATION.augmentation(),
        SPECIFICATION.engine(),
        1,
        Map.of());
  }

  @ParameterizedTest
  @EnumSource(CodeInjection.class)
  void everyScoreNetworkIsReadAsItWasWritten(CodeInjection injection) {
    for (int attention : new int[] {0, 4}) {
      ModelSpecification specification =
          with(TinyModels.NETWORK.with(new ScoreSettings(injection, attention)));
      String json = SpecificationJson.write(specification);
      assertThat(SpecificationJson.read(json, "here")).isEqualTo(specification);
      // A program that does not know the choice must not take it for what it does.
      assertThat(json.contains("\"injection\"")).isEqualTo(injection != CodeInjection.FILM);
      assertThat(json.contains("\"attention\"")).isEqualTo(attention != 0);
    }
  }

  @Test
  void aWideResidualNetworkIsReadAsItWasWritten() {
    EncoderBody body = new EncoderBody(EncoderKind.WIDE_RESNET, 16, 3);
    ModelSpecification specification = with(TinyModels.NETWORK.with(body));
    String json = SpecificationJson.write(specification);
    assertThat(SpecificationJson.read(json, "here")).isEqualTo(specification);
    assertThat(json).contains("\"encoder-kind\" : \"wide-resnet\"", "\"depth\" : 16");
    assertThat(SpecificationJson.write(SPECIFICATION)).doesNotContain("encoder-kind", "depth");
  }

  private static NoiseSettings settings(NoiseProcessKind process, NoiseLawKind law) {
    return new NoiseSettings(process, 0.02, 40, 0.2, 15, law, -0.4, 1.1, List.of(0.3, 3.0), 0.7);
  }

  /** By the name that the file gives it, and by what a later program may have written there. */
  @ParameterizedTest
  @CsvSource({
    "noise process, process, ve",
    "noise law, law, uniform-time",
    "parameterisation, parameterisation, edm",
    "weighting, weighting, edm",
    "objective, kind, score-matching",
    "encoder, encoder, conditioned",
    "head, head, flatten",
    "kind of code, code, plain",
    "precision, precision, single"
  })
  void whatAnotherVersionMeantIsRefusedByName(String what, String key, String value) {
    String written = "\"" + key + "\" : \"" + value + "\"";
    String json = SpecificationJson.write(SPECIFICATION);
    assertThat(json).contains(written);
    String later = json.replace(written, "\"" + key + "\" : \"newer\"");
    assertThatThrownBy(() -> SpecificationJson.read(later, "models/later/model.json"))
        .isInstanceOf(ModelException.class)
        .hasMessage(
            "models/later/model.json has the "
                + what
                + " 'newer', which this version does not know");
  }

  /** A default in its place would say that the model was trained at other levels than it was. */
  @ParameterizedTest
  @CsvSource({
    "VE, LOG_NORMAL, sigma-max",
    "VP, LOG_NORMAL, beta-min",
    "VE, LOG_NORMAL, log-mean",
    "VP, SINGLE_LEVEL, level"
  })
  void aNoiseWithoutWhatItsLawReadsIsRefused(
      NoiseProcessKind process, NoiseLawKind law, String key) {
    String json =
        SpecificationJson.write(
            with(SPECIFICATION.architecture(), settings(process, law), SPECIFICATION.objective()));
    String cut = json.replaceFirst("\n *\"" + key + "\" : [^\n]*", "");
    // What stood last is followed by no comma.
    String incomplete = cut.replaceAll(",(\\s*})", "$1");
    assertThat(incomplete).isNotEqualTo(json);
    assertThatThrownBy(() -> SpecificationJson.read(incomplete, "models/cut/model.json"))
        .isInstanceOf(ModelException.class)
        .hasMessage("models/cut/model.json lacks '" + key + "' of the noise");
  }

  @Test
  void aClassifierThatNamesNoClassesIsRefused() {
    ObjectiveSettings supervised = SPECIFICATION.objective().with(ObjectiveKind.SUPERVISED);
    Architecture architecture =
        new Architecture(
            TinyModels.NETWORK.withStaticEncoder(),
            SPECIFICATION.architecture().image(),
            Companion.of(supervised, List.of("cat", "dog")));
    String json = SpecificationJson.write(with(architecture, SPECIFICATION.noise(), supervised));
    String one = json.replace("\"cat\", ", "");
    assertThat(SpecificationJson.read(json, "here").architecture()).isEqualTo(architecture);
    assertThat(one).isNotEqualTo(json);
    assertThatThrownBy(() -> SpecificationJson.read(one, "models/cut/model.json"))
        .isInstanceOf(ModelException.class)
        .hasMessage(
            "models/cut/model.json is no model specification: a classifier tells two classes apart"
                + " at least, and there are these: [dog]");
  }
}
