package io.diffrep.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.diffrep.engine.HostFloats;
import io.diffrep.image.AugmentationKind;
import io.diffrep.image.AugmentationSettings;
import io.diffrep.image.ImageShape;
import io.diffrep.model.ModelSpecification;
import io.diffrep.network.Architecture;
import io.diffrep.network.CodeKind;
import io.diffrep.network.Companion;
import io.diffrep.runtime.Digests;
import io.diffrep.sde.NoiseLawKind;
import io.diffrep.sde.NoiseProcessKind;
import io.diffrep.sde.NoiseSettings;
import io.diffrep.sde.NoiseStream;
import io.diffrep.sde.ObjectiveKind;
import io.diffrep.sde.ObjectiveSettings;
import io.diffrep.testing.TinyModels;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.schedule.FixedSchedule;

/**
 * What a seed leads to, in fingerprints that are the same on every machine. A change of one that is
 * meant raises {@link RunIdentity#COMPUTATION_VERSION}, so that no run that was begun before goes
 * on with it, and puts the version's own here.
 */
class ComputationVersionTest {
  private static final ImageShape SHAPE = new ImageShape(3, 8, 8);
  private static final long SEED = 3;

  /** What the version draws: see {@link #aSeedLeadsToWhatItsVersionLedTo}. */
  private static final Map<Integer, Map<Drawn, String>> DRAWS =
      Map.of(
          3,
          Map.ofEntries(
              Map.entry(
                  Drawn.SCORE_MATCHING,
                  "1be57f4e3e6e34b0315e291bbd7db7e9e8ed158672de9e5dc9497e9a3207e58d"),
              Map.entry(
                  Drawn.GAUSSIAN_CODES,
                  "12fcc57aa7ce1e838cfc4b19afb0db81a39911342d83a048f56f2cf53ac582f5"),
              Map.entry(
                  Drawn.LIGHT_CHANGES,
                  "a5584c1e1a9ca866b4cc8e84dbfb8f291ca392fd63c4e2a60b8617bff9b89192"),
              Map.entry(
                  Drawn.A_VIEW, "8c04c01e80949e31e1caecbe81cac9b55bde400a6234814c472266c7260ba3eb"),
              Map.entry(
                  Drawn.MIXUP, "15138d1f51a943889dc1b555565864ed35afbd1893d3fe1ae62b363e837936ae"),
              Map.entry(
                  Drawn.AUTOENCODER,
                  "dc3393839cb1a30ac0d7f6875227ce4bdd5d0b2ed8ee3fdc387c0f3fa330f0c8"),
              Map.entry(
                  Drawn.VARIATIONAL,
                  "10b95f087c9bab9d312f04bb1539204877757e3c646d9924dd2d928c6bbf2c64"),
              Map.entry(
                  Drawn.CONTRASTIVE,
                  "0e3376a9d71530a275cd3551e1d1592c1feca37e6c15c98edfdce0ce238ca84b"),
              Map.entry(
                  Drawn.SUPERVISED,
                  "759c7508a7fc66f13eada40378892f2466a382798c2e87c648b406c4c48d8196")));

  /** Noise levels of the version: see {@link #everyProcessAndLawDrawsWhatItsVersionDrew}. */
  private static final Map<Integer, String> LEVELS =
      Map.of(3, "cf7037583574a4eb47cd743a21b4136095e25f41aaea3b2ed4f638f9308a9eb9");

  /** What the version makes of gradients: see {@link #gradientsLeadToWhatItsVersionLedTo}. */
  private static final Map<Integer, String> UPDATES =
      Map.of(3, "b0a6def2b33e024f7ffc717ab24f5702d71ae83af6d219049351a904b15e02e9");

  /** Kinds of batches, each with draws of its own. */
  private enum Drawn {
    SCORE_MATCHING(ObjectiveKind.SCORE_MATCHING, CodeKind.PLAIN, AugmentationKind.NONE, 0),
    GAUSSIAN_CODES(ObjectiveKind.SCORE_MATCHING, CodeKind.GAUSSIAN, AugmentationKind.NONE, 0),
    LIGHT_CHANGES(ObjectiveKind.SCORE_MATCHING, CodeKind.PLAIN, AugmentationKind.LIGHT, 0),
    A_VIEW(ObjectiveKind.SCORE_MATCHING, CodeKind.PLAIN, AugmentationKind.VIEW, 0),
    MIXUP(ObjectiveKind.SCORE_MATCHING, CodeKind.PLAIN, AugmentationKind.NONE, 0.5),
    AUTOENCODER(ObjectiveKind.AUTOENCODER, CodeKind.PLAIN, AugmentationKind.LIGHT, 0),
    VARIATIONAL(ObjectiveKind.AUTOENCODER, CodeKind.GAUSSIAN, AugmentationKind.NONE, 0),
    CONTRASTIVE(ObjectiveKind.CONTRASTIVE, CodeKind.GAUSSIAN, AugmentationKind.VIEW, 0),
    SUPERVISED(ObjectiveKind.SUPERVISED, CodeKind.GAUSSIAN, AugmentationKind.LIGHT, 0);

