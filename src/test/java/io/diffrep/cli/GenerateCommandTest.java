package io.diffrep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.diffrep.image.ImageShape;
import io.diffrep.model.ModelDirectory;
import io.diffrep.model.ModelSpecification;
import io.diffrep.network.Architecture.Part;
import io.diffrep.network.Initialisation;
import io.diffrep.testing.ImageTables;
import io.diffrep.testing.SparkSessions;
import io.diffrep.testing.TinyModels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GenerateCommandTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {"reconstruct", "sample", "interpolate", "vary", "detail", "manipulate", "denoise"})
  void everyKindHasHelpWithExamplesAndTheSharedOptions(String kind) {
    Outcome outcome = Outcome.of("generate", kind, "--help");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .startsWith("Usage: diffrep generate " + kind)
        .contains("Examples:\n  diffrep generate " + kind + " ")
        .contains("--config=FILE", "--set=KEY=VALUE", "--dry-run", "--overwrite")
        .contains("--model=DIR", "--output=DIR", "--paths", "--ids", "--count");
    assertThat(Outcome.of("generate", "--help").out()).contains("\n  " + kind + " ");
  }

  @Test
  void withoutAKindTheKindsAreNamed() {
    Outcome outcome = Outcome.of("generate");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("Missing kind: one of reconstruct, sample, interpolate,");
  }

  @Test
  void aDryRunSaysWhatIsMadeOfWhat() {
    Outcome outcome =
        Outcome.of(
            "generate",
            "sample",
            "--model",
            "m",
            "--images",
            "i",
            "--output",
            "o",
            "--paths",
            "a.png",
            "b.png",
            "--dry-run",
            "--set",
            "generate.steps=30");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .contains("generate.steps = 30")
        .contains("sample images by the codes of chosen images, from m, i")
        .contains("write the grids and generate.json to o");
    assertThat(
            Outcome.of(
                    "generate",
                    "sample",
                    "--model",
                    "m",
                    "--images",
                    "i",
                    "--output",
                    "o",
                    "--dry-run")
                .out())
        .contains("codes from the prior");
    assertThat(
            Outcome.of(
                    "generate",
                    "sample",
                    "--model",
                    "m",
                    "--output",
                    "o",
                    "--from",
                    "no-code",
                    "--dry-run")
                .out())
        .contains("sample images without codes, from m\n");
  }

  private static Outcome sample(String... more) {
    List<String> command =
        new ArrayList<>(List.of("generate", "sample", "--model=m", "--output=o", "--dry-run"));
    command.addAll(List.of(more));
    return Outcome.of(command.toArray(String[]::new));
  }

  @Test
  void aPriorThatIsNotFittedNeedsNoImages() {
    Outcome standard = sample("--set=generate.prior=standard-normal");
    assertThat(standard.exitCode()).as(standard.err()).isZero();
    assertThat(standard.out()).contains("sample images by codes from the prior, from m\n");
    assertThat(sample())
        .satisfies(outcome -> assertThat(outcome.exitCode()).isEqualTo(2))
        .satisfies(outcome -> assertThat(outcome.err()).contains("--images"));
    assertThat(sample("--from=codes", "--set=generate.prior=standard-normal").exitCode())
        .isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"prior", "no-code"})
  void namesOfImagesWhoseCodesAreNotTakenAreRefused(String from) {
    for (String named : List.of("--ids=abcdef12", "--paths=a.png")) {
      Outcome outcome = sample("--images=i", "--from=" + from, named);
      assertThat(outcome.exitCode()).isEqualTo(2);
      assertThat(outcome.err()).contains("--from " + from, "--paths and --ids out", "--from codes");
    }
    assertThat(sample("--images=i", "--from=codes", "--paths=a.png").exitCode()).isZero();
  }

  /** All the way: a model and an image table from their directories to a grid. */
  @Test
  void namedImagesAreReconstructed() throws IOException {
    // The command uses the session that its process has.
    SparkSession.setDefaultSession(SparkSessions.shared());
    ImageShape shape = new ImageShape(1, 8, 8);
    Path images = folder.resolve("images");
    ImageTables.write(images.toString(), 16, shape, 5);
    Path model = folder.resolve("model");
    ModelSpecification specification = TinyModels.specification(shape);
    ModelDirectory directory =
        new ModelDirectory(
            new org.apache.hadoop.fs.Path(model.toString()), new Configuration(false));
    directory.specify(specification);
    directory.finish(
        Initialisation.draw(specification.architecture().graph(Part.WHOLE).layout(), 9));
    Path output = folder.resolve("out");

    Outcome outcome =
        Outcome.of(
            "generate",
            "reconstruct",
            "--model=" + model,
            "--images=" + images,
            "--output=" + output,
            "--set=generate.steps=3",
            "--paths",
            "image-7",
            "image-2");

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains("wrote reconstruct.png to " + output);
    assertThat(ImageIO.read(output.resolve("reconstruct.png").toFile()).getWidth())
        .isGreaterThan(50);
    JsonNode record = new ObjectMapper().readTree(output.resolve("generate.json").toFile());
    assertThat(record.get("images").findValuesAsText("path")).containsExactly("image-7", "image-2");
    JsonNode solving = record.get("settings").get("solving");
    assertThat(solving.get("steps").asInt()).isEqualTo(3);
    // As the configuration has them.
    assertThat(solving.get("solver").asText()).isEqualTo("probability-flow");
    assertThat(solving.get("start-level").isNumber()).isTrue();
  }

  @Test
  void whatMakesNoSenseIsWrongUsage() {
    assertThat(Outcome.of("generate", "vary", "--model", "m", "--output", "o"))
        .satisfies(outcome -> assertThat(outcome.exitCode()).isEqualTo(2))
        .satisfies(outcome -> assertThat(outcome.err()).contains("--images"));
    assertThat(
            Outcome.of(
                "generate",
                "vary",
                "--model",
                "m",
                "--output",
                "o",
                "--images",
                "i",
                "--count",
                "2",
                "--ids",
                "abcdef"))
        .satisfies(outcome -> assertThat(outcome.exitCode()).isEqualTo(2))
        .satisfies(outcome -> assertThat(outcome.err()).contains("--count"));
    assertThat(
            Outcome.of("generate", "sample", "--model", "m", "--output", "o", "--from", "nothing"))
        .satisfies(outcome -> assertThat(outcome.exitCode()).isEqualTo(2))
        .satisfies(
            outcome ->
                assertThat(outcome.err()).contains("'nothing' is none of prior, codes, no-code"));
    assertThat(
            Outcome.of(
                "generate",
                "vary",
                "--model",
                "m",
                "--output",
                "o",
                "--images",
                "i",
                "--set",
                "generate.images=0",
                "--set",
                "generate.distances=[]",
                "--set",
                "generate.solver=heun"))
        .satisfies(outcome -> assertThat(outcome.exitCode()).isEqualTo(2))
        .satisfies(
            outcome ->
                assertThat(outcome.err())
                    .contains("generate.images: 0 must be from 1 to 64")
                    .contains("generate.distances: [] must list one or more numbers")
                    .contains("must be one of probability-flow, predictor-corrector"));
  }
}
