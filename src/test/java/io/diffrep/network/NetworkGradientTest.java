package io.diffrep.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.diffrep.engine.Parameter;
import io.diffrep.image.ImageShape;
import io.diffrep.network.Architecture.Part;
import io.diffrep.sde.ObjectiveKind;
import io.diffrep.sde.ObjectiveSettings;
import io.diffrep.sde.Parameterisation;
import io.diffrep.sde.Weighting;
import io.diffrep.testing.TinyModels;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/** The gradient of the whole loss, through the vertex, for each kind of network. */
class NetworkGradientTest {
  private static final ImageShape IMAGE = new ImageShape(1, 9, 8);
  private static final int BATCH = 3;
  private static final ObjectiveSettings OBJECTIVE =
      ObjectiveSettings.scoreMatching(Parameterisation.EDM, Weighting.EDM, 0.1, 0.1);

  private final SplittableRandom random = new SplittableRandom(5);

  private INDArray normal(int... shape) {
    int length = 1;
    for (int size : shape) {
      length *= size;
    }
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Nd4j.createFromArray(values).reshape('c', shape);
  }

  private MultiDataSet batch(Architecture architecture) {
    int rows = architecture.companion().equals(Companion.PROJECTION) ? 2 * BATCH : BATCH;
    INDArray[] inputs =
        architecture.inputs().stream()
            .map(
                input ->
                    switch (input) {
                      case Architecture.IMAGE, Architecture.NOISY -> normal(rows, 1, 9, 8);
                      case Architecture.KEEP -> Nd4j.createFromArray(1f, 0f, 1f).reshape(BATCH, 1);
                      case Architecture.CODE_NOISE ->
                          normal(rows, architecture.settings().codeSize());
                      default -> normal(rows, 1);
                    })
            .toArray(INDArray[]::new);
    INDArray labels =
        switch (architecture.companion().kind()) {
          case SCORE_NETWORK -> normal(rows, IMAGE.size() + 1);
          case PROJECTION -> Nd4j.zeros(DataType.FLOAT, rows, 1);
          case CLASSIFIER -> Nd4j.createFromArray(2f, 0f, 1f).reshape(rows, 1);
        };
    return new MultiDataSet(inputs, new INDArray[] {labels});
  }

  /**
   * Along each parameter's gradient the loss changes by the gradient's length, and along a
   * direction drawn at random by its share of that.
   */
  @ParameterizedTest
  @CsvSource({
    "CONDITIONED, FLATTEN, PLAIN, SCORE_MATCHING",
    "CONDITIONED, SPATIAL, GAUSSIAN, SCORE_MATCHING",
    "STATIC, POOL, GAUSSIAN, SCORE_MATCHING",
    "STATIC, FLATTEN, PLAIN, SCORE_MATCHING",
    "STATIC, FLATTEN, PLAIN, CONTRASTIVE",
    "STATIC, POOL, GAUSSIAN, CONTRASTIVE",
    "STATIC, FLATTEN, PLAIN, SUPERVISED",
    "STATIC, SPATIAL, GAUSSIAN, SUPERVISED"
  })
  void theLossChangesAsItsGradientSays(
      EncoderInput input, EncoderHead head, CodeKind code, ObjectiveKind kind) {
    assertGradient(
        new NetworkSettings(
            List.of(8, 8),
            List.of(8, 8),
            3,
            16,
            4,
            input,
            head,
            2,
            code,
            ScoreSettings.DEFAULT,
            EncoderBody.DEFAULT),
        kind);
  }

  /** With Gaussian codes: a plain one's norm bends where one of its numbers is near zero. */
  @ParameterizedTest
  @EnumSource(EncoderInput.class)
  void soItDoesForAWideResidualNetwork(EncoderInput input) {
    NetworkSettings sizes = NetworkSettings.sized(List.of(8), List.of(8, 8), 3, 16, 4);
    assertGradient(
        new NetworkSettings(
            sizes.encoderChannels(),
            sizes.scoreChannels(),
            sizes.codeSize(),
            sizes.embedding(),
            sizes.groups(),
            input,
            EncoderHead.POOL,
            2,
            CodeKind.GAUSSIAN,
            sizes.score(),
            new EncoderBody(EncoderKind.WIDE_RESNET, 10, 1)),
        ObjectiveKind.SCORE_MATCHING);
  }

