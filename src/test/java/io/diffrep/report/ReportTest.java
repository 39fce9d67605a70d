package io.diffrep.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.diffrep.cli.Diffrep;
import io.diffrep.config.ConfigurationReader;
import io.diffrep.encode.EncodeSettings;
import io.diffrep.encode.Encoding;
import io.diffrep.encode.ScoreFeatures;
import io.diffrep.encode.Source;
import io.diffrep.evaluate.DenoisingLosses;
import io.diffrep.evaluate.EvaluateSettings;
import io.diffrep.evaluate.Evaluation;
import io.diffrep.evaluate.LossSettings;
import io.diffrep.generate.SampleKind;
import io.diffrep.generate.SampleSettings;
import io.diffrep.generate.Samples;
import io.diffrep.image.ImageShape;
import io.diffrep.model.ModelDirectory;
import io.diffrep.model.ModelSpecification;
import io.diffrep.network.Architecture.Part;
import io.diffrep.network.Initialisation;
import io.diffrep.runtime.Console;
import io.diffrep.store.IfExists;
import io.diffrep.testing.ImageTables;
import io.diffrep.testing.SparkSessions;
import io.diffrep.testing.TinyModels;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The page of a run, by the command line. */
class ReportTest {
  private static final ImageShape SHAPE = new ImageShape(1, 8, 8);
  private static final String NASTY = "<b>&";

  @TempDir private Path folder;
  private final SparkSession spark = SparkSessions.shared();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path run;

  @BeforeEach
  void beginRun() throws IOException {
    SparkSession.setDefaultSession(spark);
    run = Files.createDirectory(folder.resolve("run"));
  }

  private String path(String name) {
    return run.resolve(name).toString();
  }

  private int report(String... more) {
    List<String> arguments = new ArrayList<>(List.of("report", "--run", run.toString()));
    arguments.addAll(
        List.of(
            "--set=report.images=3",
            "--set=report.neighbours=2",
            "--set=report.noise-levels=[1,0.5]"));
    arguments.addAll(List.of(more));
    return Diffrep.run(
        new PrintWriter(out), new PrintWriter(err), arguments.toArray(String[]::new));
  }

  private String page() throws IOException {
    return Files.readString(run.resolve("report/index.html"));
  }

  private void writeImages() throws IOException {
    Files.writeString(run.resolve("config.conf"), "seed = 1\n");
    ImageTables.write(folder.resolve("raw").toString(), 40, SHAPE, 5);
    spark
        .read()
        .parquet(folder.resolve("raw").toString())
        .withColumn(
            "label",
            functions
                .when(functions.col("label").equalTo("0"), NASTY)
                .otherwise(functions.col("label")))
        .write()
        .parquet(path("images"));
  }

  private void writeModel() throws IOException {
    writeModel(TinyModels.specification(SHAPE));
  }

  /** A static encoder with codes of two dimensions. */
  private void writeFlatModel() throws IOException {
    writeModel(
        TinyModels.specification(SHAPE, TinyModels.NETWORK.withStaticEncoder().withCodeSize(2)));
  }

  private void writeModel(ModelSpecification specification) throws IOException {
    ModelDirectory model =
        new ModelDirectory(new org.apache.hadoop.fs.Path(path("model")), new Configuration(false));
    model.specify(specification);
    model.finish(Initialisation.draw(specification.architecture().graph(Part.WHOLE).layout(), 9));
    model.history(
        List.of(
            """
            {"round":1,"rounds":2,"images":16,"loss":9.5,"learning-rate":1e-4,\
            "images-per-second":30.5,"seconds":0.5}""",
            """
            {"round":2,"rounds":2,"images":32,"loss":7.25,"learning-rate":1e-3,\
            "images-per-second":31,"seconds":1,"of-a-later-version":0}"""));
  }

  private String encode(List<Double> levels) {
    String codes = path("representations/encoder");
    Encoding.run(
        spark,
        path("images"),
        path("model"),
        codes,
        Source.ENCODER,
        new EncodeSettings(levels, 7, ScoreFeatures.DEFAULT),
        IfExists.REFUSE,
        Console.silent());
    return codes;
  }

  private void encodeAndEvaluate() {
    String codes = encode(List.of(0.2, 4.0));
    Evaluation.run(
        spark,
        List.of(codes),
        path("evaluation/probes"),
        new EvaluateSettings(List.of(8), false, 2, 5, "train", "test", 0, 1, 10),
        IfExists.REFUSE,
        Console.silent());
    DenoisingLosses.run(
        spark,
        path("images"),
        path("model"),
        path("evaluation/denoising"),
        new LossSettings(4, List.of(0.5, 2.0), "test"),
        1,
        IfExists.REFUSE,
        Console.silent());
  }

