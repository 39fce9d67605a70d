package io.diffrep.engine.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.diffrep.testing.ForkedJvm;
import java.util.List;
import org.junit.jupiter.api.Test;

/** OpenMP reads the environment once, when it is loaded: in a JVM of its own. */
class OpenMpTest {
  @Test
  void aPlanComputesOnOneThreadWhereNobodySaysHowMany() throws Exception {
    assumeTrue(HostEngine.isAvailable());
    assumeTrue(Runtime.getRuntime().availableProcessors() > 1);
    String output = ForkedJvm.run(OpenMpThreads.class, e -> e.remove("OMP_NUM_THREADS"), List.of());

    assertThat(output).contains("after 1\n", "another 1\n").doesNotContain("before 1\n");
  }

  @Test
  void whatTheEnvironmentSaysIsLeft() throws Exception {
    assumeTrue(HostEngine.isAvailable());
    String output =
        ForkedJvm.run(OpenMpThreads.class, e -> e.put("OMP_NUM_THREADS", "2"), List.of());

    assertThat(output).contains("after 2\n", "another 2\n");
  }
}
