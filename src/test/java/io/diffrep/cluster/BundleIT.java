package io.diffrep.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** What is in the bundle, and what is not. */
class BundleIT {
  private static final long MEGABYTE = 1L << 20;

  @Test
  void holdsNoClassThatSparkHas() throws IOException, InterruptedException {
    Set<String> ours = classes(SubmitIT.bundle());
    Set<String> both = new TreeSet<>();
    try (Stream<Path> jars = Files.list(SparkHome.pyspark().resolve("jars"))) {
      for (Path jar : jars.filter(path -> path.toString().endsWith(".jar")).toList()) {
        Set<String> sparks = classes(jar);
        sparks.retainAll(ours);
        both.addAll(sparks);
      }
    }
    assertThat(both).isEmpty();
  }

  @Test
  void holdsOneNativeBuildForOnePlatform() throws IOException {
    try (JarFile jar = new JarFile(SubmitIT.bundle().toFile())) {
      Set<String> builds =
          jar.stream()
              .map(ZipEntry::getName)
              .filter(name -> name.endsWith("/libnd4jcpu.so"))
              .collect(Collectors.toSet());
      assertThat(builds)
          .containsExactly(
              "org/nd4j/linalg/cpu/nativecpu/bindings/linux-x86_64-onednn/libnd4jcpu.so");
    }
    // A second native build would add 100 MB and more.
    assertThat(Files.size(SubmitIT.bundle()) / MEGABYTE).isLessThan(185);
  }

  @Test
  void mergesTheServicesOfItsParts() throws IOException {
    try (JarFile jar = new JarFile(SubmitIT.bundle().toFile())) {
      assertThat(text(jar, "META-INF/services/org.nd4j.linalg.factory.Nd4jBackend"))
          .contains("CpuBackend");
      assertThat(text(jar, "META-INF/services/javax.imageio.spi.ImageReaderSpi"))
          .contains("JPEGImageReaderSpi");
      assertThat(jar.getManifest().getMainAttributes().getValue("Main-Class"))
          .isEqualTo("io.diffrep.cli.Diffrep");
    }
  }

  private static String text(JarFile jar, String name) throws IOException {
    return new String(
        jar.getInputStream(jar.getEntry(name)).readAllBytes(), StandardCharsets.UTF_8);
  }

  private static Set<String> classes(Path path) throws IOException {
    try (JarFile jar = new JarFile(path.toFile())) {
      return jar.stream()
          .map(ZipEntry::getName)
          .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF/"))
          .filter(name -> !name.endsWith("-info.class"))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }
}
