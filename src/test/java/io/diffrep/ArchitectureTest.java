package io.diffrep;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.diffrep.cli.Diffrep;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** Holds the house together: who may import whom, and which library is known where. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArchitectureTest {
  /** The packages from the ground floor up; each may import those that stand before it. */
  private static final List<String> FLOORS =
      List.of(
          "runtime",
          "store",
          "sde",
          "image",
          "engine",
          "network",
          "model",
          "lake",
          "train",
          "encode",
          "evaluate",
          "generate",
          "report",
          "config",
          "run",
          "bench",
          "reproduce",
          "cli");

  private static final Set<String> ENDINGS = Set.of("System.exit", "Runtime.exit", "Runtime.halt");

  private static final Path SOURCES = Path.of("src/main/java/io/diffrep");

  private JavaClasses classes;

  @BeforeAll
  void importClasses() {
    classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.diffrep");
  }

  @Test
  void everyPackageHasItsFloor() {
    assertThat(SOURCES).isDirectoryContaining("glob:**/cli");
    assertThat(packages().map(folder -> SOURCES.relativize(folder).getName(0).toString()))
        .isSubsetOf(FLOORS);
  }

  @Test
  void everyPackageSaysWhatLivesThere() {
    assertThat(packages())
        .allSatisfy(folder -> assertThat(folder.resolve("package-info.java")).isRegularFile());
  }

  @ParameterizedTest
  @FieldSource("FLOORS")
  void aPackageImportsOnlyPackagesBelowIt(String floor) {
    String[] above =
        FLOORS.subList(FLOORS.indexOf(floor) + 1, FLOORS.size()).stream()
            .map(ArchitectureTest::inside)
            .toArray(String[]::new);

    check(
        noClasses()
            .that(resideInAPackage(inside(floor)))
            .should()
            .dependOnClassesThat(resideInAnyPackage(above)));
  }

  /** The library on the left is known to the packages on the right alone. */
  @ParameterizedTest
  @CsvSource({
    "picocli, cli",
    "com.typesafe.config, config",
    "com.twelvemonkeys, image",
    "javax.imageio, image",
    "java.awt, image generate report",
    "org.knowm.xchart, report",
    "org.deeplearning4j, network train",
    "org.nd4j, runtime sde engine network model train encode evaluate bench",
    "org.bytedeco, runtime engine",
    "org.bytedeco.dnnl, engine.host",
    "org.bytedeco.opencl, engine.host",
    "jdk.incubator.vector, engine.host",
    "org.apache.spark, runtime lake train encode evaluate generate report run bench reproduce cli",
    "org.apache.spark.ml, evaluate",
    "org.apache.spark.mllib, evaluate",
    "org.apache.hadoop, store model lake train encode evaluate generate report run reproduce"
  })
  void aLibraryIsKnownWhereItBelongsAlone(String library, String known) {
    String[] rooms =
        Stream.of(known.split(" ")).map(ArchitectureTest::inside).toArray(String[]::new);

    check(
        noClasses()
            .that(not(resideInAnyPackage(rooms)))
            .should()
            .dependOnClassesThat(resideInAPackage(library + "..")));
  }

  @Test
  void mainAloneEndsTheProcess() {
    DescribedPredicate<JavaCall<?>> endTheProcess =
        DescribedPredicate.describe(
            "end the process",
            call ->
                ENDINGS.contains(
                    call.getTargetOwner().getSimpleName() + "." + call.getTarget().getName()));
    DescribedPredicate<JavaCall<?>> outsideMain =
        DescribedPredicate.describe(
            "outside main",
            call ->
                !(call.getOriginOwner().isEquivalentTo(Diffrep.class)
                    && call.getOrigin().getName().equals("main")));

    check(noClasses().should().callCodeUnitWhere(endTheProcess.and(outsideMain)));
  }

  private void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(classes);
  }

  private static String inside(String floor) {
    return "io.diffrep." + floor + "..";
  }

  /** The folders with sources, the root package itself left out. */
  private static Stream<Path> packages() {
    try (Stream<Path> walked = Files.walk(SOURCES)) {
      return walked
          .filter(file -> file.toString().endsWith(".java"))
          .map(Path::getParent)
          .distinct()
          .filter(folder -> !folder.equals(SOURCES))
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
