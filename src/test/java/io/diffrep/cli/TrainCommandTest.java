package io.diffrep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.diffrep.image.ImageShape;
import io.diffrep.testing.ForkedJvm;
import io.diffrep.testing.ImageTables;
import io.diffrep.testing.SparkSessions;
import io.diffrep.testing.TinyModels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainCommandTest {
  private static final String[] WILD = {
    "--set=train.learning-rate=1e30", "--set=train.clip=1e30", "--set=train.warm-up-images=0"
  };

  @TempDir private static Path folder;

  @BeforeAll
  static void writeImages() {
    ImageTables.write(path("images"), 60, new ImageShape(1, 8, 8), 1);
  }

  private static String path(String name) {
    return folder.resolve(name).toString();
  }

  private static String[] train(String model, String... more) {
    List<String> command =
        new ArrayList<>(List.of("train", "--images", path("images"), "--model", path(model)));
    TinyModels.RUN_SETTINGS.forEach(setting -> command.add("--set=" + setting));
    command.addAll(List.of(more));
    return command.toArray(String[]::new);
  }

  @Test
  void aFinishedModelIsRefusedAndAFreshOneReplacesIt() throws Exception {
    SparkSession.setDefaultSession(SparkSessions.shared());
    assertThat(Outcome.of(train("model")).exitCode()).isZero();
    byte[] weights = Files.readAllBytes(folder.resolve("model/weights/parameters.f32"));

    Outcome again = Outcome.of(train("model", "--set=seed=2"));
    assertThat(again.exitCode()).isEqualTo(2);
    assertThat(again.err())
        .contains(
            path("model") + " holds a finished model: name another directory, or give --fresh");

    assertThat(Outcome.of(train("model", "--set=seed=2", "--fresh")).exitCode()).isZero();
    assertThat(Files.readAllBytes(folder.resolve("model/weights/parameters.f32")))
        .isNotEqualTo(weights);
  }

  @Test
  void whatTheDryRunSaysDependsOnFresh() {
    assertThat(Outcome.of(train("other", "--dry-run")).out())
        .contains("write the model to " + path("other") + ", or go on with the training");
    assertThat(Outcome.of(train("other", "--dry-run", "--fresh")).out())
        .contains("write the model to " + path("other") + ", whatever lies there");
  }

  /** A thread that is left over would keep the process alive. */
  @Test
  @Tag("slow")
  void aTrainingThatFailsEndsItsProcessWithOne() throws Exception {
    Path printed = Files.createTempFile(folder, "printed", ".txt");
    Process process =
        new ProcessBuilder(ForkedJvm.command(Diffrep.class, List.of(), train("failing", WILD)))
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();
    try {
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as(Files.readString(printed)).isEqualTo(1);
    assertThat(Files.readString(printed)).contains("diffrep train failed: ", "has diverged");
  }
}
