package io.diffrep.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diffrep.engine.Engine.Mode;
import io.diffrep.runtime.UsageException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What a plan promises beside right numbers. */
class PlanContractTest {
  static Stream<Named<Engine>> engines() {
    return Engines.all().entrySet().stream().map(e -> Named.of(e.getKey(), e.getValue()));
  }

  private static EngineCase net() {
    return net("contract");
  }

  private static EngineCase net(String seed) {
    GraphBuilder builder = new GraphBuilder();
    builder.output("y", SmallNet.record(builder));
    return EngineCase.draw(seed, builder.build(), 3);
  }

  @ParameterizedTest
  @MethodSource("engines")
  void inferenceRepeatsBitForBitAndEqualsTheForwardPassOfTraining(Engine engine) {
    EngineCase c = net();
    Map<String, double[]> training = EngineResult.of(engine, c).outputs();
    try (Plan plan = engine.compile(c.graph(), c.batch(), Mode.INFERENCE)) {
      EngineResult.load(plan, c);
      Map<String, double[]> first = EngineResult.forward(plan);
      // Winograd's filters are transformed by other code there, which rounds otherwise.
      assertThat(Deviation.ofOutputs(first, training)).isLessThan(1e-6);
      for (int i = 0; i < 3; i++) {
        assertEqualBits(EngineResult.forward(plan), first);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aStepRepeatsBitForBit(Engine engine) {
    EngineCase c = net();
    try (Plan plan = engine.compile(c.graph(), c.batch(), Mode.TRAINING)) {
      EngineResult.load(plan, c);
      EngineResult first = EngineResult.step(plan, c);
      EngineCase other = net("another");
      EngineResult.load(plan, other);
      assertThat(EngineResult.step(plan, other).gradients()).isNotEqualTo(first.gradients());
      EngineResult.load(plan, c);
      EngineResult again = EngineResult.step(plan, c);
      assertEqualBits(again.outputs(), first.outputs());
      assertThat(again.gradients()).isEqualTo(first.gradients());
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void imagesOfABatchDoNotSeeEachOther(Engine engine) {
    EngineCase c = net();
    EngineCase changed = net();
    double[] noisy = changed.inputs().get("noisy");
    int size = noisy.length / c.batch();
    for (int i = size; i < 2 * size; i++) {
      noisy[i] += 1;
    }
    double[] before = EngineResult.of(engine, c).outputs().get("y");
    double[] after = EngineResult.of(engine, changed).outputs().get("y");
    assertThat(slice(after, 0, size)).isEqualTo(slice(before, 0, size));
    assertThat(slice(after, size, 2 * size)).isNotEqualTo(slice(before, size, 2 * size));
    assertThat(slice(after, 2 * size, 3 * size)).isEqualTo(slice(before, 2 * size, 3 * size));
  }

  private static double[] slice(double[] numbers, int from, int to) {
    return Arrays.copyOfRange(numbers, from, to);
  }

  @ParameterizedTest
  @MethodSource("engines")
  void parametersComeByNameFromALargerLayout(Engine engine) {
    EngineCase whole = net();
    GraphBuilder builder = new GraphBuilder();
    var level = builder.sineFeatures(builder.rowInput("level", 1), List.of(0.5, 2.0));
    builder.output("l", builder.linear("u.level", level, 6));
    Graph part = builder.build();
    Parameter weight = whole.graph().layout().parameter("u.level.weight");
    assertThat(weight.offset()).isPositive();
    try (Plan plan = engine.compile(part, 3, Mode.INFERENCE)) {
      plan.parameters(whole.graph().layout(), EngineResult.array(whole.parameters()));
      plan.input("level", EngineResult.array(whole.inputs().get("level")));
      double[] actual = EngineResult.forward(plan).get("l");
      double[] own = new double[part.layout().length()];
      for (Parameter p : part.layout().parameters()) {
        Parameter there = whole.graph().layout().parameter(p.name());
        System.arraycopy(whole.parameters(), there.offset(), own, p.offset(), p.length());
      }
      EngineCase expected =
          new EngineCase("part", part, 3, own, whole.inputs(), Map.of("l", new double[18]));
      assertThat(Deviation.ofOutputs(Map.of("l", actual), ReferenceNet.outputs(expected)))
          .isLessThan(1e-6);
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void anOutputWithoutAGradientAddsNothing(Engine engine) {
    EngineCase c = net();
    try (Plan plan = engine.compile(c.graph(), c.batch(), Mode.TRAINING)) {
      EngineResult.load(plan, c);
      EngineResult.step(plan, c);
      plan.forward();
      plan.backward(Map.of("code", EngineResult.array(c.outputGradients().get("code"))));
      INDArray gradients = Nd4j.create(DataType.FLOAT, c.parameters().length);
      plan.gradients(gradients);
      for (Parameter p : c.graph().layout().parameters()) {
        double[] own = slice(gradients.toDoubleVector(), p.offset(), p.offset() + p.length());
        boolean ofTheUnet = p.name().startsWith("u.");
        assertThat(own)
            .as(p.name())
            .satisfies(
                numbers -> {
                  boolean allZero = Arrays.stream(numbers).allMatch(n -> n == 0);
                  assertThat(allZero).isEqualTo(ofTheUnet);
                });
      }
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void takesArraysOfOtherOrdersAndTypes(Engine engine) {
    EngineCase c = net();
    Map<String, double[]> expected = EngineResult.of(engine, c).outputs();
    try (Plan plan = engine.compile(c.graph(), c.batch(), Mode.TRAINING)) {
      EngineResult.load(plan, c);
      INDArray noisy = Nd4j.createFromArray(c.inputs().get("noisy")).reshape('c', 3, 2, 9, 7);
      plan.input("noisy", noisy.dup('f'));
      plan.parameters(c.graph().layout(), Nd4j.createFromArray(c.parameters()).reshape(1, -1));
      assertEqualBits(EngineResult.forward(plan), expected);
    }
  }

  /** A training that diverges leaves a plan behind, which serves the next one. */
  @ParameterizedTest
  @MethodSource("engines")
  void whatIsNoNumberDoesNotStay(Engine engine) {
    EngineCase c = net();
    try (Plan plan = engine.compile(c.graph(), c.batch(), Mode.TRAINING)) {
      EngineResult.load(plan, c);
      EngineResult first = EngineResult.step(plan, c);
      EngineResult.load(plan, c);
      plan.input("noisy", Nd4j.valueArrayOf(c.inputs().get("noisy").length, Double.NaN));
      plan.input("clean", Nd4j.valueArrayOf(c.inputs().get("clean").length, Double.NaN));
      assertThat(EngineResult.step(plan, c).outputs().get("y")[0]).isNaN();
      EngineResult.load(plan, c);
      EngineResult again = EngineResult.step(plan, c);
      assertEqualBits(again.outputs(), first.outputs());
      assertThat(again.gradients()).isEqualTo(first.gradients());
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void twoPlansDoNotShareState(Engine engine) {
    EngineCase c = net();
    EngineCase other = net("another");
    try (Plan a = engine.compile(c.graph(), c.batch(), Mode.TRAINING);
        Plan b = engine.compile(other.graph(), other.batch(), Mode.TRAINING)) {
      EngineResult.load(a, c);
      EngineResult.load(b, other);
      a.forward();
      EngineResult.step(b, other);
      Map<String, INDArray> given =
          Map.of(
              "code", EngineResult.array(c.outputGradients().get("code")),
              "y", EngineResult.array(c.outputGradients().get("y")));
      a.backward(given);
      INDArray gradients = Nd4j.create(DataType.FLOAT, c.parameters().length);
      a.gradients(gradients);
      assertThat(gradients.toDoubleVector()).isEqualTo(EngineResult.of(engine, c).gradients());
    }
  }

  /** A single activation kept from each step would be 160 MiB at the end. */
  @ParameterizedTest
  @MethodSource("engines")
  void memoryDoesNotGrowFromStepToStep(Engine engine) {
    GraphBuilder builder = new GraphBuilder();
    var x = builder.convolution("in", builder.imageInput("x", 1, 64, 64), 32, 1, 1);
    var film = builder.rowInput("film", 64);
    var half = builder.convolution("half", builder.filmActivation(x, film, 8), 4, 1, 2);
    var joined = builder.upsampleConcat(half, builder.normActivation("n", x, 4));
    builder.output("y", builder.convolution("out", joined, 1, 1, 2));
    EngineCase c = EngineCase.draw("memory", builder.build(), 16);
    INDArray given = EngineResult.array(c.outputGradients().get("y"));
    try (Plan plan = engine.compile(c.graph(), c.batch(), Mode.TRAINING)) {
      EngineResult.load(plan, c);
      long least = Long.MAX_VALUE;
      // The JVM itself, which counts, too, grows now and then; what is kept of each step, always.
      for (int i = 0; i < 4; i++) {
        long before = settledMemory();
        repeat(plan, given, 20);
        least = Math.min(least, settledMemory() - before);
      }
      assertThat(least).isLessThan(80L << 20);
    }
  }

  private static void repeat(Plan plan, INDArray given, int steps) {
    for (int i = 0; i < steps; i++) {
      plan.forward();
      plan.backward(Map.of("y", given));
    }
  }

  private static long settledMemory() {
    System.gc();
    return Pointer.physicalBytes();
  }

  @ParameterizedTest
  @MethodSource("engines")
  void refusalsSayWhatIsWrong(Engine engine) {
    EngineCase c = net();
    try (Plan plan = engine.compile(c.graph(), c.batch(), Mode.INFERENCE)) {
      INDArray seven = Nd4j.create(DataType.FLOAT, 7);
      assertThatThrownBy(() -> plan.input("picture", seven))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'picture'")
          .hasMessageContaining("noisy");
      assertThatThrownBy(() -> plan.input("noisy", seven))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'noisy' has 7 numbers, not 378");
      assertThatThrownBy(() -> plan.output("picture")).hasMessageContaining("'picture'");
      assertThatThrownBy(() -> plan.parameters(c.graph().layout(), seven))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("the vector 7");
      assertThatThrownBy(() -> plan.backward(Map.of()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("inference");
    }
    assertThatThrownBy(() -> engine.compile(c.graph(), 0, Mode.INFERENCE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0");
    assertThatThrownBy(() -> engine.compile(c.graph(), 10_000_000, Mode.INFERENCE))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("10000000 images")
        .hasMessageContaining("smaller batch");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aLayoutThatDoesNotFitIsRefused(Engine engine) {
    EngineCase c = net();
    GraphBuilder builder = new GraphBuilder();
    builder.output("l", builder.linear("u.level", builder.rowInput("x", 4), 5));
    builder.output("m", builder.linear("elsewhere", builder.rowInput("x2", 1), 2));
    INDArray vector = EngineResult.array(c.parameters());
    try (Plan plan = engine.compile(builder.build(), 1, Mode.INFERENCE)) {
      assertThatThrownBy(() -> plan.parameters(c.graph().layout(), vector))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("u.level.weight")
          .hasMessageContaining("[4, 6]")
          .hasMessageContaining("[4, 5]");
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void closingTwiceDoesNoHarm(Engine engine) {
    EngineCase c = net();
    Plan plan = engine.compile(c.graph(), c.batch(), Mode.TRAINING);
    EngineResult.load(plan, c);
    EngineResult.step(plan, c);
    plan.close();
    plan.close();
  }

  private static void assertEqualBits(
      Map<String, double[]> actual, Map<String, double[]> expected) {
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    expected.forEach((name, numbers) -> assertThat(actual.get(name)).as(name).isEqualTo(numbers));
  }
}
