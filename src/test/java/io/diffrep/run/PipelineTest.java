package io.diffrep.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.diffrep.cli.Diffrep;
import io.diffrep.image.DecodedImage;
import io.diffrep.image.ImageShape;
import io.diffrep.image.TestImages;
import io.diffrep.testing.SparkSessions;
import io.diffrep.testing.TinyModels;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole chain by its command line, on a lake of small PNG files. */
@Tag("slow")
class PipelineTest {
  private static final List<String> TINY =
      Stream.concat(
              TinyModels.RUN_SETTINGS.stream(),
              Stream.of(
                  "pipeline.sources=[encoder,score,untrained,pixels]",
                  "evaluate.budgets=[8,20]",
                  "evaluate.draws=2",
                  "generate.steps=2",
                  "generate.levels=9",
                  "generate.tolerance=100",
                  "generate.training-codes=20",
                  "generate.images=2",
                  "generate.draws=2",
                  "generate.frames=3",
                  "generate.distances=[-1,1]",
                  "evaluate.loss.noise-levels=[0.5,5]"))
          .toList();

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void startSpark() {
    SparkSession spark = SparkSessions.shared();
    // The command uses the session that its process has.
    SparkSession.setDefaultSession(spark);
  }

  private int run(String line, String... more) {
    String[] arguments =
        Stream.concat(
                Arrays.stream(line.split(" ")),
                // The later one wins.
                Stream.concat(
                    TINY.stream().map(setting -> "--set=" + setting), Arrays.stream(more)))
            .toArray(String[]::new);
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Diffrep.run(new PrintWriter(out), new PrintWriter(err), arguments);
  }

  private int goOn(Path run, String... settings) {
    Stream<String> assignments = Arrays.stream(settings).map(setting -> "--set=" + setting);
    return run(
        "pipeline",
        Stream.concat(Stream.of("--run", run.toString()), assignments).toArray(String[]::new));
  }

