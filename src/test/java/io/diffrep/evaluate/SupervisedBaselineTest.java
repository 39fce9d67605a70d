package io.diffrep.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.diffrep.cli.Diffrep;
import io.diffrep.encode.EncodeSettings;
import io.diffrep.encode.Encoding;
import io.diffrep.encode.ScoreFeatures;
import io.diffrep.encode.Source;
import io.diffrep.image.ImageShape;
import io.diffrep.lake.ImageTable;
import io.diffrep.model.Inference;
import io.diffrep.model.Model;
import io.diffrep.model.ModelDirectory;
import io.diffrep.model.ModelSpecification;
import io.diffrep.runtime.Console;
import io.diffrep.runtime.UsageException;
import io.diffrep.store.IfExists;
import io.diffrep.testing.ImageTables;
import io.diffrep.testing.SparkSessions;
import io.diffrep.testing.TinyModels;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network that was trained by labels, of random weights here, beside what saw none. */
class SupervisedBaselineTest {
  private static final ImageShape SHAPE = new ImageShape(1, 8, 8);
  private static final EvaluateSettings SETTINGS =
      new EvaluateSettings(List.of(8), false, 2, 5, "train", "test", 0, 1, 10);

  @TempDir private Path folder;
  private final SparkSession spark = SparkSessions.shared();
  private String images;

  @BeforeEach
  void writeImages() {
    images = folder.resolve("images").toString();
    ImageTables.write(images, 60, SHAPE, 5);
  }

  private static ModelSpecification supervised(int labels) {
    return TinyModels.classifier(SHAPE, labels, List.of("0", "1"));
  }

  private String write(String name, ModelSpecification specification) throws IOException {
    String place = folder.resolve(name).toString();
    ModelDirectory model =
        new ModelDirectory(new org.apache.hadoop.fs.Path(place), new Configuration(false));
    model.specify(specification);
    model.finish(TinyModels.classifierWeights(specification));
    return place;
  }

  private String encode(String model, String name, Source source) {
    String table = folder.resolve(name).toString();
    Encoding.run(
        spark,
        images,
        model,
        table,
        source,
        new EncodeSettings(List.of(1.0), 8, ScoreFeatures.DEFAULT),
        IfExists.REFUSE,
        Console.silent());
    return table;
  }

  private EvaluationSummary evaluate(String output, String... tables) {
    return Evaluation.run(
        spark,
        List.of(tables),
        folder.resolve(output).toString(),
        SETTINGS,
        IfExists.REFUSE,
        Console.silent());
  }

  @Test
  void theTableOfAccuraciesSaysWhoseEncoderSawLabels() throws IOException {
    String few = write("few", supervised(7));
    String all = write("all", supervised(0));
    String score = write("score", TinyModels.specification(SHAPE));

    EvaluationSummary summary =
        evaluate(
            "probes",
            encode(few, "by-few", Source.ENCODER),
            encode(few, "untrained", Source.UNTRAINED),
            encode(all, "by-all", Source.ENCODER),
            encode(score, "by-none", Source.ENCODER));

    List<String> notes =
        summary.notes().stream().filter(note -> note.contains("trained by labels")).toList();
    assertThat(notes).hasSize(2);
    assertThat(notes.get(0))
        .startsWith("The codes of the rows by-few are")
        .contains("by 7 of them");
    assertThat(notes.get(1)).startsWith("The codes of the rows by-all are").contains("by all that");
    assertThat(summary.markdown()).contains(notes);
  }

  @Test
  void itsOwnClassifierIsMeasuredOnTheTestSplit() throws IOException {
    ModelSpecification specification = supervised(7);
    String model = write("model", specification);
    long right = 0;
    List<Row> rows = ImageTable.read(spark, images).where("split = 'test'").collectAsList();
    Model same = new Model(specification, TinyModels.classifierWeights(specification));
    try (Inference inference = Inference.classifier(same, 1)) {
      for (Row row : rows) {
        float[] pixels = same.standardised(row.getAs(ImageTable.PIXELS));
        int told = inference.classify(List.of(pixels)).classes()[0];
        right += String.valueOf(told).equals(row.getAs(ImageTable.LABEL)) ? 1 : 0;
      }
    }

    SparkSession.setDefaultSession(spark);
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        Diffrep.run(
            new PrintWriter(out),
            new PrintWriter(err),
            "evaluate",
            "--images=" + images,
            "--model=" + model,
            "--output=" + folder.resolve("out"),
            "--set=encode.batch=4");

    assertThat(exitCode).as(err.toString()).isZero();
    // All odd images, of which the test split consists here, are of class 1.
    assertThat(rows).hasSize(15);
    assertThat(out.toString())
        .contains("trained by 7 labels, 2 classes, on the 15 labelled images of split 'test'");
    var json = new ObjectMapper().readTree(folder.resolve("out/classifier/accuracy.json").toFile());
    assertThat(json.get("accuracy").asDouble()).isEqualTo(right / 15.0);
    assertThat(right).isBetween(1L, 14L);
    assertThat(folder.resolve("out/classifier/accuracy.md")).content().contains("**");
    assertThat(folder.resolve("out/denoising")).doesNotExist();
  }

  private ClassifierAccuracy accuracy(String split, String trainSplit) throws IOException {
    return ClassifierAccuracy.run(
        spark,
        images,
        write("model", supervised(0)),
        folder.resolve("out").toString(),
        split,
        trainSplit,
        8,
        IfExists.REFUSE,
        Console.silent());
  }

  @Test
  void anAccuracyOnTheTrainingSplitSaysSo() throws IOException {
    assertThat(accuracy("test", "train").markdown()).doesNotContain("no result");
    FileUtils.deleteDirectory(folder.resolve("out").toFile());
    FileUtils.deleteDirectory(folder.resolve("model").toFile());
    assertThat(accuracy("train", "train").markdown()).contains("split 'train' (", "no result");
  }

  @Test
  void aSplitWithoutLabelsIsRefused() {
    assertThatThrownBy(() -> accuracy("none", "train"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("no labelled image in split 'none'");
    assertThat(folder.resolve("out")).doesNotExist();
  }
}
