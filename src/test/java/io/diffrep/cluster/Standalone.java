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
  private final int port;

  private Standalone(int port) {
    this.port = port;
  }

  static Standalone start(Path sparkHome, Path folder) throws IOException, InterruptedException {
    Standalone cluster = new Standalone(freePort());
    try {
      Path log = folder.resolve("master.log");
      cluster.launch(
          sparkHome,
          log,
          "org.apache.spark.deploy.master.Master",
          "--port",
          String.valueOf(cluster.port),
          "--webui-port",
          "0");
      cluster.await(log, "I have been elected leader", 1);
      for (int worker = 1; worker <= 2; worker++) {
        cluster.launch(
            sparkHome,
            folder.resolve("worker-" + worker + ".log"),
            "org.apache.spark.deploy.worker.Worker",
            "--cores",
            "1",
            "--memory",
            "2g",
            "--webui-port",
            "0",
            "--work-dir",
            folder.resolve("work-" + worker).toString(),
            cluster.master());
      }
      cluster.await(log, "Registering worker", 2);
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

  private void launch(Path sparkHome, Path log, String type, String... arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx512m",
                "-cp",
                sparkHome.resolve("jars") + "/*",
                type,
                "--host",
                HOST));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("SPARK_HOME", sparkHome.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.12");
    builder.environment().put("SPARK_LOCAL_IP", HOST);
    processes.add(builder.start());
  }

  private void await(Path log, String text, int times) throws IOException, InterruptedException {
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
