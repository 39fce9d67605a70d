package io.diffrep.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
  private static final String PROPERTY = "diffrep.log";

  @TempDir Path folder;

  private String before;

  @BeforeEach
  void remember() {
    before = System.getProperty(PROPERTY);
  }

  @AfterEach
  void restore() {
    if (before == null) {
      System.clearProperty(PROPERTY);
    } else {
      System.setProperty(PROPERTY, before);
    }
  }

  @Test
  void aLogThatTheLauncherNamedMovesIntoADirectory() {
    assumeThat(System.getenv("DIFFREP_LOG")).isNull();
    System.setProperty(PROPERTY, folder.resolve("first.log").toString());
    LogFile.moveInto(folder);
    assertThat(LogFile.current()).contains(folder.resolve("diffrep.log"));
  }

  @Test
  void whereNobodyNamedOneThereIsNone() {
    System.clearProperty(PROPERTY);
    LogFile.moveInto(folder);
    assertThat(LogFile.current()).isEmpty();
  }
}
