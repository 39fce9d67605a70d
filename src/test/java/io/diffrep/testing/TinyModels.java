package io.diffrep.testing;

import io.diffrep.engine.EngineChoice;
import io.diffrep.engine.EngineSettings;
import io.diffrep.engine.Precision;
import io.diffrep.image.AugmentationSettings;
import io.diffrep.image.ImageShape;
import io.diffrep.image.Normalisation;
import io.diffrep.model.ModelSettings;
import io.diffrep.model.ModelSpecification;
import io.diffrep.network.Architecture;
import io.diffrep.network.Architecture.Part;
import io.diffrep.network.CodeInjection;
import io.diffrep.network.CodeKind;
import io.diffrep.network.Companion;
import io.diffrep.network.EncoderBody;
import io.diffrep.network.EncoderHead;
import io.diffrep.network.EncoderInput;
import io.diffrep.network.Initialisation;
import io.diffrep.network.NetworkSettings;
import io.diffrep.network.ScoreSettings;
import io.diffrep.sde.NoiseSettings;
import io.diffrep.sde.ObjectiveKind;
import io.diffrep.sde.ObjectiveSettings;
import io.diffrep.sde.Parameterisation;
import io.diffrep.sde.Weighting;
import io.diffrep.train.AveragingSettings;
import io.diffrep.train.GuardSettings;
import io.diffrep.train.TrainSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Networks and images small enough for tests of seconds. */
public final class TinyModels {
  /** Sizes of the networks. */
  public static final NetworkSettings NETWORK =
      NetworkSettings.sized(List.of(8, 8), List.of(8, 8), 4, 16, 4);

  /**
   * The same network as assignments of the configuration, with a training of ten rounds on a lake
   * of a few dozen images, a third of it held out.
   */
  public static final List<String> RUN_SETTINGS =
      List.of(
          "network.encoder-channels=[8,8]",
          "network.score-channels=[8,8]",
          "network.code-size=4",
          "network.embedding=16",
          "network.groups=4",
          "train.images=640",
          "train.batch=16",
          "train.workers=2",
          "train.averaging-interval=4",
          "train.averaging-warm-up=0",
          "train.warm-up-images=64",
          "ingest.test-share=0.3",
          "encode.noise-levels=[0.5,2]",
          "evaluate.loss.images=10");

  /** The usual noise. */
  public static final NoiseSettings NOISE = NoiseSettings.DEFAULT;

  /** The usual objective. */
  public static final ObjectiveSettings OBJECTIVE =
      ObjectiveSettings.scoreMatching(Parameterisation.EDM, Weighting.EDM, 1e-5, 0.1);

  /** Guards that no sound training meets. */
  public static final GuardSettings GUARDS = new GuardSettings(20, 30);

  private TinyModels() {}

  /**
   * Networks of the same sizes that every objective can be trained with: the encoder is static, and
   * the code a map at the bottleneck.
   */
  public static NetworkSettings staticNetwork(CodeKind code) {
    return new NetworkSettings(
        NETWORK.encoderChannels(),
        NETWORK.scoreChannels(),
        NETWORK.codeSize(),
        NETWORK.embedding(),
        NETWORK.groups(),
        EncoderInput.STATIC,
        EncoderHead.FLATTEN,
        NETWORK.headCells(),
        code,
        new ScoreSettings(CodeInjection.BOTTLENECK, 0),
        EncoderBody.DEFAULT);
  }

  /** A short training: batches of 16 over all workers, averaged every second step. */
  public static TrainSettings training(long images, int workers) {
    return training("train", images, averaging(workers, 2), 3e-3, GUARDS);
  }

  /** The same of another split, otherwise averaged, faster or slower, otherwise guarded. */
  public static TrainSettings training(
      String split,
      long images,
      AveragingSettings averaging,
      double learningRate,
      GuardSettings guards) {
    return new TrainSettings(
        split, images, 16, averaging, learningRate, 160, 0.05, 1, 1000, 0.1, guards, 5, 2, 1);
  }

  /** The engine that this machine has. */
  public static final EngineSettings ENGINE =
      new EngineSettings(EngineSettings.Name.AUTO, Precision.SINGLE);

  /** All of it. */
  public static final ModelSettings MODEL =
      new ModelSettings(ENGINE, NOISE, NETWORK, OBJECTIVE, AugmentationSettings.NONE);

  /** The processor's own engine; another takes its place where there is none. */
  public static final EngineChoice CHOICE = EngineChoice.single("host");

  /** An interval from the first round on. */
  public static AveragingSettings averaging(int workers, int interval) {
    return new AveragingSettings(workers, interval, 0, 0.05, 2);
  }

  /** A specification for gray images of 8x8 pixels. */
  public static ModelSpecification specification() {
    return specification(new ImageShape(1, 8, 8));
  }

  /** A specification for images of a shape. */
  public static ModelSpecification specification(ImageShape shape) {
    return specification(shape, NETWORK);
  }

  /** The same of other networks. */
  public static ModelSpecification specification(ImageShape shape, NetworkSettings network) {
    float[] mean = new float[shape.channels()];
    float[] deviation = new float[shape.channels()];
    Arrays.fill(mean, 127.5f);
    Arrays.fill(deviation, 75);
    return new ModelSpecification(
        new Architecture(network, shape),
        new Normalisation(mean, deviation),
        NOISE,
        OBJECTIVE,
        AugmentationSettings.NONE,
        CHOICE,
        1,
        Map.of());
  }

  /** The supervised objective with as many labels; 0 for all. */
  public static ObjectiveSettings supervised(int labels) {
    return new ObjectiveSettings(
        ObjectiveKind.SUPERVISED,
        OBJECTIVE.parameterisation(),
        OBJECTIVE.weighting(),
        OBJECTIVE.codePenalty(),
        OBJECTIVE.dropCode(),
        OBJECTIVE.temperature(),
        labels);
  }

  /** A specification of a network that is trained by labels, as many of them; 0 for all. */
  public static ModelSpecification classifier(ImageShape shape, int labels, List<String> classes) {
    ObjectiveSettings objective = supervised(labels);
    ModelSpecification usual = specification(shape);
    return new ModelSpecification(
        new Architecture(NETWORK.withStaticEncoder(), shape, Companion.of(objective, classes)),
        usual.normalisation(),
        usual.noise(),
        objective,
        usual.augmentation(),
        usual.engine(),
        usual.seed(),
        usual.choices());
  }

  /** Weights of a classifier, so large that it tells images apart. */
  public static INDArray classifierWeights(ModelSpecification classifier) {
    return Initialisation.draw(classifier.architecture().graph(Part.WHOLE).layout(), 9).muli(3);
  }

  /** Images of a bright square on a dark ground, uint8, the same for the same seed. */
  public static List<byte[]> images(int count, ImageShape shape, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<byte[]> images = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      byte[] pixels = new byte[shape.size()];
      int top = random.nextInt(shape.height() - 3);
      int left = random.nextInt(shape.width() - 3);
      for (int r = 0; r < shape.height(); r++) {
        for (int k = 0; k < shape.width(); k++) {
          boolean inside = r >= top && r < top + 4 && k >= left && k < left + 4;
          for (int c = 0; c < shape.channels(); c++) {
            pixels[(r * shape.width() + k) * shape.channels() + c] =
                (byte) ((inside ? 200 : 30) + random.nextInt(20));
          }
        }
      }
      images.add(pixels);
    }
    return images;
  }
}