  /** Of 9x8 pixels, two stages have 9 and 5 positions on the longer side. */
  @ParameterizedTest
  @CsvSource({"FILM, 5", "EVERY_BLOCK, 0", "BOTTLENECK, 9", "BOTH, 5"})
  void soItDoesForEachWayOfTheCode(CodeInjection injection, int attention) {
    assertGradient(
        NetworkSettings.sized(List.of(8, 8), List.of(8, 8), 3, 16, 4)
            .with(new ScoreSettings(injection, attention)),
        ObjectiveKind.SCORE_MATCHING);
  }

  private void assertGradient(NetworkSettings settings, ObjectiveKind kind) {
    ObjectiveSettings objective = OBJECTIVE.with(kind);
    List<String> classes = kind == ObjectiveKind.SUPERVISED ? List.of("a", "b", "c") : List.of();
    Companion companion = Companion.of(objective, classes);
    Architecture architecture = new Architecture(settings, IMAGE, companion);
    NetworkGraph graph =
        new NetworkGraph(
            NetworkGraph.configuration(
                TinyModels.CHOICE, architecture, objective, new Adam(1e-3), Double.MAX_VALUE));
    var layout = architecture.graph(Part.WHOLE).layout();
    INDArray parameters = Initialisation.draw(layout, 3);
    // The last convolution starts at nearly nothing, and nothing would reach the encoder.
    parameters.muli(1.5).addi(normal(layout.length()).muli(0.05));
    graph.init(parameters.dup(), false);
    MultiDataSet batch = batch(architecture);
    graph.setInputs(batch.getFeatures());
    graph.setLabels(batch.getLabels());
    graph.computeGradientAndScore();
    INDArray gradient = graph.getFlattenedGradients().dup();

    double[] numbers = gradient.reshape(gradient.length()).toDoubleVector();
    for (Parameter parameter : layout.parameters()) {
      double[] along = new double[parameter.length()];
      double[] anyhow = new double[parameter.length()];
      for (int i = 0; i < along.length; i++) {
        along[i] = numbers[parameter.offset() + i];
        anyhow[i] = random.nextGaussian();
      }
      assertChange(graph, parameters, batch, numbers, parameter, along);
      assertChange(graph, parameters, batch, numbers, parameter, anyhow);
    }
  }

  private static void assertChange(
      NetworkGraph graph,
      INDArray parameters,
      MultiDataSet batch,
      double[] gradient,
      Parameter parameter,
      double[] direction) {
    double length = Math.sqrt(Arrays.stream(direction).map(v -> v * v).sum());
    assertThat(length).as(parameter.name()).isPositive();
    float[] step = new float[gradient.length];
    double expected = 0;
    double whole = 0;
    for (int i = 0; i < direction.length; i++) {
      int at = parameter.offset() + i;
      step[at] = (float) (3e-3 * direction[i] / length);
      expected += gradient[at] * direction[i] / length;
      whole += gradient[at] * gradient[at];
    }
    double up = loss(graph, parameters.add(Nd4j.createFromArray(step)), batch);
    double down = loss(graph, parameters.sub(Nd4j.createFromArray(step)), batch);
    assertThat((up - down) / 6e-3)
        .as(parameter.name())
        .isCloseTo(expected, within(0.02 * Math.sqrt(whole) + 2e-3));
  }

  /** Summed over the batch, as the gradient is before the updater divides it. */
  private static double loss(NetworkGraph graph, INDArray parameters, MultiDataSet batch) {
    graph.setParams(parameters.reshape(1, parameters.length()));
    return graph.score(batch, true) * batch.getFeatures(0).size(0);
  }
}
