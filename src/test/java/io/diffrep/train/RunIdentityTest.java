package io.diffrep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diffrep.engine.HostFloats;
import io.diffrep.image.ImageShape;
import io.diffrep.model.ModelSettings;
import io.diffrep.runtime.Digests;
import io.diffrep.runtime.UsageException;
import io.diffrep.sde.NoiseProcessKind;
import io.diffrep.sde.NoiseStream;
import io.diffrep.sde.ObjectiveKind;
import io.diffrep.testing.TinyModels;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.schedule.FixedSchedule;

class RunIdentityTest {
  /** What the version draws: see {@link #aSeedLeadsToWhatItsVersionLedTo}. */
  private static final Map<Integer, String> DRAWS =
      Map.of(3, "1be57f4e3e6e34b0315e291bbd7db7e9e8ed158672de9e5dc9497e9a3207e58d");

  /** What the version makes of gradients: see {@link #gradientsLeadToWhatItsVersionLedTo}. */
  private static final Map<Integer, String> UPDATES =
      Map.of(3, "b0a6def2b33e024f7ffc717ab24f5702d71ae83af6d219049351a904b15e02e9");

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

  /**
   * Order and draws of a seed, in a fingerprint: the same on every machine. A change of it that is
   * meant raises the version, so that no run that was begun before goes on with it.
   */
  @Test
  void aSeedLeadsToWhatItsVersionLedTo() {
    ImageShape shape = new ImageShape(3, 8, 8);
    List<Chunk> chunks = List.of(new Chunk("a", 1, 0, 0, 9, 7), new Chunk("b", 1, 0, 0, 5, 5));
    List<TrainingImage> images = new ArrayList<>();
    for (byte[] pixels : TinyModels.images(7, shape, 4)) {
      images.add(new TrainingImage(images.size(), pixels));
    }
    Draws draws = new Draws(new EpochOrder(chunks, 3).slices(2, 34), any -> images, 3);
    ScoreMatching objective = new ScoreMatching(TinyModels.specification(shape), 3);
    BatchArrays batch = objective.arrays(32);
    objective.fill(batch, draws);
    assertThat(fingerprint(batch))
        .as(
            "what seed 3 leads to: if it is to be another, raise RunIdentity.COMPUTATION_VERSION,"
                + " and give what it is then here")
        .isEqualTo(DRAWS.get(RunIdentity.COMPUTATION_VERSION));
  }

  @Test
  void gradientsLeadToWhatItsVersionLedTo() {
    INDArray moments = Nd4j.create(DataType.FLOAT, 1, 2 * 3000);
    GradientUpdater<?> updater =
        new BlockedAdam(new FixedSchedule(2e-3)).instantiate(moments, true);
    NoiseStream stream = new NoiseStream();
    stream.begin(5);
    float[] numbers = new float[3000];
    INDArray update = null;
    for (int step = 0; step < 8; step++) {
      stream.normal(numbers, 0, numbers.length);
      update = Nd4j.create(numbers, new long[] {1, numbers.length}, 'c');
      updater.applyUpdater(update, step, 0);
    }
    assertThat(fingerprint(List.of(HostFloats.copy(update), HostFloats.copy(moments))))
        .as(
            "what Adam makes of the same gradients: if it is to be another, raise"
                + " RunIdentity.COMPUTATION_VERSION, and give what it is then here")
        .isEqualTo(UPDATES.get(RunIdentity.COMPUTATION_VERSION));
  }

  private static String fingerprint(BatchArrays batch) {
    return fingerprint(List.of(batch.clean, batch.noisy, batch.labels, batch.logRho, batch.keep));
  }

  private static String fingerprint(List<float[]> arrays) {
    var digest = Digests.sha256();
    for (float[] array : arrays) {
      ByteBuffer bytes = ByteBuffer.allocate(array.length * Float.BYTES);
      bytes.asFloatBuffer().put(FloatBuffer.wrap(array));
      digest.update(bytes);
    }
    return Digests.hex(digest.digest());
  }
}
