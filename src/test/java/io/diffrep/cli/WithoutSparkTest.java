package io.diffrep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Help and dry runs answer at once: they load no class of Spark, ND4J or anything else heavy. */
class WithoutSparkTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "--version",
        "ingest --help",
        "train --help",
        "encode --help",
        "evaluate --help",
        "generate --help",
        "generate sample --help",
        "pipeline --help",
        "reproduce averaging --help",
        "ingest --input a --output b --dry-run",
        "train --images a --model b --dry-run",
        "encode --images a --model b --output c --dry-run",
        "evaluate --representations a b --images c --model d --output e --dry-run",
        "generate manipulate --images a --model b --class c --by means --output d --dry-run",
        "generate detail --images a --model b --model c --output d --dry-run",
        "pipeline --config conf/quickstart.conf --run a --dry-run",
        "reproduce averaging --input a --output b --images 1000 --dry-run",
        "reproduce detail --config conf/detail-mnist.conf --input a --output b --dry-run",
        "reproduce generation --input a --output b --dry-run"
      })
  void worksWherePicocliAndTypesafeConfigAreTheOnlyLibraries(String line)
      throws IOException, ReflectiveOperationException, URISyntaxException {
    URL[] libraries = {
      whereIs(Diffrep.class),
      Diffrep.class.getResource("/reference.conf").toURI().resolve(".").toURL(),
      whereIs(CommandLine.class),
      whereIs(Config.class)
    };
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    try (URLClassLoader loader =
        new URLClassLoader(libraries, ClassLoader.getPlatformClassLoader())) {
      Object exitCode =
          loader
              .loadClass(Diffrep.class.getName())
              .getMethod("run", PrintWriter.class, PrintWriter.class, String[].class)
              .invoke(null, new PrintWriter(out), new PrintWriter(err), line.split(" "));

      assertThat(err.toString()).isEmpty();
      assertThat(exitCode).isEqualTo(0);
      assertThat(out.toString()).isNotBlank();
    }
  }

  private static URL whereIs(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation();
  }
}
