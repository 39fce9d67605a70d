package io.diffrep.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.diffrep.runtime.Finding.Level;
import io.diffrep.runtime.NativeFindings.Place;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NativeFindingsTest {
  private static final Processor AVX512 =
      Processor.parse(
          List.of("processor\t: 0", "model name\t: New CPU", "flags\t\t: fpu avx2 avx512f"));
  private static final Processor AVX2 = new Processor("Old CPU", Set.of("avx2"));

  @Test
  void theProcessorIsReadFromTheKernelsList() {
    assertThat(AVX512.model()).isEqualTo("New CPU");
    assertThat(AVX512.flags()).containsExactlyInAnyOrder("fpu", "avx2", "avx512f");
    assertThat(AVX512.instructionSet()).isEqualTo("avx512");
    assertThat(AVX512.coreType()).isEqualTo("SKYLAKEX");
    assertThat(AVX2.coreType()).isEqualTo("HASWELL");
    assertThat(new Processor("plain", Set.of()).coreType()).isEmpty();
  }

  @Test
  void aKernelThatTheProcessorLacksIsAFailureThatNamesBoth() {
    Finding finding =
        findings(AVX2, Place.EXECUTOR, Map.of("OPENBLAS_CORETYPE", "SKYLAKEX")).coreTypeAskedFor();

    assertThat(finding.level()).isEqualTo(Level.FAILURE);
    assertThat(finding.message())
        .contains("SKYLAKEX", "Old CPU", "set spark.executorEnv.OPENBLAS_CORETYPE=HASWELL");
  }

  @Test
  void aKernelThatIsNotNamedIsAWarningWithTheOneToName() {
    assertThat(findings(AVX512, Place.SHELL, Map.of()).coreTypeAskedFor())
        .matches(finding -> finding.level() == Level.WARNING)
        .extracting(Finding::remedy)
        .asString()
        .startsWith("export OPENBLAS_CORETYPE=SKYLAKEX");
    assertThat(
            findings(AVX512, Place.SHELL, Map.of("OPENBLAS_CORETYPE", "HASWELL"))
                .coreTypeAskedFor()
                .isOk())
        .isTrue();
  }

  @Test
  void moreThanOneThreadForATaskIsAWarning() {
    assertThat(findings(AVX2, Place.SHELL, Map.of("OMP_NUM_THREADS", "1")).threads().isOk())
        .isTrue();
    assertThat(findings(AVX2, Place.EXECUTOR, Map.of()).threads().line())
        .startsWith("warning  threads: OMP_NUM_THREADS is not set")
        .endsWith("set spark.executorEnv.OMP_NUM_THREADS=1");
    assertThat(findings(AVX2, Place.SHELL, Map.of("OMP_NUM_THREADS", "4")).threads().text())
        .contains("is 4");
  }

  @Test
  void theBuildWithOneDnnIsLoaded() {
    NativeBackend.Loaded loaded = NativeBackend.load();

    assertThat(loaded.backend()).isEqualTo("CPU");
    assertThat(loaded.oneDnn()).isTrue();
  }

  @Test
  void anotherSparkOrScalaIsRefusedWithBothVersions() {
    SparkVersion.require("3.5.0", "2.12.18");
    for (List<String> other : List.of(List.of("3.4.4", "2.12.17"), List.of("3.5.7", "2.13.8"))) {
      assertThat(
              org.assertj.core.api.Assertions.catchThrowable(
                  () -> SparkVersion.require(other.get(0), other.get(1))))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("Spark " + other.get(0) + " for Scala " + other.get(1))
          .hasMessageContaining("needs Spark 3.5 for Scala 2.12");
    }
  }

  private static NativeFindings findings(
      Processor processor, Place place, Map<String, String> environment) {
    return new NativeFindings(processor, environment, place);
  }
}
