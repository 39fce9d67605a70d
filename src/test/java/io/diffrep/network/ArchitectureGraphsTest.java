package io.diffrep.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diffrep.engine.Engine.Mode;
import io.diffrep.engine.Graph;
import io.diffrep.engine.GraphBuilder;
import io.diffrep.engine.Operation;
import io.diffrep.engine.Parameter;
import io.diffrep.engine.Plan;
import io.diffrep.engine.Value.FeatureMap;
import io.diffrep.engine.nd4j.Nd4jEngine;
import io.diffrep.image.ImageShape;
import io.diffrep.network.Architecture.Part;
import io.diffrep.runtime.OutOfRangeException;
import io.diffrep.testing.TinyModels;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ArchitectureGraphsTest {
  private static final NetworkSettings THREE_STAGES =
      NetworkSettings.sized(List.of(8, 8, 16), List.of(8, 8, 8), 5, 8, 4);

  @ParameterizedTest
  @CsvSource({"1,8,8", "3,8,8", "1,28,28", "3,9,13", "1,31,17", "3,128,8", "1,127,9"})
  void everySizeRunsForwardAndBackward(int channels, int height, int width) {
    ImageShape shape = new ImageShape(channels, height, width);
    Architecture architecture = new Architecture(THREE_STAGES, shape);
    int batch = 2;
    try (Plans.Lease lease =
        Plans.lease(TinyModels.CHOICE, architecture, Part.WHOLE, batch, Mode.TRAINING)) {
      Plan plan = lease.plan();
      Graph graph = plan.graph();
      plan.parameters(graph.layout(), Initialisation.draw(graph.layout(), 1));
      INDArray images = Nd4j.randn(DataType.FLOAT, batch, channels, height, width);
      plan.input(Architecture.IMAGE, images);
      plan.input(Architecture.NOISY, images);
      plan.input(Architecture.LOG_RHO, Nd4j.createFromArray(-1f, 1f));
      plan.input(Architecture.KEEP, Nd4j.createFromArray(1f, 0f));
      plan.forward();
      INDArray prediction = plan.output(Architecture.PREDICTION);
      assertThat(prediction.shape()).containsExactly(batch, channels, height, width);
      assertThat(plan.output(Architecture.CODE).shape()).containsExactly(batch, 5);
      plan.backward(Map.of(Architecture.PREDICTION, images));
      INDArray gradients = Nd4j.create(DataType.FLOAT, graph.layout().length());
      plan.gradients(gradients);
      assertThat(gradients.norm2Number().doubleValue()).isPositive().isFinite();
    }
  }

  /** Of 9x13 pixels, two halvings leave 3x4 positions. */
  @Test
  void aGridThatIsFinerThanTheLastMapIsRefused() {
    ImageShape shape = new ImageShape(1, 9, 13);
    NetworkSettings fits = withCells(3);
    assertThat(new Architecture(fits, shape).graph(Part.ENCODER)).isNotNull();
    NetworkSettings finer = withCells(4);
    assertThatThrownBy(() -> new Architecture(finer, shape))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("network.head-cells is 4")
        .hasMessageContaining("3 positions");
  }

  private static NetworkSettings withCells(int cells) {
    return new NetworkSettings(
        THREE_STAGES.encoderChannels(),
        THREE_STAGES.scoreChannels(),
        5,
        8,
        4,
        EncoderInput.CONDITIONED,
        EncoderHead.SPATIAL,
        cells,
        CodeKind.PLAIN,
        ScoreSettings.DEFAULT,
        EncoderBody.DEFAULT);
  }

  /**
   * WideResNet-28-2 has 1.47 million parameters with a classifier of 10 classes (Oliver et al.
   * 2018, arXiv 1804.09170), which is this one's but for what the noise level adds.
   */
  @Test
  void theWideResidualNetworkIsTheKnownOne() {
    NetworkSettings settings =
        NetworkSettings.sized(List.of(8), List.of(8), 10, 64, 8)
            .with(new EncoderBody(EncoderKind.WIDE_RESNET, 28, 2));
    NetworkSettings known =
        new NetworkSettings(
            settings.encoderChannels(),
            settings.scoreChannels(),
            10,
            64,
            8,
            EncoderInput.STATIC,
            EncoderHead.POOL,
            2,
            CodeKind.PLAIN,
            settings.score(),
            settings.body());
    Graph graph = new Architecture(known, new ImageShape(3, 32, 32)).graph(Part.ENCODER);
    List<Operation.Convolution> convolutions =
        graph.operations().stream()
            .filter(Operation.Convolution.class::isInstance)
            .map(Operation.Convolution.class::cast)
            .toList();
    assertThat(convolutions).filteredOn(c -> c.kernel() == 3).hasSize(25);
    assertThat(convolutions).filteredOn(c -> c.kernel() == 1).hasSize(3);
    assertThat(convolutions.get(convolutions.size() - 1).output())
        .extracting(FeatureMap::channels, FeatureMap::height)
        .containsExactly(128, 8);
    int biases = convolutions.stream().mapToInt(c -> c.bias().length()).sum();
    // The known network's convolutions have no biases.
    assertThat(graph.layout().length() - biases).isEqualTo(1_467_610);

    Graph conditioned = new Architecture(settings, new ImageShape(3, 32, 32)).graph(Part.ENCODER);
    assertThat(conditioned.operations())
        .filteredOn(Operation.ChannelBias.class::isInstance)
        .hasSize(12);
  }

  @Test
  void whatNoWideResidualNetworkHasIsRefused() {
    for (int depth : new int[] {4, 9, 26, 30}) {
      assertThatThrownBy(() -> new EncoderBody(EncoderKind.WIDE_RESNET, depth, 1))
          .isInstanceOf(OutOfRangeException.class)
          .hasMessageContaining("depth")
          .hasMessageContaining("6 n + 4");
    }
    assertThatThrownBy(() -> new EncoderBody(EncoderKind.WIDE_RESNET, 28, 0))
        .hasMessageContaining("widen");
    NetworkSettings groups = NetworkSettings.sized(List.of(24), List.of(24), 5, 8, 12);
    assertThatThrownBy(() -> groups.with(new EncoderBody(EncoderKind.WIDE_RESNET, 10, 1)))
        .isInstanceOf(OutOfRangeException.class)
        .hasMessageContaining("12 must divide 16");
    assertThat(groups.withoutEffect()).containsExactlyInAnyOrder("headCells", "depth", "widen");
  }

  /** Of 9x13 pixels, three stages have 13, 7 and 4 positions on the longer side. */
  @Test
  void attentionWhereNoStageHasThatSizeIsRefused() {
    ImageShape shape = new ImageShape(1, 9, 13);
    for (int side : new int[] {13, 7, 4}) {
      NetworkSettings fits = THREE_STAGES.with(new ScoreSettings(CodeInjection.FILM, side));
      long attending =
          new Architecture(fits, shape)
              .graph(Part.SCORE).operations().stream()
                  .filter(operation -> operation instanceof Operation.Attention)
                  .count();
      assertThat(attending).as("blocks at %d", side).isEqualTo(side == 4 ? 1 : 2);
    }
    NetworkSettings between = THREE_STAGES.with(new ScoreSettings(CodeInjection.FILM, 8));
    assertThatThrownBy(() -> new Architecture(between, shape))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("network.attention is 8")
        .hasMessageContaining("[13, 7, 4]")
        .hasMessageContaining("0 for none");
    assertThatThrownBy(() -> new ScoreSettings(CodeInjection.FILM, 65))
        .hasMessageContaining("at most 64");
  }

  /** Encoder and score network read their parameters out of the whole network's vector by name. */
  @ParameterizedTest
  @CsvSource({"FILM, 0", "EVERY_BLOCK, 6", "BOTTLENECK, 12", "BOTH, 3"})
  void thePartsTogetherGiveWhatTheWholeGives(CodeInjection injection, int attention) {
    Architecture architecture =
        new Architecture(
            THREE_STAGES.with(new ScoreSettings(injection, attention)), new ImageShape(1, 12, 10));
    Graph whole = architecture.graph(Part.WHOLE);
    INDArray parameters = Initialisation.draw(whole.layout(), 2);
    INDArray images = Nd4j.randn(DataType.FLOAT, 3, 1, 12, 10);
    INDArray noisy = Nd4j.randn(DataType.FLOAT, 3, 1, 12, 10);
    INDArray levels = Nd4j.createFromArray(-2f, 0f, 2f);
    INDArray keep = Nd4j.createFromArray(1f, 0f, 1f);
    try (Plans.Lease wholeLease =
            Plans.lease(TinyModels.CHOICE, architecture, Part.WHOLE, 3, Mode.INFERENCE);
        Plans.Lease encoderLease =
            Plans.lease(TinyModels.CHOICE, architecture, Part.ENCODER, 3, Mode.INFERENCE);
        Plans.Lease scoreLease =
            Plans.lease(TinyModels.CHOICE, architecture, Part.SCORE, 3, Mode.INFERENCE)) {
      for (Plans.Lease lease : List.of(wholeLease, encoderLease, scoreLease)) {
        lease.plan().parameters(whole.layout(), parameters);
        lease.plan().input(Architecture.LOG_RHO, levels);
      }
      wholeLease.plan().input(Architecture.IMAGE, images);
      encoderLease.plan().input(Architecture.IMAGE, images);
      encoderLease.plan().forward();
      INDArray code = encoderLease.plan().output(Architecture.CODE);
      scoreLease.plan().input(Architecture.CODE, code);
      for (Plans.Lease lease : List.of(wholeLease, scoreLease)) {
        lease.plan().input(Architecture.NOISY, noisy);
        lease.plan().input(Architecture.KEEP, keep);
        lease.plan().forward();
      }
      assertThat(code).isEqualTo(wholeLease.plan().output(Architecture.CODE));
      assertThat(scoreLease.plan().output(Architecture.PREDICTION))
          .isEqualTo(wholeLease.plan().output(Architecture.PREDICTION));
    }
  }

  @ParameterizedTest
  @EnumSource(CodeInjection.class)
  void aDroppedCodeDoesNotReachThePrediction(CodeInjection injection) {
    Architecture architecture =
        new Architecture(
            THREE_STAGES.with(new ScoreSettings(injection, 0)), new ImageShape(1, 8, 8));
    Graph whole = architecture.graph(Part.WHOLE);
    try (Plans.Lease lease =
        Plans.lease(TinyModels.CHOICE, architecture, Part.SCORE, 3, Mode.INFERENCE)) {
      Plan plan = lease.plan();
      plan.parameters(whole.layout(), Initialisation.draw(whole.layout(), 3));
      plan.input(Architecture.NOISY, Nd4j.ones(DataType.FLOAT, 3, 1, 8, 8));
      plan.input(Architecture.LOG_RHO, Nd4j.createFromArray(0f, 0f, 0f));
      INDArray codes = Nd4j.zeros(DataType.FLOAT, 3, 5);
      codes.getRow(1).assign(2);
      codes.getRow(2).assign(2);
      plan.input(Architecture.CODE, codes);
      plan.input(Architecture.KEEP, Nd4j.createFromArray(0f, 0f, 1f));
      plan.forward();
      INDArray prediction = plan.output(Architecture.PREDICTION).reshape(3, 64);
      assertThat(prediction.getRow(1)).isEqualTo(prediction.getRow(0));
      assertThat(prediction.getRow(2)).isNotEqualTo(prediction.getRow(1));
    }
  }

  /** By the block's whole feature map, as an output of a graph that goes on to the prediction. */
  @ParameterizedTest
  @CsvSource({"down0, 12, 10", "down1, 6, 5", "bottleneck, 3, 3", "up1, 6, 5", "up0, 12, 10"})
  void featuresAreTheMeansOfABlocksOutput(String block, int height, int width) {
    ImageShape shape = new ImageShape(1, 12, 10);
    NetworkSettings settings = THREE_STAGES.with(new ScoreSettings(CodeInjection.BOTH, 6));
    Architecture architecture = new Architecture(settings, shape);
    assertThat(Architecture.scoreBlocks(settings))
        .containsExactly("down0", "down1", "bottleneck", "up1", "up0");
    assertThat(Architecture.scorePositions(settings, shape, block))
        .isEqualTo(Math.min(height, width));
    GraphBuilder builder = new GraphBuilder();
    ScoreNetwork network = new ScoreNetwork(builder, settings);
    FeatureMap map =
        network.features(
            block,
            builder.imageInput(Architecture.NOISY, 1, 12, 10),
            builder.rowInput(Architecture.LOG_RHO, 1),
            builder.rowInput(Architecture.CODE, 5),
            builder.rowInput(Architecture.KEEP, 1));
    builder.output("map", map);
    assertThat(map)
        .extracting(FeatureMap::height, FeatureMap::width)
        .containsExactly(height, width);
    Graph whole = architecture.graph(Part.WHOLE);
    INDArray parameters = Initialisation.draw(whole.layout(), 4);
    INDArray noisy = Nd4j.randn(DataType.FLOAT, 2, 1, 12, 10);
    try (Plan mapPlan = Nd4jEngine.automatic().compile(builder.build(), 2, Mode.INFERENCE);
        Plans.Lease lease =
            Plans.lease(
                TinyModels.CHOICE,
                architecture,
                new Architecture.Features(block, 1),
                2,
                Mode.INFERENCE)) {
      for (Plan plan : List.of(mapPlan, lease.plan())) {
        plan.parameters(whole.layout(), parameters);
        plan.input(Architecture.NOISY, noisy);
        plan.input(Architecture.LOG_RHO, Nd4j.createFromArray(-1f, 1f));
        plan.input(Architecture.CODE, Nd4j.ones(DataType.FLOAT, 2, 5));
        plan.input(Architecture.KEEP, Nd4j.createFromArray(1f, 0f));
        plan.forward();
      }
      INDArray means = mapPlan.output("map").mean(2, 3);
      assertThat(lease.plan().output(Architecture.FEATURES).equalsWithEps(means, 1e-4)).isTrue();
    }
    assertThatThrownBy(() -> architecture.graph(new Architecture.Features("up2", 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no block 'up2'");
  }

  @Test
  void initialWeightsFollowTheirFanInAndTheirSeed() {
    NetworkSettings settings = TinyModels.NETWORK.with(new ScoreSettings(CodeInjection.BOTH, 8));
    Architecture architecture = new Architecture(settings, new ImageShape(1, 8, 8));
    var layout = architecture.graph(Part.WHOLE).layout();
    float[] values = Initialisation.draw(layout, 1).toFloatVector();
    for (Parameter parameter : layout.parameters()) {
      double largest = 0;
      for (int i = 0; i < parameter.length(); i++) {
        largest = Math.max(largest, Math.abs(values[parameter.offset() + i]));
      }
      double bound =
          switch (parameter.role()) {
            case SCALE -> 1;
            case SHIFT -> 0;
            default ->
                parameter.name().matches("score.out.weight|.*attended.weight")
                    ? 1e-3 * Math.sqrt(3)
                    : 1 / Math.sqrt(parameter.fanIn());
          };
      assertThat(largest).as(parameter.name()).isLessThanOrEqualTo(bound * (1 + 1e-6));
      if (parameter.length() >= 16) {
        assertThat(largest).as(parameter.name()).isGreaterThanOrEqualTo(0.5 * bound);
      }
    }
    assertThat(Initialisation.draw(layout, 1).toFloatVector()).isEqualTo(values);
    assertThat(Initialisation.draw(layout, 2).toFloatVector()).isNotEqualTo(values);
  }

  @ParameterizedTest
  @CsvSource({"7,8", "8,129"})
  void imagesOfOtherSizesAreRefused(int height, int width) {
    assertThatThrownBy(() -> new Architecture(THREE_STAGES, new ImageShape(1, height, width)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("from 8 to 128");
  }
}
