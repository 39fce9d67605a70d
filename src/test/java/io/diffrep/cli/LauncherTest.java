package io.diffrep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code jobs/diffrep}, from a checkout whose path contains a space and from another folder. */
class LauncherTest {
  @TempDir Path folder;

  private Path checkout;

  @BeforeEach
  void checkOut() throws IOException {
    checkout = Files.createDirectory(folder.resolve("a check out"));
    for (String file : List.of("jobs/diffrep", "jobs/jvm.options", "conf/log4j2.properties")) {
      Path copy = checkout.resolve(file);
      Files.createDirectories(copy.getParent());
      Files.copy(Path.of(file), copy, StandardCopyOption.COPY_ATTRIBUTES);
    }
  }

  /** JUnit warns of links that lead out of the folder it clears. */
  @AfterEach
  void unlink() throws IOException {
    Files.deleteIfExists(checkout.resolve("target/classes"));
    Files.deleteIfExists(checkout.resolve("target/launcher"));
  }

  @Test
  void startsJavaWithTheBuiltClasses() throws Exception {
    build();

    Outcome outcome = launch(Map.of(), "pipeline", "--help");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out()).startsWith("Usage: diffrep pipeline");
  }

  @Test
  void handsArgumentsOnUnchangedAndReturnsTheExitCode() throws Exception {
    build();

    Outcome outcome =
        launch(Map.of(), "ingest", "--input", "my photos*", "--output", "b c", "--dry-run");
    Outcome wrong = launch(Map.of(), "ingest", "--input", "a");

    assertThat(outcome.out()).contains("read the images of my photos* into b c");
    assertThat(outcome.exitCode()).isZero();
    assertThat(wrong.exitCode()).isEqualTo(2);
  }

  @Test
  void withoutABuildItSaysHowToBuild() throws Exception {
    Outcome outcome = launch(Map.of(), "--help");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("not built").contains("./mvnw");
  }

  @Test
  void aJavaThatIsNotThereIsNamed() throws Exception {
    Outcome outcome = launch(Map.of("JAVA_HOME", "/no/java"), "--help");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("/no/java").contains("JDK 17");
  }

  @Test
  void aJavaOfAnotherVersionIsNamed() throws Exception {
    Path home = Files.createDirectories(folder.resolve("jdk/bin")).getParent();
    Path java = home.resolve("bin/java");
    Files.writeString(java, "#!/bin/sh\necho 'openjdk version \"21.0.2\" 2024-01-16' >&2\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();

    Outcome outcome = launch(Map.of("JAVA_HOME", home.toString()), "--help");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("is Java 21").contains("JDK 17");
  }

  @Test
  void memoryThatDoesNotAddUpIsRefused() throws Exception {
    build();

    Outcome words = launch(Map.of("DIFFREP_HEAP", "4g"), "--help");
    Outcome sums =
        launch(
            Map.of("DIFFREP_HEAP", "600", "DIFFREP_OFF_HEAP", "600", "DIFFREP_PHYSICAL", "1000"),
            "--help");

    assertThat(List.of(words, sums))
        .allSatisfy(outcome -> assertThat(outcome.exitCode()).isEqualTo(2));
    assertThat(words.err()).contains("DIFFREP_HEAP is '4g'");
    assertThat(sums.err()).contains("exceed the process (1000 MB)");
  }

  @Test
  void aSparkOfAnotherVersionIsRefusedWithBothVersions() throws Exception {
    Path home = sparkHome("spark-core_2.13-4.0.1.jar");

    Outcome outcome = launch(Map.of("SPARK_HOME", home.toString()), "doctor");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err())
        .contains("Spark 4.0.1 for Scala 2.13")
        .contains("needs Spark 3.5 for Scala 2.12");
  }

  @Test
  void aSparkHomeWithoutASparkIsNamed() throws Exception {
    Outcome outcome = launch(Map.of("SPARK_HOME", "/no/spark"), "doctor");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("SPARK_HOME is /no/spark").contains("unset it");
  }

  @Test
  void sparkSubmitGetsItsOptionsInFrontOfTheVerbAndTheMemoryOfThisMachine() throws Exception {
    Path bundle = bundle();
    Path home = sparkHome("spark-core_2.12-3.5.9.jar");

    Outcome outcome =
        launch(
            Map.of(
                "SPARK_HOME",
                home.toString(),
                "DIFFREP_HEAP",
                "600",
                "DIFFREP_OFF_HEAP",
                "500",
                "DIFFREP_PHYSICAL",
                "2000"),
            "--master",
            "spark://host:7077",
            "--conf=spark.a=b c",
            "train",
            "--images",
            "my images");

    assertThat(outcome.exitCode()).isZero();
    List<String> arguments = outcome.out().lines().toList();
    assertThat(arguments)
        .containsSubsequence("--driver-memory", "600m", "--master", "spark://host:7077")
        .containsSubsequence(
            "--conf=spark.a=b c",
            "--class",
            "io.diffrep.cli.Diffrep",
            bundle.toString(),
            "train",
            "--images",
            "my images")
        .doesNotContain("local[*,4]")
        // A driver on loopback could not be reached by executors elsewhere.
        .contains("ip=");
    assertThat(arguments)
        .filteredOn(argument -> argument.startsWith("spark.driver.defaultJavaOptions="))
        .singleElement()
        .asString()
        .contains("--add-opens=java.base/sun.nio.ch=ALL-UNNAMED")
        .contains("\"-Dorg.bytedeco.javacpp.maxbytes=500m\"")
        .contains("\"-Dlog4j2.configurationFile=" + checkout + "/conf/log4j2.properties\"")
        .doesNotContain("-Xmx");
  }

  @Test
  void aMasterAndADeployModeCountHoweverTheyAreGiven() throws Exception {
    bundle();
    Path home = sparkHome("spark-core_2.12-3.5.9.jar");
    Path defaults = folder.resolve("my.conf");
    Files.writeString(
        defaults, "spark.master  spark://host:7077\nspark.submit.deployMode=cluster\n");

    Outcome property =
        launch(Map.of("SPARK_HOME", home.toString()), "--conf", "spark.master=yarn", "doctor");
    Outcome file =
        launch(
            Map.of("SPARK_HOME", home.toString()),
            "--properties-file",
            defaults.toString(),
            "doctor");
    Outcome none = launch(Map.of("SPARK_HOME", home.toString()), "doctor");

    assertThat(property.out()).doesNotContain("local[*,4]").contains("--driver-memory");
    assertThat(file.out())
        .doesNotContain("local[*,4]")
        .doesNotContain("--driver-memory")
        .doesNotContain("log4j2")
        .contains("spark.driver.memoryOverhead=1536m");
    assertThat(none.out()).contains("--master\nlocal[*,4]\n");
  }

  @Test
  void theLaunchersOwnOptionsAreNotReplacedInSilence() throws Exception {
    bundle();
    Path home = sparkHome("spark-core_2.12-3.5.9.jar");

    Outcome outcome =
        launch(
            Map.of("SPARK_HOME", home.toString()),
            "--conf",
            "spark.driver.defaultJavaOptions=-Dx=y",
            "doctor");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("use spark.driver.extraJavaOptions");
  }

  @Test
  void aPropertyThatIsSetTwiceIsRefused() throws Exception {
    bundle();
    Path home = sparkHome("spark-core_2.12-3.5.9.jar");

    Outcome outcome =
        launch(
            Map.of("SPARK_HOME", home.toString()),
            "--conf",
            "spark.executor.memoryOverhead=1g",
            "--conf=spark.executor.memoryOverhead=2g",
            "doctor");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("spark.executor.memoryOverhead is set twice");
  }

  @Test
  void optionsOfSparkSubmitNeedASpark() throws Exception {
    Outcome outcome = launch(Map.of(), "--master", "yarn", "doctor");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("--master").contains("SPARK_HOME is not set");
  }

  @Test
  void javaIsOpenedToSparkAsSparksOwnLauncherDoes() throws IOException {
    List<String> options = Files.readAllLines(Path.of("jobs/jvm.options"));

    assertThat(options)
        .containsAll(
            Arrays.stream(JavaModuleOptions.defaultModuleOptions().split(" "))
                .filter(option -> option.startsWith("--add-opens"))
                .toList());
  }

  private Path bundle() throws IOException {
    Path target = Files.createDirectories(checkout.resolve("target"));
    return Files.createFile(target.resolve("diffrep-1-bundle.jar"));
  }

  /** A spark-submit that prints its arguments, beside a core jar. */
  private Path sparkHome(String coreJar) throws IOException {
    Path home = folder.resolve("a spark");
    Files.createDirectories(home.resolve("bin"));
    Files.createDirectories(home.resolve("jars"));
    Files.createFile(home.resolve("jars").resolve(coreJar));
    Path submit = home.resolve("bin/spark-submit");
    Files.writeString(submit, "#!/bin/sh\nprintf '%s\\n' \"$@\" \"ip=$SPARK_LOCAL_IP\"\n");
    assertThat(submit.toFile().setExecutable(true)).isTrue();
    return home;
  }

  /** Puts what a build leaves behind where the launcher looks for it. */
  private void build() throws IOException, URISyntaxException {
    Path target = Files.createDirectory(checkout.resolve("target"));
    Path classes =
        Path.of(Diffrep.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Files.createSymbolicLink(target.resolve("classes"), classes);
    Files.createSymbolicLink(
        target.resolve("launcher"), Path.of("target/launcher").toAbsolutePath());
  }

  private Outcome launch(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(checkout.resolve("jobs/diffrep").toString()));
    command.addAll(List.of(arguments));
    File out = folder.resolve("out.txt").toFile();
    File err = folder.resolve("err.txt").toFile();
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out)
            .redirectError(err);
    builder.environment().keySet().removeAll(List.of("SPARK_HOME", "SPARK_LOCAL_IP"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    int exitCode = builder.start().waitFor();
    return new Outcome(exitCode, Files.readString(out.toPath()), Files.readString(err.toPath()));
  }
}
