package io.diffrep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diffrep.model.ModelSettings;
import io.diffrep.runtime.UsageException;
import io.diffrep.sde.NoiseProcessKind;
import io.diffrep.sde.ObjectiveKind;
import io.diffrep.testing.TinyModels;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RunIdentityTest {
  private static final RunIdentity NOW =
      RunIdentity.of(
          TinyModels.MODEL, TinyModels.training(640, 2), 2, "host single", "fingerprint");

  private static void goOn(Map<String, String> settings) {
    NOW.requireSame(new Continuation(settings, 2, 0), "models/first");
  }

  @Test
  void whatItBeganWithItGoesOnWith() {
    assertThatCode(() -> goOn(NOW.settings())).doesNotThrowAnyException();
  }

  /** As checkpoints are that were written before there was a choice. */
  @Test
  void aRunThatDoesNotSayWhatItCouldNotChooseGoesOnAsItDid() {
    Map<String, String> settings = new TreeMap<>(NOW.settings());
    assertThat(
            settings
                .keySet()
                .removeIf(
                    key ->
                        key.matches(
                            "network\\.(encoder|head.*|code|injection|attention|encoder-kind)")))
        .isTrue();
    assertThatCode(() -> goOn(settings)).doesNotThrowAnyException();
    Map<String, String> pooled = new TreeMap<>(NOW.settings());
    pooled.put("network.head", "pool");
    assertThatThrownBy(
            () ->
                new RunIdentity(pooled, Set.of())
                    .requireSame(new Continuation(settings, 2, 0), "models/first"))
        .hasMessageContaining("network.head was flatten, and is pool");
  }

  /** The keys that checkpoints had before there was a choice of objectives and networks. */
  @Test
  void checkpointsOfTheProgramBeforeNameNothingThatNowMisses() {
    Set<String> before =
        Set.of(
            "computation",
            "engine",
            "images",
            "network.code",
            "network.code-size",
            "network.embedding",
            "network.encoder",
            "network.encoder-channels",
            "network.groups",
            "network.head",
            "network.score-channels",
            "noise.law",
            "noise.process",
            "noise.sigma-max",
            "noise.sigma-min",
            "objective.code-penalty",
            "objective.drop-code",
            "objective.parameterisation",
            "objective.weighting",
            "seed",
            "train.averaging-interval",
            "train.averaging-warm-up",
            "train.batch",
            "train.clip",
            "train.ema-images",
            "train.ema-ramp",
            "train.final-rate",
            "train.images",
            "train.learning-rate",
            "train.split",
            "train.warm-up-images",
            "train.workers");
    Map<String, String> settings = new TreeMap<>(NOW.settings());
    assertThat(settings.keySet()).containsAll(before);
    settings.keySet().retainAll(before);
    assertThatCode(() -> goOn(settings)).doesNotThrowAnyException();
  }

  /** A baseline that knows no noise goes on whatever is said of noise and of the score network. */
  @Test
  void whatNothingReadsIsNotCompared() {
    ModelSettings contrastive =
        TinyModels.MODEL.with(TinyModels.OBJECTIVE.with(ObjectiveKind.CONTRASTIVE));
    RunIdentity identity =
        RunIdentity.of(contrastive, TinyModels.training(64, 1), 1, "host single", "images");
    assertThat(identity.settings().keySet())
        .noneMatch(key -> key.startsWith("noise."))
        .doesNotContain("network.injection", "network.score-channels", "objective.weighting")
        .contains("network.encoder-channels", "objective.temperature");
    Map<String, String> before = new TreeMap<>(identity.settings());
    before.put("noise.law", "uniform");
    before.put("network.injection", "both");
    assertThatCode(() -> identity.requireSame(new Continuation(before, 2, 0), "models/first"))
        .doesNotThrowAnyException();
    before.put("objective.temperature", "0.1");
    assertThatThrownBy(() -> identity.requireSame(new Continuation(before, 2, 0), "models/first"))
        .hasMessageContaining("objective.temperature was 0.1, and is 0.5")
        .hasMessageNotContaining("noise");
  }

  @Test
  void aRunThatDrewOrComputedOtherwiseIsRefused() {
    Map<String, String> settings = new TreeMap<>(NOW.settings());
    settings.put("computation", "7");
    assertThatThrownBy(() -> goOn(settings))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("random numbers or arithmetic have changed")
        .hasMessageContaining("(version 7 then, " + RunIdentity.COMPUTATION_VERSION + " now)")
        .hasMessageContaining("models/first")
        .hasMessageContaining("--fresh");
  }

  /** As checkpoints were before they said: their draws may be of either kind. */
  @Test
  void aRunThatDoesNotSayHowItDrewIsRefused() {
    Map<String, String> settings = new TreeMap<>(NOW.settings());
    assertThat(settings.remove("computation")).isNotNull();
    assertThatThrownBy(() -> goOn(settings))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("(version 1 then, ");
  }

  /** Runs from before there was a choice of the noise process, and of more laws. */
  @Test
  void aRunThatNamesNoProcessGoesOnUnderItsOwn() {
    Map<String, String> settings = new TreeMap<>(NOW.settings());
    assertThat(settings.keySet().stream().filter(key -> key.startsWith("noise.")))
        .containsExactly("noise.law", "noise.process", "noise.sigma-max", "noise.sigma-min");
    settings.remove("noise.process");
    assertThatCode(() -> goOn(settings)).doesNotThrowAnyException();
    RunIdentity other =
        RunIdentity.of(
            TinyModels.MODEL.with(TinyModels.NOISE.with(NoiseProcessKind.VP)),
            TinyModels.training(640, 2),
            2,
            "host single",
            "fingerprint");
    assertThatThrownBy(() -> other.requireSame(new Continuation(settings, 2, 0), "models/first"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("noise.process was ve, and is vp")
        .hasMessageContaining("noise.beta-max was not set, and is 20.0");
  }
}