  @Test
  void aWholeRunIsOnePageThatNeedsNothingElse() throws Exception {
    writeImages();
    writeModel();
    encodeAndEvaluate();
    assertThat(report()).as(err.toString()).isZero();
    assertThat(out.toString())
        .isEqualTo(
            "wrote "
                + path("report/index.html")
                + " (left out: Generated images, What noise levels share)\n");
    String html = page();
    Document page = HtmlTest.parse(html);
    assertThat(attributes(page, "img", "src")).allMatch(source -> source.startsWith("data:image/"));
    assertThat(attributes(page, "a", "href")).allMatch(link -> link.startsWith("#"));
    assertThat(html)
        .doesNotContain("<script", "<link", "url(", "@import", "<b>&")
        .contains("&lt;b&gt;&amp;");
    // 3 images with 2 levels of two pictures each; 3 queries with 2 neighbours each.
    assertThat(attributes(page, "img", "src"))
        .filteredOn(source -> source.startsWith("data:image/png"))
        .hasSize(3 * (1 + 2 * 2) + 3 * (1 + 2));
    // Loss, rate, throughput; weight; accuracy twice; losses and gain; moments at two levels.
    assertThat(attributes(page, "img", "src"))
        .filteredOn(source -> source.startsWith("data:image/svg+xml"))
        .hasSize(10);
    assertThat(page.getDocumentElement().getTextContent())
        .contains("10 (all with a label)", "30 (all with a label)", "7.25", "seed = 1")
        .contains("Split train has 30 codes of 4 dimensions")
        .doesNotContain("Code plane")
        .contains("1x8x8 (channels x height x width)", "variance exploding, sigma 0.01 to 50");

    assertThat(report()).isEqualTo(2);
    assertThat(err.toString()).contains("--overwrite");
    assertThat(report("--overwrite")).isZero();
    assertThat(page()).isEqualTo(html);
  }

  /** The points alone; then, where the pipeline made it, the decoded grid, too. */
  @Test
  void codesOfTwoDimensionsAreShownInAPlane() throws Exception {
    writeImages();
    writeFlatModel();
    encode(List.of(1.0));
    assertThat(report()).as(err.toString()).isZero();
    assertThat(out.toString()).doesNotContain("Code plane");
    Document points = HtmlTest.parse(page());
    assertThat(points.getDocumentElement().getTextContent())
        .contains("Code plane", "Codes of held-out images")
        .doesNotContain("Images of codes on a grid over");
    List<String> before = attributes(points, "img", "src");

    Samples.run(
        spark,
        path("model"),
        path("images"),
        path("samples"),
        new SampleSettings(List.of(SampleKind.DENOISE)),
        ConfigurationReader.read(List.of("generate.steps=2")).generate(),
        Console.silent());
    assertThat(report("--overwrite")).as(err.toString()).isZero();
    Document both = HtmlTest.parse(page());
    assertThat(both.getDocumentElement().getTextContent())
        .contains("Images of codes on a grid over where those of the train split lie");
    byte[] grid = Files.readAllBytes(run.resolve("samples/plane/plane.png"));
    assertThat(attributes(both, "img", "src"))
        .containsAll(before)
        .contains("data:image/png;base64," + Base64.getEncoder().encodeToString(grid));
  }

  @Test
  void whatIsNotThereIsLeftOutWithTheReason() throws Exception {
    writeImages();
    assertThat(report()).as(err.toString()).isZero();
    assertThat(out.toString())
        .contains("(left out: Training, Weight of the noise levels, Accuracy by number of labels,");
    assertThat(HtmlTest.parse(page()).getDocumentElement().getTextContent())
        .contains("40", "Left out: No round of training has been recorded.")
        .contains("Left out: Accuracies were not measured (they need labels)")
        .contains("no model at ", "There is no representation table at ");
  }

  @Test
  void whatIsNoRunDirectoryIsRefusedInOneLine() {
    assertThat(report()).isEqualTo(2);
    assertThat(err.toString().strip().lines()).hasSize(1);
    assertThat(err.toString()).contains(run.toString(), "no run directory");
    assertThat(run.resolve("report")).doesNotExist();
  }

  private static List<String> attributes(Document page, String tag, String name) {
    NodeList elements = page.getElementsByTagName(tag);
    List<String> values = new ArrayList<>();
    for (int i = 0; i < elements.getLength(); i++) {
      values.add(((Element) elements.item(i)).getAttribute(name));
    }
    return values;
  }
}
