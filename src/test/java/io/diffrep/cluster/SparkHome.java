package io.diffrep.cluster;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Distributions of Spark to submit to: executors and Workers are started from their jars alone. */
final class SparkHome {
  private static final String VERSION = "3.5.7";

  /** What Spark does not bring, so that the bundle must. */
  private static final Pattern OURS =
      Pattern.compile(
          "/(org/nd4j|org/bytedeco|org/deeplearning4j|org/datavec|com/typesafe|info/picocli"
              + "|com/twelvemonkeys|it/unimi|com/github/oshi|net/java/dev/jna|de/javakaffee"
              + "|org/knowm|commons-net|net/ericaro|org/apache/hadoop/hadoop-aws|com/amazonaws)/");

  private SparkHome() {}

  /** The package {@code pyspark} from PyPI, installed once for each user of this machine. */
  static synchronized Path pyspark() throws IOException, InterruptedException {
    Path folder = Path.of(System.getProperty("user.home"), ".cache/diffrep/pyspark-" + VERSION);
    Path done = folder.resolve("installed");
    if (!Files.exists(done)) {
      Files.createDirectories(folder);
      run("python3", "-m", "venv", folder.toString());
      run(folder + "/bin/pip", "install", "-q", "pyspark==" + VERSION);
      Files.createFile(done);
    }
    try (Stream<Path> found = Files.find(folder, 6, (path, a) -> path.endsWith("pyspark/bin"))) {
      return found.findFirst().orElseThrow().getParent();
    }
  }

  /** The jars of Spark that Maven resolved, with the start script that a distribution has. */
  static Path assembled(Path folder) throws IOException {
    Path jars = Files.createDirectories(folder.resolve("jars"));
    for (String list : List.of("provided", "runtime")) {
      String paths = Files.readString(Path.of("target/launcher/" + list + ".classpath")).strip();
      for (String jar : paths.split(File.pathSeparator)) {
        Path link = jars.resolve(Path.of(jar).getFileName());
        if (!OURS.matcher(jar).find() && !Files.exists(link)) {
          Files.createSymbolicLink(link, Path.of(jar));
        }
      }
    }
    Path submit = Files.createDirectories(folder.resolve("bin")).resolve("spark-submit");
    Files.writeString(
        submit,
        String.join(
            "\n",
            "#!/usr/bin/env bash",
            "export SPARK_HOME=\"" + folder + "\" SPARK_SCALA_VERSION=2.12",
            "mapfile -d '' -t command < <(\"$JAVA_HOME/bin/java\" -cp \"" + jars + "/*\" \\",
            "  org.apache.spark.launcher.Main org.apache.spark.deploy.SparkSubmit \"$@\")",
            "# An empty line stands before the command.",
            "command=(\"${command[@]:1}\")",
            "exec \"${command[0]#$'\\n'}\" \"${command[@]:1}\"",
            ""));
    if (!submit.toFile().setExecutable(true)) {
      throw new IOException("cannot make " + submit + " executable");
    }
    return folder;
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).inheritIO().start();
    if (process.waitFor() != 0) {
      throw new IOException(List.of(command) + " ended with " + process.exitValue());
    }
  }
}
