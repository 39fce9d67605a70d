package io.diffrep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.diffrep.encode.EncodeSettings;
import io.diffrep.encode.Encoding;
import io.diffrep.encode.ScoreFeatures;
import io.diffrep.encode.Source;
import io.diffrep.image.ImageShape;
import io.diffrep.runtime.Console;
import io.diffrep.store.IfExists;
import io.diffrep.testing.ForkedJvm;
import io.diffrep.testing.ImageTables;
import io.diffrep.testing.SparkSessions;
import io.diffrep.testing.TinyModels;
import io.diffrep.train.Training;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signals to a command in a process of its own, while its tasks run. */
@Tag("slow")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class InterruptTest {
  @TempDir private static Path folder;

  @BeforeAll
  static void prepare() {
    ImageTables.write(path("images"), 4000, new ImageShape(1, 8, 8), 1);
    Training.run(
        SparkSessions.shared(),
        path("images"),
        path("whole"),
        TinyModels.MODEL,
        TinyModels.training(64, 2),
        IfExists.REFUSE,
        Console.silent());
    Encoding.run(
        SparkSessions.shared(),
        path("images"),
        path("whole"),
        path("pixels"),
        Source.PIXELS,
        new EncodeSettings(List.of(1.0), 64, ScoreFeatures.DEFAULT),
        IfExists.REFUSE,
        Console.silent());
  }

  private static String path(String name) {
    return folder.resolve(name).toString();
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void aSignalEndsATrainingInOrderAndItGoesOnAfterTheLastWholeRound(String signal, int exitCode)
      throws Exception {
    String model = path("model-" + signal);
    String[] command = {
      "train",
      "--images",
      path("images"),
      "--model",
      model,
      "--set=network.encoder-channels=[8,8]",
      "--set=network.score-channels=[8,8]",
      "--set=network.code-size=4",
      "--set=network.embedding=16",
      "--set=network.groups=4",
      "--set=train.batch=16",
      "--set=train.workers=2",
      // No checkpoint but that of the signal.
      "--set=train.checkpoint-rounds=1000000",
      "--set=train.averaging-interval=10",
      "--set=train.images=100000000"
    };

    String output = interrupted(signal, exitCode, "loss [0-9]", command);

    assertThat(output)
        .contains(
            "diffrep train was interrupted (SIG"
                + signal
                + "). Incomplete: "
                + model
                + ". Run it again, and it goes on with what is missing, a training after its last whole round.");
    Path checkpoints = Path.of(model, "checkpoints");
    int rounds = Files.readAllLines(Path.of(model, "history.jsonl")).size();
    String round = String.format(Locale.ROOT, "round-%06d", rounds);
    assertThat(checkpoints.resolve(round).resolve("MANIFEST.json")).exists();
    assertThat(Path.of(model, "weights")).doesNotExist();

    String again = interrupted(signal, exitCode, "loss [0-9]", command);

    assertThat(again).contains("the training in " + model + " goes on after round " + rounds);
    assertThat(Files.readAllLines(Path.of(model, "history.jsonl"))).hasSizeGreaterThan(rounds);
  }

  @Test
  void terminationEndsAnEncodingInOrderAndItsTableIsNotTakenForWhole() throws Exception {
    String levels =
        DoubleStream.iterate(0.1, level -> level + 0.1)
            .limit(400)
            .mapToObj(Double::toString)
            .collect(Collectors.joining(","));
    String[] command = {
      "encode",
      "--images",
      path("images"),
      "--model",
      path("whole"),
      "--output",
      path("codes"),
      "--set=encode.batch=1",
      "--set=encode.noise-levels=[" + levels + "]"
    };

    String output = interrupted("TERM", 143, "encode encoder  [1-9]", command);

    // Spark clears its temporary files, but for those of a task that was still at it.
    assertThat(output)
        .contains("diffrep encode was interrupted (SIGTERM). ")
        .doesNotContain("Complete: ");
    Outcome read = inThisProcess("evaluate", "--representations", path("codes"), "--output", "x");
    assertThat(read.exitCode()).isEqualTo(2);
    assertThat(
            inThisProcess(
                    command[0],
                    "--images",
                    path("images"),
                    "--model",
                    path("whole"),
                    "--output",
                    path("codes"),
                    "--overwrite")
                .exitCode())
        .isZero();
  }

  @Test
  void ctrlCEndsAnEvaluationInOrder() throws Exception {
    String output =
        interrupted(
            "INT",
            130,
            "evaluate  [1-9]",
            "evaluate",
            "--representations",
            path("pixels"),
            "--output",
            path("results"),
            "--set=evaluate.draws=300",
            "--set=evaluate.all-labels=false",
            "--set=evaluate.budgets=[10,100]");

    assertThat(output).contains("diffrep evaluate was interrupted (SIGINT). Nothing is left of it");
    assertThat(folder.resolve("results/probes/summary.md")).doesNotExist();
  }

  private static Outcome inThisProcess(String... command) {
    SparkSession.setDefaultSession(SparkSessions.shared());
    return Outcome.of(command);
  }

  /** What a command printed that got a signal once its progress had shown. */
  private static String interrupted(String signal, int exitCode, String shown, String... command)
      throws IOException, InterruptedException {
    Path printed = Files.createTempFile(folder, "printed", ".txt");
    List<String> line = new ArrayList<>();
    // A shell without job control has its background jobs ignore SIGINT, and they their children.
    line.addAll(List.of("env", "--default-signal=INT,TERM"));
    Path log = Path.of(printed + ".log");
    List<String> options =
        List.of(
            // So that progress shows at once.
            "-Ddiffrep.terminal=true",
            "-Dlog4j2.configurationFile=conf/log4j2.properties",
            "-Ddiffrep.log=" + log);
    line.addAll(ForkedJvm.command(Diffrep.class, options, command));
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    // As the launcher does, or a warning stands on the console; this kernel runs everywhere.
    builder.environment().put("OPENBLAS_CORETYPE", "PRESCOTT");
    Process process = builder.start();
    try {
      long limit = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
      while (!Files.readString(printed).matches("(?s).*" + shown + ".*")) {
        assertThat(process.isAlive()).as(Files.readString(printed)).isTrue();
        assertThat(System.nanoTime()).as(Files.readString(printed)).isLessThan(limit);
        Thread.sleep(50);
      }
      assertThat(new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start().waitFor())
          .isZero();
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    String output = Files.readString(printed);
    assertThat(process.exitValue()).as(output).isEqualTo(exitCode);
    assertThat(output).doesNotContain("\tat ", "Exception", "shut down", " WARN ", " ERROR ");
    assertThat(log).content().contains("io.diffrep.cli.Interruptible: interrupted");
    return output;
  }
}
