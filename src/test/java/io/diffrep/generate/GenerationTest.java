package io.diffrep.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.diffrep.model.Model;
import io.diffrep.runtime.Console;
import io.diffrep.runtime.UsageException;
import io.diffrep.store.IfExists;
import io.diffrep.testing.ImageTables;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerationTest {
  @TempDir private Path folder;
  private String images;
  private String model;

  @BeforeEach
  void writeImagesAndModel() {
    images = folder.resolve("images").toString();
    ImageTables.write(images, 24, Fixture.SHAPE, 5);
    model = Fixture.write(folder.resolve("model"), Fixture.conditioned());
  }

  private GenerationSummary run(Kind kind, String output, Console console) {
    return run(kind, output, Fixture.SETTINGS, console);
  }

  private GenerationSummary run(
      Kind kind, String output, GenerateSettings settings, Console console) {
    return Generation.run(
        Fixture.spark(),
        kind,
        Fixture.inputs(model, Optional.of(images), Optional.empty(), Selection.FIRST),
        folder.resolve(output).toString(),
        settings,
        IfExists.REFUSE,
        console);
  }

  /** What cannot come from noise takes one step there, and is refused elsewhere. */
  @Test
  void detailTakesModelsOfOneLevelAndOthersDoNot() {
    String single = Fixture.write(folder.resolve("single"), Fixture.single());
    model = single;
    assertThat(run(new Detail(), "detail", Console.silent()).files()).isNotEmpty();
    assertThatThrownBy(() -> run(new Vary(), "vary", Console.silent()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("a single level, rho 1");
    assertThat(folder.resolve("vary")).doesNotExist();
  }

  @Test
  void everyKindWritesItsGridsAndARecord() throws IOException {
    List<Kind> kinds =
        List.of(
            new Reconstruct(),
            new Sample(Sample.From.PRIOR),
            new Sample(Sample.From.CODES),
            new Sample(Sample.From.NO_CODE),
            new Interpolate(),
            new Vary(),
            new Detail(),
            new Manipulate("0", Manipulate.By.CLASSIFIER),
            new Denoise());
    for (int i = 0; i < kinds.size(); i++) {
      Path output = folder.resolve("out/" + i);
      GenerationSummary summary = run(kinds.get(i), "out/" + i, Console.silent());
      assertThat(summary.files()).isNotEmpty();
      for (String file : summary.files()) {
        assertThat(file).startsWith(kinds.get(i).name()).endsWith(".png");
        assertThat(ImageIO.read(output.resolve(file).toFile()).getWidth()).isGreaterThan(100);
      }
      JsonNode record = new ObjectMapper().readTree(output.resolve("generate.json").toFile());
      assertThat(record.get("kind").asText()).isEqualTo(kinds.get(i).name());
      assertThat(record.get("seed").asLong()).isEqualTo(1);
      assertThat(record.get("settings").get("solving").get("steps").asInt()).isEqualTo(4);
      Model read = Fixture.model(Fixture.conditioned());
      assertThat(record.get("models").get(0).get("fingerprint").asText())
          .isEqualTo(read.fingerprint());
      assertThat(summary.toString()).contains("wrote " + kinds.get(i).name());
    }
  }

  @Test
  void whatLiesThereIsLeftAloneAndInputsAreNeverOverwritten() throws IOException {
    Path output = Files.createDirectories(folder.resolve("out"));
    Files.writeString(output.resolve("kept"), "x");
    assertThatThrownBy(() -> run(new Reconstruct(), "out", Console.silent()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--overwrite");
    assertThat(output.resolve("kept")).exists();
    assertThatThrownBy(() -> run(new Reconstruct(), "images/grids", Console.silent()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("overlap");
  }

  /** A refusal leaves nothing behind. */
  @Test
  void nothingIsWrittenWhereSomethingIsWrong() {
    assertThatThrownBy(() -> run(new Manipulate("9", Manipulate.By.MEANS), "out", Console.silent()))
        .isInstanceOf(UsageException.class);
    assertThat(folder.resolve("out")).doesNotExist();
  }

  private static SolverSettings predictorCorrector(int steps) {
    return new SolverSettings(
        SolverKind.PREDICTOR_CORRECTOR, steps, 1, 0.16, StartKind.GAUSSIAN, 4);
  }

  /** Said where images are solved for, and there alone. */
  @Test
  void tooFewStepsOfThePredictorCorrectorAreSaid() throws IOException {
    GenerateSettings few =
        Fixture.settings(predictorCorrector(4), Fixture.GRIDS, 5, 1e6, PriorKind.FITTED);
    GenerationSummary summary = run(new Reconstruct(), "reconstruct", few, Console.silent());
    assertThat(summary.toString())
        .contains("predictor-corrector took 4 steps", "generate.steps to 200 or more");
    JsonNode record =
        new ObjectMapper().readTree(folder.resolve("reconstruct/generate.json").toFile());
    assertThat(record.get("notes").get(0).asText()).contains("took 4 steps");
    assertThat(run(new Detail(), "detail", few, Console.silent()).notes()).hasSize(1);
    assertThat(run(new Denoise(), "denoise", few, Console.silent()).notes()).isEmpty();
    assertThat(predictorCorrector(199).caution()).isPresent();
    assertThat(predictorCorrector(200).caution()).isEmpty();
    assertThat(Fixture.SOLVING.caution()).isEmpty();
  }

  /** Of 24 images three quarters are in the train split. */
  @Test
  void theFitOfThePriorSaysHowLargeItIs() {
    StringWriter out = new StringWriter();
    run(
        new Sample(Sample.From.PRIOR),
        "out",
        Console.ofLines(new PrintWriter(out), new PrintWriter(Writer.nullWriter())));
    assertThat(out.toString())
        .contains("fitting a Gaussian to 18 codes of 5 levels by 4 dimensions\n");
  }

  /** Four images by four Heun steps, the last of which takes one evaluation. */
  @Test
  void aProgressLineCountsEvaluations() {
    StringWriter shown = new StringWriter();
    run(
        new Reconstruct(),
        "out",
        Console.ofTerminal(new PrintWriter(Writer.nullWriter()), new PrintWriter(shown)));
    assertThat(shown.toString()).containsPattern("reconstruct  \\d+/28 evaluations");
  }
}
