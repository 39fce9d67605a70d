package io.diffrep.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.diffrep.engine.Engine.Mode;
import io.diffrep.engine.host.HostEngine;
import io.diffrep.testing.ForkedJvm;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every operation, alone and together, in every implementation, forward and backward. Deviations
 * are shares of the largest value compared; rounding in single precision leaves about 1e-6.
 */
class EngineSuiteTest {
  private static final double OUTPUT_TOLERANCE = 3e-6;
  private static final double GRADIENT_TOLERANCE = 1e-5;

  private static final Map<String, EngineResult> RESULTS = new HashMap<>();

  /** Each case runs once in each implementation and is judged several times. */
  private static EngineResult result(String engineName, Engine engine, EngineCase c) {
    return RESULTS.computeIfAbsent(engineName + ": " + c.name(), key -> EngineResult.of(engine, c));
  }

  static List<EngineCase> cases() {
    return EngineCases.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void equalsTheDefinitionInDoublePrecision(EngineCase c) {
    Map<String, double[]> expected = ReferenceNet.outputs(c);
    Engines.all()
        .forEach(
            (name, engine) ->
                assertThat(Deviation.ofOutputs(result(name, engine, c).outputs(), expected))
                    .as(name)
                    .isLessThan(OUTPUT_TOLERANCE));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void gradientsEqualFiniteDifferencesOfTheDefinition(EngineCase c) {
    Engines.all()
        .forEach(
            (name, engine) -> {
              double[] gradients = result(name, engine, c).gradients();
              assertThat(Deviation.fromFiniteDifferences(c, gradients))
                  .as(name)
                  .isLessThan(GRADIENT_TOLERANCE);
            });
  }

  @ParameterizedTest
  @MethodSource("cases")
  void equalsSameDiff(EngineCase c) {
    EngineResult expected = SameDiffNet.run(c);
    Engines.all().forEach((name, engine) -> compare(name, c, engine, expected));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void implementationsAgree(EngineCase c) {
    Map<String, Engine> engines = Engines.all();
    String first = engines.keySet().iterator().next();
    EngineResult expected = result(first, engines.get(first), c);
    engines.forEach((name, engine) -> compare(name, c, engine, expected));
  }

  @Test
  void partsOfABatchGiveWhatTheWholeGives() {
    EngineCase c = EngineCases.inParts();
    EngineResult expected = EngineResult.of(Engines.all().get("nd4j operations alone"), c);
    Engines.all().forEach((name, engine) -> compare(name, c, engine, expected));
  }

  @Test
  void partsOfABatchGoThroughTheLayersAroundAConvolutionTogether() {
    EngineCase c = EngineCases.residualsInParts();
    Map<String, double[]> expected = inference("nd4j operations alone", c);
    assertThat(Deviation.ofOutputs(EngineResult.of(HostEngine.single(), c).outputs(), expected))
        .isLessThan(OUTPUT_TOLERANCE);
    Engines.all()
        .keySet()
        .forEach(
            name ->
                assertThat(Deviation.ofOutputs(inference(name, c), expected))
                    .as(name)
                    .isLessThan(OUTPUT_TOLERANCE));
  }

  private static Map<String, double[]> inference(String name, EngineCase c) {
    try (Plan plan = Engines.all().get(name).compile(c.graph(), c.batch(), Mode.INFERENCE)) {
      EngineResult.load(plan, c);
      return EngineResult.forward(plan);
    }
  }

  private static void compare(String name, EngineCase c, Engine engine, EngineResult expected) {
    EngineResult actual = result(name, engine, c);
    assertThat(Deviation.ofOutputs(actual.outputs(), expected.outputs()))
        .as("outputs, " + name)
        .isLessThan(OUTPUT_TOLERANCE);
    ParameterLayout layout = c.graph().layout();
    assertThat(Deviation.ofGradients(layout, actual.gradients(), expected.gradients()))
        .as("gradients, " + name)
        .isLessThan(GRADIENT_TOLERANCE);
  }

  /** bfloat16 has 8 significant bits; sums are in single precision. */
  @ParameterizedTest
  @MethodSource("cases")
  void bfloat16StaysNearTheDefinition(EngineCase c) {
    staysNear(c, "bfloat16", 0.03, 0.1);
  }

  /** The transforms back amplify what rounding the transformed numbers leaves. */
  @ParameterizedTest
  @MethodSource("cases")
  void bfloat16InWinogradsProductsStaysNearTheDefinition(EngineCase c) {
    staysNear(c, "winograd_bfloat16", 0.06, 0.1);
  }

  /** Each method computes with what it says: nearer would tell of another one in its place. */
  @Test
  void methodsDifferByTheirRounding() {
    assumeTrue(HostEngine.isAvailable() && HostEngine.instructionSet().contains("bfloat16"));
    EngineCase c =
        cases().stream()
            .filter(any -> any.name().contains("whole tiles"))
            .findFirst()
            .orElseThrow();
    Map<String, double[]> expected = ReferenceNet.outputs(c);
    double single =
        Deviation.ofOutputs(EngineResult.of(HostEngine.single(), c).outputs(), expected);
    double direct = Deviation.ofOutputs(mixed(c, "bfloat16").outputs(), expected);
    double winograd = Deviation.ofOutputs(mixed(c, "winograd_bfloat16").outputs(), expected);
    assertThat(direct).isGreaterThan(100 * single);
    assertThat(winograd).isGreaterThan(1.5 * direct);
  }

  private static EngineResult mixed(EngineCase c, String method) {
    Map<String, String> methods = new HashMap<>();
    c.graph().layout().parameters().forEach(p -> methods.put(p.name(), method));
    return EngineResult.of(HostEngine.of(new EngineChoice("host", Precision.MIXED, methods)), c);
  }

  private static void staysNear(EngineCase c, String method, double outputs, double gradients) {
    assumeTrue(HostEngine.isAvailable());
    EngineResult actual = mixed(c, method);
    double output = Deviation.ofOutputs(actual.outputs(), ReferenceNet.outputs(c));
    double gradient = Deviation.fromFiniteDifferences(c, actual.gradients());
    assertThat(output).isLessThan(outputs);
    assertThat(gradient).isLessThan(gradients);
  }

  /** What a machine without AVX-512 would run; the environment must be set before oneDNN loads. */
  @Test
  void withAvx2AloneTheProcessorsEngineEqualsTheDefinition() throws Exception {
    assumeTrue(HostEngine.isAvailable());
    String output =
        ForkedJvm.run(HostOutputs.class, e -> e.put("DNNL_MAX_CPU_ISA", "AVX2"), List.of());
    assertThat(output).contains("instructions avx2\n");
    equalsTheDefinition(output);
  }

  /** What a JVM runs whose options do not open the JDK's own packages. */
  @Test
  void withoutAddressesTheProcessorsEngineEqualsTheDefinition() throws Exception {
    assumeTrue(HostEngine.isAvailable());
    assertThat(ForkedJvm.run(HostOutputs.class, List.of())).contains("by address true\n");
    String output = ForkedJvm.run(HostOutputs.class, List.of("-Ddiffrep.direct-access=false"));
    assertThat(output).contains("by address false\n");
    equalsTheDefinition(output);
  }

  private static void equalsTheDefinition(String output) {
    double outputs = Double.parseDouble(output.replaceAll("(?s).*worst output (\\S+).*", "$1"));
    double gradients = Double.parseDouble(output.replaceAll("(?s).*worst gradient (\\S+).*", "$1"));
    assertThat(outputs).isLessThan(OUTPUT_TOLERANCE);
    assertThat(gradients).isLessThan(GRADIENT_TOLERANCE);
  }

  @Test
  void everyOperationHasACaseAndEveryCaseItsOwnName() {
    assertThat(cases()).extracting(EngineCase::name).doesNotHaveDuplicates();
    Set<Object> tested = new HashSet<>();
    cases().forEach(c -> c.graph().operations().forEach(o -> tested.add(o.getClass())));
    assertThat(tested)
        .containsExactlyInAnyOrder((Object[]) Operation.class.getPermittedSubclasses());
  }
}
