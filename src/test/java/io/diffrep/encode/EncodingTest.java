package io.diffrep.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.diffrep.image.ImageShape;
import io.diffrep.lake.ImageTable;
import io.diffrep.model.Inference;
import io.diffrep.model.Model;
import io.diffrep.model.ModelDirectory;
import io.diffrep.model.ModelSpecification;
import io.diffrep.network.Architecture.Part;
import io.diffrep.network.Initialisation;
import io.diffrep.network.Plans;
import io.diffrep.runtime.Console;
import io.diffrep.runtime.UsageException;
import io.diffrep.sde.NoiseLawKind;
import io.diffrep.store.IfExists;
import io.diffrep.testing.ImageTables;
import io.diffrep.testing.SparkSessions;
import io.diffrep.testing.TinyModels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncodingTest {
  private static final ImageShape SHAPE = new ImageShape(3, 8, 9);
  private static final EncodeSettings SETTINGS =
      new EncodeSettings(List.of(0.2, 4.0), 7, ScoreFeatures.DEFAULT);

  @TempDir private Path folder;
  private final SparkSession spark = SparkSessions.shared();
  private Model model;

  @BeforeEach
  void writeImagesAndModel() throws IOException {
    ImageTables.write(path("images"), 30, SHAPE, 5);
    ModelSpecification specification = TinyModels.specification(SHAPE);
    var weights = Initialisation.draw(specification.architecture().graph(Part.WHOLE).layout(), 9);
    ModelDirectory directory =
        new ModelDirectory(new org.apache.hadoop.fs.Path(path("model")), new Configuration(false));
    directory.specify(specification);
    directory.finish(weights);
    model = new Model(specification, weights);
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private List<Row> encode(String output, Source source) {
    EncodingSummary summary =
        Encoding.run(
            spark,
            path("images"),
            path("model"),
            path(output),
            source,
            SETTINGS,
            IfExists.REFUSE,
            Console.silent());
    assertThat(summary.images()).isEqualTo(30);
    return spark.read().parquet(path(output)).orderBy("path").collectAsList();
  }

  @Test
  void everyImageHasTheCodesThatTheEncoderGivesItAlone() {
    List<Row> rows = encode("codes", Source.ENCODER);
    List<Row> images = ImageTable.read(spark, path("images")).orderBy("path").collectAsList();
    try (Inference encoder = Inference.encoder(model, 1)) {
      for (int i = 0; i < rows.size(); i++) {
        Row row = rows.get(i);
        for (String column : List.of("id", "path", "length", "label", "split")) {
          assertThat(row.<Object>getAs(column)).isEqualTo(images.get(i).getAs(column));
        }
        float[] planes = new float[SHAPE.size()];
        byte[] pixels = images.get(i).getAs(ImageTable.PIXELS);
        model.specification().normalisation().apply(pixels, SHAPE, planes, 0);
        assertThat(row.<Float>getList(row.fieldIndex("noise_levels"))).containsExactly(0.2f, 4f);
        List<scala.collection.Seq<Float>> codes = row.getList(row.fieldIndex("codes"));
        for (int level = 0; level < 2; level++) {
          float[] alone = encoder.codes(List.of(planes), SETTINGS.noiseLevels().get(level))[0];
          assertThat(codes.get(level).size()).isEqualTo(alone.length);
          for (int k = 0; k < alone.length; k++) {
            assertThat(codes.get(level).apply(k)).isCloseTo(alone[k], within(1e-5f));
          }
        }
      }
    }
  }

  /** With the same fingerprint, too: all but the time at which they were encoded. */
  @Test
  void rowsWithoutATableAreThoseOfTheTable() {
    var rows =
        Encoding.rows(spark, ImageTable.read(spark, path("images")), model, "the model", SETTINGS);

    assertThat(rows.drop("encoded").orderBy("path").collectAsList().toString())
        .isEqualTo(
            spark
                .createDataFrame(encode("codes", Source.ENCODER), RepresentationTable.SCHEMA)
                .drop("encoded")
                .orderBy("path")
                .collectAsList()
                .toString());
    assertThatThrownBy(
            () ->
                Encoding.rows(
                    spark,
                    ImageTable.read(spark, path("images")),
                    model,
                    "the model",
                    new EncodeSettings(List.of(99.0), 7, ScoreFeatures.DEFAULT)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("encode.noise-levels: [99.0]")
        .hasMessageContaining("the model");
  }

  @Test
  void aTaskSlotMakesItsPlanOnceHoweverManyTasksItRuns() {
    int before = Plans.compiled();
    encode("first", Source.ENCODER);
    int after = Plans.compiled();
    encode("second", Source.ENCODER);
    encode("third", Source.UNTRAINED);

    assertThat(after - before).isBetween(0, spark.sparkContext().defaultParallelism());
    // A task that found a slot free the first time may need one more plan than were made then.
    assertThat(Plans.compiled() - before)
        .isLessThanOrEqualTo(spark.sparkContext().defaultParallelism());
  }

  @Test
  void pixelsAreTheImageItselfAsPlanes() {
    List<Row> rows = encode("pixels", Source.PIXELS);
    List<Row> images = ImageTable.read(spark, path("images")).orderBy("path").collectAsList();
    byte[] pixels = images.get(4).getAs(ImageTable.PIXELS);
    List<scala.collection.Seq<Float>> codes = rows.get(4).getList(7);
    assertThat(codes).hasSize(1);
    for (int c = 0; c < 3; c++) {
      for (int p = 0; p < 72; p++) {
        assertThat(codes.get(0).apply(c * 72 + p))
            .isEqualTo((pixels[p * 3 + c] & 0xff) * (1f / 255));
      }
    }
  }

  @Test
  void encodingsThatDifferHaveDifferentFingerprints() {
    List<Object> fingerprints =
        List.of(
            encode("codes", Source.ENCODER).get(0).getAs("model"),
            encode("untrained", Source.UNTRAINED).get(0).getAs("model"),
            encode("pixels", Source.PIXELS).get(0).getAs("model"));
    assertThat(fingerprints).doesNotHaveDuplicates();
    assertThat(encode("again", Source.ENCODER).get(0).<Object>getAs("model"))
        .isEqualTo(fingerprints.get(0));
  }

  @Test
  void imagesOfAnotherShapeAreRefusedBeforeAnythingIsWritten() {
    ImageTables.write(path("larger"), 8, new ImageShape(3, 8, 10), 5);
    assertThatThrownBy(
            () ->
                Encoding.run(
                    spark,
                    path("larger"),
                    path("model"),
                    path("out"),
                    Source.ENCODER,
                    SETTINGS,
                    IfExists.REFUSE,
                    Console.silent()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("3x8x9")
        .hasMessageContaining("3x8x10");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  /** A model of one level: its codes at others would mean nothing. Pixels have no level. */
  @Test
  void levelsThatTheModelWasNotTrainedAtAreRefusedBeforeAnythingIsWritten() throws IOException {
    ModelSpecification usual = model.specification();
    new ModelDirectory(new org.apache.hadoop.fs.Path(path("model")), new Configuration(false))
        .specify(
            new ModelSpecification(
                usual.architecture(),
                usual.normalisation(),
                TinyModels.NOISE.with(NoiseLawKind.SINGLE_LEVEL),
                usual.objective(),
                usual.augmentation(),
                usual.engine(),
                usual.seed(),
                usual.choices()));
    for (Source source : List.of(Source.ENCODER, Source.UNTRAINED)) {
      assertThatThrownBy(() -> encode("out", source))
          .isInstanceOf(UsageException.class)
          .hasMessage(
              "encode.noise-levels: [0.2, 4.0] lie outside the noise levels that "
                  + path("model")
                  + " is trained at (a single level, rho 1): set it to levels inside, such as"
                  + " [1.0]");
      assertThat(folder.resolve("out")).doesNotExist();
    }
    assertThat(encode("out", Source.PIXELS)).hasSize(30);
  }

  @Test
  void anExistingTableIsLeftAloneUnlessToldOtherwise() {
    encode("codes", Source.ENCODER);
    assertThatThrownBy(() -> encode("codes", Source.ENCODER))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--overwrite");
  }
}
