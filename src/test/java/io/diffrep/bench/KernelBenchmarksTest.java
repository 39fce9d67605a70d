package io.diffrep.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.diffrep.engine.host.HostEngine;
import java.util.Collection;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The benchmarks of src/bench/java run: each for a moment, in this JVM, for no figure's sake. */
@Tag("slow")
class KernelBenchmarksTest {
  @Test
  void everyBenchmarkRuns() throws Exception {
    assumeTrue(HostEngine.isAvailable());
    System.setProperty("jmh.ignoreLock", "true");
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include("io\\.diffrep\\..*Benchmark")
                    .forks(0)
                    .warmupIterations(0)
                    .measurementIterations(1)
                    .measurementTime(TimeValue.milliseconds(1))
                    .shouldFailOnError(true)
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .run();

    assertThat(results)
        .allSatisfy(result -> assertThat(result.getPrimaryResult().getScore()).isPositive())
        .extracting(
            result -> result.getParams().getBenchmark().replaceAll(".*\\.(\\w+)\\.\\w+", "$1"))
        .contains(
            "NormBenchmark",
            "UpsampleConcatBenchmark",
            "ConvolutionBenchmark",
            "OtherConvolutionBenchmark",
            "WinogradTransformBenchmark",
            "WinogradProductBenchmark",
            "NoiseBenchmark",
            "BatchBenchmark");
    assertThat(results)
        .filteredOn(result -> result.getParams().getBenchmark().contains(".engine.host."))
        .allSatisfy(result -> assertThat(result.getSecondaryResults()).isNotEmpty());
  }
}
