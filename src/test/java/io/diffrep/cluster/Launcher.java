package io.diffrep.cluster;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code jobs/diffrep} in a process of its own, with a Spark to submit to.
 *
 * @param sparkHome the Spark
 * @param folder where it runs
 */
record Launcher(Path sparkHome, Path folder) {
  /** How a command ended. */
  record Ended(int exitCode, String out, String err) {}

  /**
   * A command that runs.
   *
   * @param process the launcher, which becomes the driver
   * @param out where its output goes
   * @param err where its error output goes
   */
  record Running(Process process, File out, File err) {
    Ended await() throws IOException, InterruptedException {
      int exitCode = process.waitFor();
      return new Ended(exitCode, Files.readString(out.toPath()), Files.readString(err.toPath()));
    }
  }

  /**
   * Runs a verb to its end.
   *
   * @param submit options of spark-submit
   * @param arguments verb and options
   */
  Ended run(List<String> submit, List<String> arguments) throws IOException, InterruptedException {
    return start(submit, arguments).await();
  }

  /** Starts a verb, likewise. */
  Running start(List<String> submit, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(Path.of("jobs/diffrep").toAbsolutePath() + ""));
    command.addAll(submit);
    command.addAll(arguments);
    return start(
        folder,
        Map.of(
            "SPARK_HOME",
            sparkHome.toString(),
            "DIFFREP_HEAP",
            "1024",
            "DIFFREP_OFF_HEAP",
            "1024",
            "DIFFREP_PHYSICAL",
            "4096"),
        command);
  }

  /** Runs any command to its end, in the environment that plain spark-submit is started with. */
  static Ended run(Path folder, Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    return start(folder, environment, command).await();
  }

  private static Running start(Path folder, Map<String, String> environment, List<String> command)
      throws IOException {
    File out = Files.createTempFile(folder, "out", ".txt").toFile();
    File err = Files.createTempFile(folder, "err", ".txt").toFile();
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out)
            .redirectError(err);
    // What plain spark-submit is started with, not what the tests are.
    builder.environment().keySet().removeAll(List.of("OMP_NUM_THREADS", "OPENBLAS_CORETYPE"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().putAll(environment);
    return new Running(builder.start(), out, err);
  }
}
