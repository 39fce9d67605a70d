package io.diffrep.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.diffrep.engine.host.HostEngine;
import io.diffrep.testing.ForkedJvm;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * oneDNN has code for every processor, named {@code ref}, that is a hundred times slower. No plan
 * may come to it, on any processor that this one can stand for.
 */
@Tag("slow")
class ImplementationsTest {
  /** What oneDNN is held to must be set before it is loaded: in a JVM of its own. */
  @ParameterizedTest
  @ValueSource(strings = {"AVX2", "AVX512_CORE", "AVX512_CORE_BF16", "ALL"})
  void noPlanRunsReferenceCode(String held) throws Exception {
    assumeTrue(HostEngine.isAvailable());
    String output =
        ForkedJvm.run(Implementations.class, e -> e.put("DNNL_MAX_CPU_ISA", held), List.of());
    List<String> plans = output.lines().filter(line -> line.startsWith("plan ")).toList();

    assertThat(output).contains("instructions " + (held.equals("AVX2") ? "avx2" : "avx"));
    assertThat(plans).hasSizeGreaterThanOrEqualTo(2 * 4 * (2 + 2 * 3));
    assertThat(plans).allSatisfy(plan -> assertThat(names(plan)).noneMatch(n -> n.contains("ref")));
    assertThat(plans).allSatisfy(plan -> assertThat(names(plan)).anyMatch(n -> n.contains("jit")));
  }

  private static List<String> names(String plan) {
    String list = plan.substring(plan.lastIndexOf('[') + 1, plan.lastIndexOf(']'));
    return List.of(list.split(", "));
  }
}
