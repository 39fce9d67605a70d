package io.diffrep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    int exitCode = builder.start().waitFor();
    return new Outcome(exitCode, Files.readString(out.toPath()), Files.readString(err.toPath()));
  }
}