    private final ObjectiveKind kind;
    private final CodeKind code;
    private final AugmentationSettings augmentation;

    Drawn(ObjectiveKind kind, CodeKind code, AugmentationKind augmentation, double mixup) {
      this.kind = kind;
      this.code = code;
      this.augmentation = new AugmentationSettings(augmentation, true, 2, 0.5, 0.4, 0.3, mixup);
    }

    ModelSpecification specification() {
      ObjectiveSettings objective = TinyModels.OBJECTIVE.with(kind);
      List<String> classes = kind == ObjectiveKind.SUPERVISED ? List.of("a", "b") : List.of();
      return specification(
          new Architecture(TinyModels.staticNetwork(code), SHAPE, Companion.of(objective, classes)),
          TinyModels.NOISE,
          objective,
          augmentation);
    }

    private static ModelSpecification specification(
        Architecture architecture,
        NoiseSettings noise,
        ObjectiveSettings objective,
        AugmentationSettings augmentation) {
      ModelSpecification usual = TinyModels.specification(SHAPE);
      return new ModelSpecification(
          architecture,
          usual.normalisation(),
          noise,
          objective,
          augmentation,
          usual.engine(),
          usual.seed(),
          usual.choices());
    }
  }

  private static BatchArrays batch(ModelSpecification specification) {
    List<Chunk> chunks = List.of(new Chunk("a", 1, 0, 0, 9, 7), new Chunk("b", 1, 0, 0, 5, 5));
    List<TrainingImage> images = new ArrayList<>();
    for (byte[] pixels : TinyModels.images(7, SHAPE, 4)) {
      images.add(new TrainingImage(images.size(), images.size() % 2, pixels));
    }
    Draws draws = new Draws(new EpochOrder(chunks, SEED).slices(2, 34), any -> images, SEED);
    Objective objective = Objective.of(specification, SEED);
    BatchArrays batch = objective.arrays(32);
    objective.fill(batch, draws);
    return batch;
  }

  /** Order of the images, changes of them, noise. */
  @ParameterizedTest
  @EnumSource(Drawn.class)
  void aSeedLeadsToWhatItsVersionLedTo(Drawn kind) {
    BatchArrays batch = batch(kind.specification());
    List<float[]> numbers = new ArrayList<>();
    numbers.add(batch.clean);
    numbers.add(batch.noisy);
    numbers.add(batch.labels);
    numbers.add(batch.logRho);
    numbers.add(batch.keep);
    numbers.add(batch.codeNoise);
    if (batch.image != batch.clean) {
      numbers.add(batch.image);
    }
    assertThat(fingerprint(numbers))
        .as(meant("what seed " + SEED + " leads to in a batch of " + kind))
        .isEqualTo(DRAWS.get(RunIdentity.COMPUTATION_VERSION).get(kind));
  }

  @Test
  void everyProcessAndLawDrawsWhatItsVersionDrew() {
    List<float[]> levels = new ArrayList<>();
    for (NoiseProcessKind process : NoiseProcessKind.values()) {
      for (NoiseLawKind law : NoiseLawKind.values()) {
        NoiseSettings noise =
            new NoiseSettings(process, 0.01, 50, 0.1, 20, law, -0.5, 1.2, List.of(0.3, 3.0), 0.7);
        levels.add(
            batch(
                    Drawn.specification(
                        new Architecture(TinyModels.NETWORK, SHAPE),
                        noise,
                        TinyModels.OBJECTIVE,
                        AugmentationSettings.NONE))
                .logRho);
      }
    }
    assertThat(fingerprint(levels))
        .as(meant("which noise levels seed " + SEED + " leads to"))
        .isEqualTo(LEVELS.get(RunIdentity.COMPUTATION_VERSION));
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
        .as(meant("what Adam makes of the same gradients"))
        .isEqualTo(UPDATES.get(RunIdentity.COMPUTATION_VERSION));
  }

  private static String meant(String what) {
    return what
        + ": if it is to be another, raise RunIdentity.COMPUTATION_VERSION, and give what it is"
        + " then here";
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
