package io.diffrep.testing;

import io.diffrep.network.OperationsAlone;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Runs a main class in a JVM of its own, with the class path and options of this one. */
public final class ForkedJvm {
  private ForkedJvm() {}

  /**
   * What it printed, standard error included.
   *
   * @param options more options of the JVM; the last of two that contradict each other counts
   * @throws AssertionError if it does not exit with 0 within five minutes
   */
  public static String run(Class<?> main, List<String> options, String... arguments)
      throws IOException, InterruptedException {
    return run(main, environment -> {}, options, arguments);
  }

  /**
   * The same in another environment.
   *
   * @param change changes this JVM's variables to those of the new one
   * @throws AssertionError as {@link #run(Class, List, String...)} does
   */
  public static String run(
      Class<?> main,
      Consumer<Map<String, String>> change,
      List<String> options,
      String... arguments)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command(main, options, arguments)).redirectErrorStream(true);
    change.accept(builder.environment());
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new AssertionError(main.getName() + " failed:\n" + output);
    }
    return output;
  }

  /**
   * The command that starts it.
   *
   * @param options as for {@link #run}
   */
  public static List<String> command(Class<?> main, List<String> options, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> !argument.startsWith("-javaagent") && !argument.startsWith("-agent"))
        .forEach(command::add);
    command.addAll(options);
    command.add("-cp");
    String surefire = System.getProperty("surefire.test.class.path");
    command.add(surefire == null ? System.getProperty("java.class.path") : surefire);
    if (OperationsAlone.active()) {
      command.add(OperationsAlone.class.getName());
    }
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return command;
  }
}
