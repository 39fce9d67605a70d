package io.diffrep.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalExecutorsTest {
  @TempDir private Path folder;

  @Test
  void aWorkerThatCannotStartEndsTheMasterAndTheWorkersBefore() throws Exception {
    Files.createFile(folder.resolve("worker-2"));
    Set<Thread> before = dispatchers();

    assertThatThrownBy(() -> LocalExecutors.start(2, folder))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining("worker-2");

    Set<Thread> left = dispatchers();
    left.removeAll(before);
    for (Thread thread : left) {
      thread.join(10_000);
    }
    assertThat(left).noneMatch(Thread::isAlive);
    // One Worker had begun.
    assertThat(folder.resolve("worker-1")).isDirectory();
  }

  /** The threads of Spark's RPC, which a Master and each Worker have of their own. */
  private static Set<Thread> dispatchers() {
    Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
    threads.removeIf(thread -> !thread.getName().startsWith("dispatcher-"));
    return threads;
  }

  @Test
  void aSessionIsHeldToTheExecutors() throws Exception {
    try (LocalExecutors executors = LocalExecutors.start(1, folder)) {
      assertThat(executors.properties())
          .containsEntry("spark.master", executors.master())
          .containsEntry("spark.driver.host", "127.0.0.1")
          .containsEntry("spark.driver.bindAddress", "127.0.0.1")
          .containsEntry("spark.cores.max", "1");
    }
  }
}
