package io.diffrep.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diffrep.config.Configuration;
import io.diffrep.config.ConfigurationReader;
import io.diffrep.runtime.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunConfigurationTest {
  private static final Configuration FIRST =
      ConfigurationReader.read(List.of("generate.steps=20", "spark.master=local"));
  private static final Configuration SECOND =
      ConfigurationReader.read(List.of("generate.steps=30"));

  @TempDir private Path folder;
  private RunConfiguration run;

  @BeforeEach
  void begin() throws IOException {
    run =
        new RunConfiguration(
            new org.apache.hadoop.fs.Path(folder.toUri()),
            new org.apache.hadoop.conf.Configuration(false));
    run.write(FIRST);
  }

  @Test
  void whatIsOpenOrConcernsTheMachineMayDiffer() {
    assertThatCode(() -> run.requireSame(SECOND, "generate.steps"::equals))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> run.requireSame(SECOND, key -> false))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("generate.steps was 20, and is 30")
        .hasMessageNotContaining("spark.master");
  }

  /** A file that is being written is empty at first. */
  @Test
  void aKillWhileItIsWrittenAnewLeavesOneOfBothWhole() throws IOException {
    run.write(SECOND);
    Path file = folder.resolve("config.conf");
    Path next = folder.resolve("config.conf.next");
    assertThat(file).content().contains("generate.steps = 30");
    assertThat(next).doesNotExist();
    Files.move(file, next);
    Files.delete(folder.resolve(".config.conf.crc"));
    Files.createFile(file);

    assertThatCode(() -> run.requireSame(SECOND, key -> false)).doesNotThrowAnyException();
    run.write(SECOND);
    assertThat(file).content().contains("generate.steps = 30");
    assertThat(next).doesNotExist();
    run.write(FIRST);
    assertThat(file).content().contains("generate.steps = 20");
    assertThat(next).doesNotExist();
  }
}