  private void writeLake(Path lake) throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 80; i++) {
      String label = i % 2 == 0 ? "upper" : "lower";
      Path image = lake.resolve(label).resolve(i + ".png");
      Files.createDirectories(image.getParent());
      Files.write(image, png(random, i % 2 == 0 ? 0 : 5));
    }
    byte[] whole = png(random, 2);
    Files.write(lake.resolve("upper/cut.png"), Arrays.copyOf(whole, whole.length / 2));
  }

  /** A bright bar of three rows on noise. */
  private static byte[] png(SplittableRandom random, int top) {
    byte[] pixels = new byte[64];
    for (int i = 0; i < pixels.length; i++) {
      boolean inside = i / 8 >= top && i / 8 < top + 3;
      pixels[i] = (byte) ((inside ? 180 : 20) + random.nextInt(60));
    }
    return TestImages.png(new DecodedImage(new ImageShape(1, 8, 8), pixels));
  }

  @Test
  void aLakeBecomesAnAccuracyTableAndOneBrokenFileCostsNoOther() throws IOException {
    Path lake = folder.resolve("a lake");
    writeLake(lake);
    String runDirectory = folder.resolve("run").toString();
    int code = run("pipeline", "--run", runDirectory, "--set", "pipeline.input=" + lake);
    assertThat(code).as(err.toString()).isZero();
    assertThat(out.toString())
        .contains("81 images in = 80 out")
        .contains("1 quarantined (truncated 1)")
        .contains("| encoder concatenated |")
        .contains("| score concatenated |")
        .contains("| untrained concatenated |")
        .contains("| pixels |")
        .contains("| pca |")
        .contains("| rho | own code |")
        .contains("report/index.html\n")
        .contains("Everything lies in ");
    Path run = folder.resolve("run");
    for (String name :
        List.of(
            "config.conf",
            "images",
            "quarantine",
            "model/weights/MANIFEST.json",
            "representations/encoder",
            "representations/score",
            "representations/untrained",
            "representations/pixels",
            "evaluation/probes/summary.md",
            "evaluation/probes/summary.json",
            "evaluation/probes/metrics",
            "evaluation/denoising/losses.json",
            "samples/reconstruct/reconstruct.png",
            "samples/vary/generate.json",
            "samples/interpolate/generate.json",
            "samples/manipulate/manipulate.png",
            "samples/sample/sample.png",
            "report/index.html",
            "_SUCCESS")) {
      assertThat(run.resolve(name)).exists();
    }
    assertThat(run.resolve("report/index.html"))
        .content()
        .contains("Generated images", "From noise by the images&#39; own codes", "prior")
        .contains("mutual information in bits");
    assertThat(
            SparkSessions.shared()
                .read()
                .parquet(runDirectory + "/representations/encoder")
                .count())
        .isEqualTo(80);

    assertThat(run("pipeline", "--run", runDirectory, "--set", "pipeline.input=" + lake))
        .isEqualTo(2);
    assertThat(err.toString()).contains(runDirectory, "--overwrite").doesNotContain("\tat ");
    goesOnWithAnInterruptedTraining(run, lake);
  }

  /** Of a finished run, what an interruption in the last round would have left. */
  private void goesOnWithAnInterruptedTraining(Path run, Path lake) throws IOException {
    byte[] weights = Files.readAllBytes(run.resolve("model/weights/parameters.f32"));
    deleteWhatFollowsTheTraining(run);
    String input = "pipeline.input=" + lake;
    assertThat(goOn(run, input, "seed=2")).isEqualTo(2);
    assertThat(err.toString()).contains("seed was 1, and is 2");
    // As a program wrote it that had no choice of these.
    List<String> older =
        Files.readAllLines(run.resolve("config.conf")).stream()
            .filter(
                line ->
                    !line.matches("(network\\.(encoder|head|head-cells|code)|noise\\.level) = .*"))
            .toList();
    assertThat(older).hasSize(Files.readAllLines(run.resolve("config.conf")).size() - 5);
    Files.write(run.resolve("config.conf"), older);
    Files.deleteIfExists(run.resolve(".config.conf.crc"));
    // A look at what is there does not end a run.
    assertThat(run("report", "--run", run.toString())).as(err.toString()).isZero();
    assertThat(run.resolve("report/index.html")).exists();
    // There is a file where the folder of the images is to be.
    Path samples = Files.createFile(run.resolve("samples"));
    assertThat(goOn(run, input, "evaluate.draws=3", "train.stall-minutes=77")).isEqualTo(1);
    assertThat(out.toString()).contains("ingest: done before", "goes on after round 10");
    assertThat(run.resolve("model/weights/parameters.f32")).hasBinaryContent(weights);
    assertThat(run.resolve("_SUCCESS")).doesNotExist();
    Files.delete(samples);
    goesOnAfterAFailure(run, input);
  }

  private void goesOnAfterAFailure(Path run, String input) throws IOException {
    FileTime trained = Files.getLastModifiedTime(run.resolve("model/weights/parameters.f32"));
    FileUtils.deleteDirectory(run.resolve("representations/untrained").toFile());
    // Its images were begun.
    Files.createDirectories(run.resolve("samples/vary"));
    Files.createFile(run.resolve("samples/vary/vary.png"));
    String[] settings = {input, "evaluate.draws=3", "generate.steps=3"};
    // What was measured cannot be measured otherwise any more.
    assertThat(goOn(run, input)).isEqualTo(2);
    assertThat(err.toString()).contains("evaluate.draws was 3, and is 2");
    assertThat(goOn(run, settings)).as(err.toString()).isZero();
    assertThat(run.resolve("config.conf"))
        .content()
        .contains("evaluate.draws = 3", "generate.steps = 3");
    assertThat(out.toString())
        .contains("train: done before", "encode: encoder was done before", "| rho | own code |")
        .contains("| encoder concatenated |")
        .doesNotContain("untrained was done before", "reconstruct was done before");
    assertThat(Files.getLastModifiedTime(run.resolve("model/weights/parameters.f32")))
        .isEqualTo(trained);
    assertThat(run.resolve("representations/untrained/_SUCCESS")).exists();
    assertThat(run.resolve("samples/vary/generate.json")).exists();
    assertThat(run.resolve("report/index.html"))
        .content()
        .contains("Several draws of noise for one code");
    takesNoOtherModelForItsOwn(run, settings);
  }

  private void takesNoOtherModelForItsOwn(Path run, String... settings) throws IOException {
    Files.delete(run.resolve("_SUCCESS"));
    String images = run.resolve("images").toString();
    String model = run.resolve("model").toString();
    String anew = "train --fresh --images " + images + " --model " + model;
    assertThat(run(anew, "--set=train.learning-rate=0.002")).as(err.toString()).isZero();
    assertThat(goOn(run, settings)).isEqualTo(2);
    assertThat(err.toString())
        .contains("holds a model that other settings made", "train.learning-rate was 0.002");
    // Other numbers by settings that may be chosen by the machine.
    assertThat(run(anew, "--set=train.workers=1")).as(err.toString()).isZero();
    assertThat(goOn(run, settings)).isEqualTo(2);
    assertThat(err.toString())
        .contains(
            "representations/encoder was made by another model than",
            "delete " + run.resolve("representations") + " and run again");
    FileUtils.deleteDirectory(run.resolve("representations").toFile());
    byte[] losses = Files.readAllBytes(run.resolve("evaluation/denoising/losses.json"));
    assertThat(goOn(run, settings)).as(err.toString()).isZero();
    assertThat(out.toString())
        .contains("train: done before")
        .doesNotContain("encoder was done before", "reconstruct was done before");
    assertThat(Files.readAllBytes(run.resolve("evaluation/denoising/losses.json")))
        .isNotEqualTo(losses);
  }

  private static void deleteWhatFollowsTheTraining(Path run) throws IOException {
    for (String later :
        List.of("model/weights", "representations", "evaluation", "samples", "report")) {
      FileUtils.deleteDirectory(run.resolve(later).toFile());
    }
    Files.delete(run.resolve("_SUCCESS"));
  }

  /** Nor does its directory's name, which Spark's readers would take for a pattern. */
  @Test
  void aLakeOfOneClassKeepsNoRunFromItsEnd() throws IOException {
    Path lake = folder.resolve("lake");
    writeLake(lake);
    FileUtils.deleteDirectory(lake.resolve("lower").toFile());
    Path run = folder.resolve("run[2] {a,b}");
    int code =
        run(
            "pipeline",
            "--run",
            run.toString(),
            "--set",
            "pipeline.input=" + lake,
            "--set",
            "train.split=train",
            "--set",
            "evaluate.loss.split=train",
            "--set",
            "noise.level=2.5",
            "--set",
            "pipeline.samples=[reconstruct]");
    assertThat(code).as(err.toString()).isZero();
    assertThat(out.toString())
        .contains(
            "No accuracy will be measured, and evaluation/probes is left out: the images of split"
                + " train (evaluate.train-split) have the one label [upper]",
            "warning: noise.level = 2.5 is set, and nothing reads it",
            "warning: evaluate.loss.split is train, and so is train.split")
        .doesNotContain("| pca |", "evaluation/probes  ");
    assertThat(run.resolve("evaluation/probes")).doesNotExist();
    assertThat(run.resolve("report/index.html")).exists();
    assertThat(folder.resolve("run2 a")).doesNotExist();
  }

  @Test
  void aSupervisedBaselineIsMeasuredByItselfToo() throws IOException {
    Path lake = folder.resolve("lake");
    writeLake(lake);
    int code =
        run(
            "pipeline --run " + folder.resolve("run"),
            "--set=pipeline.input=" + lake,
            "--set=objective.kind=supervised",
            "--set=network.encoder=static",
            "--set=pipeline.sources=[encoder]");
    assertThat(code).as(err.toString()).isZero();
    assertThat(out.toString())
        .contains("Accuracy of the network's own classifier, trained by all labels of its")
        .contains(
            "The codes of the rows encoder are of an encoder that was trained by labels"
                + " (objective.kind = supervised), by all")
        .contains("evaluation/classifier  ")
        .doesNotContain("evaluation/denoising  ");
    assertThat(folder.resolve("run/evaluation/classifier/accuracy.json")).exists();
    assertThat(folder.resolve("run/report/index.html"))
        .content()
        .contains("Accuracy of the network&#39;s own classifier");
    // One damaged file costs its section alone.
    Path accuracy = folder.resolve("run/evaluation/classifier/accuracy.json");
    Files.writeString(accuracy, "{");
    Files.deleteIfExists(accuracy.resolveSibling(".accuracy.json.crc"));
    assertThat(run("report --overwrite --run " + folder.resolve("run")))
        .as(err.toString())
        .isZero();
    assertThat(folder.resolve("run/report/index.html"))
        .content()
        .contains("accuracy.json holds no result that this program wrote");
  }

  /** What the model was never trained at is left out, or refused before the first step. */
  @Test
  void aModelOfASingleLevelGoesThroughTheWholeChain() throws IOException {
    Path lake = folder.resolve("lake");
    writeLake(lake);
    String runDirectory = folder.resolve("run").toString();
    String[] level = {
      "--set=noise.law=single-level", "--set=noise.level=0.7", "--set=pipeline.input=" + lake
    };
    int refused = run("pipeline --run " + runDirectory, level);
    assertThat(refused).isEqualTo(2);
    assertThat(err.toString())
        .contains(
            "encode.noise-levels: [0.5, 2.0] lie outside the noise levels that the model is"
                + " trained at (a single level, rho 0.7): set it to levels inside, such as [0.7]");
    assertThat(folder.resolve("run")).doesNotExist();

    String[] both = Arrays.copyOf(level, 4);
    both[3] = "--set=encode.noise-levels=[0.7]";
    assertThat(run("pipeline --run " + runDirectory, both)).as(err.toString()).isZero();
    assertThat(out.toString())
        .contains("| 0.7 |")
        .contains("Rho 0.7 stands in for all levels asked for, rho 0.5, 5, where the model was")
        .contains("reconstruct is left out: ");
    assertThat(folder.resolve("run/report/index.html"))
        .content()
        .contains("Every image is trained on at the one noise level below")
        .contains("Rho 0.7 stands in for all levels asked for, rho 0.2, 0.5, 1, 2, 4, 10, where");
  }

  @Test
  void anEvaluationWithoutLabelsIsWrongUsageInOneMessage() throws IOException {
    Path lake = folder.resolve("lake");
    writeLake(lake);
    Path flat = folder.resolve("flat");
    Files.createDirectories(flat);
    try (var files = Files.walk(lake)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.move(file, flat.resolve(file.getFileName()));
      }
    }
    String images = folder.resolve("images").toString();
    String model = folder.resolve("model").toString();
    String codes = folder.resolve("codes").toString();
    assertThat(run("ingest", "--input", flat.toString(), "--output", images)).isZero();
    assertThat(run("train", "--images", images, "--model", model)).isZero();
    assertThat(run("encode", "--images", images, "--model", model, "--output", codes)).isZero();
    String results = folder.resolve("results").toString();
    assertThat(run("evaluate", "--representations", codes, "--output", results)).isEqualTo(2);
    assertThat(err.toString().strip().lines()).hasSize(1);
    assertThat(err.toString()).contains("label").doesNotContain("\tat ");
    assertThat(folder.resolve("results")).doesNotExist();
  }
}
