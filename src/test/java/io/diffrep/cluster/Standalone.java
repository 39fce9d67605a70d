package io.diffrep.cluster;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A standalone Master with two Workers of one core each, in JVMs of their own, on loopback. */
final class Standalone implements AutoCloseable {
  private static final String HOST = "127.0.0.1";

  private final List<Process> processes = new ArrayList<>();
  private final Path sparkHome;
  private final Path folder;
  private final int port;

  private Standalone(Path sparkHome, Path folder, int port) {
    this.sparkHome = sparkHome;
    this.folder = folder;
    this.port = port;
  }

  static Standalone start(Path sparkHome, Path folder) throws IOException, InterruptedException {
    Standalone cluster = new Standalone(sparkHome, folder, freePort());
    try {
      cluster.launch(
          "master",
          List.of(),
          "org.apache.spark.deploy.master.Master",
          "--port",
          String.valueOf(cluster.port),
          "--webui-port",
          "0");
      cluster.await("I have been elected leader", 1);
      for (int worker = 1; worker <= 2; worker++) {
        cluster.worker("worker-" + worker, 1, List.of());
      }
      cluster.await("Registering worker", 2);
      return cluster;
    } catch (IOException | InterruptedException | RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  String master() {
    return "spark://" + HOST + ":" + port;
  }

  /**
   * Kills a Worker with its executors, as a machine that fails would.
   *
   * @param worker from 1
   */
  void killWorker(int worker) throws InterruptedException {
    Process process = processes.get(worker);
    List<ProcessHandle> executors = process.descendants().toList();
    process.destroyForcibly().waitFor();
    executors.forEach(ProcessHandle::destroyForcibly);
  }

  /**
   * Adds a Worker of two cores.
   *
   * @param options of its JVM, such as the amount of a resource
   */
  void add(List<String> options) throws IOException, InterruptedException {
    worker("worker-3", 2, options);
    await("Registering worker", 3);
  }

  private void worker(String name, int cores, List<String> options) throws IOException {
    launch(
        name,
        options,
        "org.apache.spark.deploy.worker.Worker",
        "--cores",
        String.valueOf(cores),
        "--memory",
        "2g",
        "--webui-port",
        "0",
        "--work-dir",
        folder.resolve(name).toString(),
        master());
  }

  private void launch(String name, List<String> options, String type, String... arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx512m",
                "-cp",
                sparkHome.resolve("jars") + "/*"));
    command.addAll(options);
    command.addAll(List.of(type, "--host", HOST));
    command.addAll(List.of(arguments));
    Path log = folder.resolve(name + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("SPARK_HOME", sparkHome.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.12");
    builder.environment().put("SPARK_LOCAL_IP", HOST);
    processes.add(builder.start());
  }

  /** Until the Master's log has a text so many times. */
  private void await(String text, int times) throws IOException, InterruptedException {
    Path log = folder.resolve("master.log");
    for (int attempt = 0; attempt < 600; attempt++) {
      if (Files.readString(log).split(text, -1).length > times) {
        return;
      }
      if (processes.stream().anyMatch(process -> !process.isAlive())) {
        break;
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    throw new IOException("no \"" + text + "\" in the log:\n" + Files.readString(log));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    processes.forEach(Process::destroy);
  }
}
