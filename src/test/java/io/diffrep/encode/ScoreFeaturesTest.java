package io.diffrep.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.diffrep.evaluate.EvaluateSettings;
import io.diffrep.evaluate.EvaluatedInput;
import io.diffrep.evaluate.Evaluation;
import io.diffrep.evaluate.EvaluationSummary;
import io.diffrep.image.ImageShape;
import io.diffrep.model.ModelDirectory;
import io.diffrep.model.ModelSpecification;
import io.diffrep.network.Architecture;
import io.diffrep.network.Architecture.Part;
import io.diffrep.network.CodeKind;
import io.diffrep.network.EncoderHead;
import io.diffrep.network.EncoderInput;
import io.diffrep.network.Initialisation;
import io.diffrep.network.NetworkSettings;
import io.diffrep.runtime.Console;
import io.diffrep.runtime.UsageException;
import io.diffrep.sde.NoiseLawKind;
import io.diffrep.sde.NoiseSettings;
import io.diffrep.sde.ObjectiveKind;
import io.diffrep.sde.ObjectiveSettings;
import io.diffrep.store.IfExists;
import io.diffrep.testing.ImageTables;
import io.diffrep.testing.SparkSessions;
import io.diffrep.testing.TinyModels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Features of the score network as a representation. */
class ScoreFeaturesTest {
  private static final ImageShape SHAPE = new ImageShape(1, 8, 9);
  private static final List<Double> LEVELS = List.of(0.2, 4.0);
  private static final int CHANNELS = 8;
  private static final double DROPS = TinyModels.OBJECTIVE.dropCode();

  @TempDir private Path folder;
  private final SparkSession spark = SparkSessions.shared();
  private int written;
  private String model;

  @BeforeEach
  void writeImagesAndModel() throws IOException {
    ImageTables.write(path("images"), 40, SHAPE, 5);
    writeModel(TinyModels.NETWORK, TinyModels.NOISE, DROPS);
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private void writeModel(NetworkSettings network, NoiseSettings noise, double dropCode)
      throws IOException {
    ModelSpecification usual = TinyModels.specification(SHAPE);
    ObjectiveSettings objective =
        ObjectiveSettings.scoreMatching(
            usual.objective().parameterisation(),
            usual.objective().weighting(),
            usual.objective().codePenalty(),
            dropCode);
    writeModel(new Architecture(network, SHAPE), noise, objective);
  }

  private void writeModel(
      Architecture architecture, NoiseSettings noise, ObjectiveSettings objective)
      throws IOException {
    ModelSpecification usual = TinyModels.specification(SHAPE);
    ModelSpecification specification =
        new ModelSpecification(
            architecture,
            usual.normalisation(),
            noise,
            objective,
            usual.augmentation(),
            usual.engine(),
            1,
            Map.of());
    model = path("model-" + written++);
    ModelDirectory directory =
        new ModelDirectory(new org.apache.hadoop.fs.Path(model), new Configuration(false));
    directory.specify(specification);
    directory.finish(
        Initialisation.draw(specification.architecture().graph(Part.WHOLE).layout(), 9));
  }

  private List<Row> encode(String images, Source source, int batch, ScoreFeatures features) {
    String output = path("out-" + written++);
    encode(images, source, batch, features, output);
    return spark.read().parquet(output).orderBy("path").collectAsList();
  }

  private void encode(
      String images, Source source, int batch, ScoreFeatures features, String output) {
    Encoding.run(
        spark,
        path(images),
        model,
        output,
        source,
        new EncodeSettings(LEVELS, batch, features),
        IfExists.REFUSE,
        Console.silent());
  }

  private List<Row> encode(ScoreFeatures features) {
    return encode("images", Source.SCORE, 7, features);
  }

  private static ScoreFeatures code(ScoreCode code) {
    return new ScoreFeatures("bottleneck", 1, code);
  }

  private static float[][] codes(Row row) {
    List<scala.collection.Seq<Float>> matrix =
        row.getList(row.fieldIndex(RepresentationTable.CODES));
    float[][] codes = new float[matrix.size()][];
    for (int level = 0; level < codes.length; level++) {
      codes[level] = new float[matrix.get(level).size()];
      for (int k = 0; k < codes[level].length; k++) {
        codes[level][k] = matrix.get(level).apply(k);
      }
    }
    return codes;
  }

  private static String fingerprint(List<Row> rows) {
    return rows.get(0).getAs(RepresentationTable.MODEL);
  }

  private static void assertSame(List<Row> rows, List<Row> expected) {
    assertThat(rows).hasSameSizeAs(expected);
    for (int i = 0; i < rows.size(); i++) {
      assertThat(rows.get(i).<String>getAs("id")).isEqualTo(expected.get(i).getAs("id"));
      float[][] actual = codes(rows.get(i));
      float[][] wanted = codes(expected.get(i));
      for (int level = 0; level < wanted.length; level++) {
        for (int k = 0; k < wanted[level].length; k++) {
          assertThat(actual[level][k]).isCloseTo(wanted[level][k], within(1e-5f));
        }
      }
    }
    assertThat(fingerprint(rows)).isEqualTo(fingerprint(expected));
  }

  @Test
  void anImageHasTheSameFeaturesInWhateverPartitionBatchAndRun() {
    List<Row> rows = encode(ScoreFeatures.DEFAULT);
    assertThat(rows).hasSize(40);
    for (Row row : rows) {
      assertThat(row.<String>getAs(RepresentationTable.SOURCE)).isEqualTo("score");
      assertThat(row.<Object>getAs(RepresentationTable.LOG_VARIANCES)).isNull();
      assertThat(codes(row)).hasDimensions(2, CHANNELS);
    }
    assertThat(codes(rows.get(0))[0]).isNotEqualTo(codes(rows.get(0))[1]);
    assertThat(codes(rows.get(0))[0]).isNotEqualTo(codes(rows.get(1))[0]);
    assertSame(encode(ScoreFeatures.DEFAULT), rows);
    spark
        .read()
        .parquet(path("images"))
        .orderBy(functions.col("path").desc())
        .repartition(5)
        .write()
        .parquet(path("shuffled"));
    assertSame(encode("shuffled", Source.SCORE, 16, ScoreFeatures.DEFAULT), rows);
  }

  /** Noise of one level does not depend on what other levels there are. */
  @Test
  void aLevelAloneGivesWhatItGivesAmongOthers() {
    List<Row> rows = encode(ScoreFeatures.DEFAULT);
    String output = path("alone");
    Encoding.run(
        spark,
        path("images"),
        model,
        output,
        Source.SCORE,
        new EncodeSettings(LEVELS.subList(1, 2), 7, ScoreFeatures.DEFAULT),
        IfExists.REFUSE,
        Console.silent());
    List<Row> alone = spark.read().parquet(output).orderBy("path").collectAsList();
    assertThat(codes(alone.get(3))[0]).containsExactly(codes(rows.get(3))[1], within(1e-5f));
    assertThat(fingerprint(alone)).isNotEqualTo(fingerprint(rows));
  }

  @Test
  void blockGridAndCodeAreWhatIsAskedForAndNamedInTheFingerprint() {
    List<List<Row>> encodings = new ArrayList<>();
    encodings.add(encode(code(ScoreCode.DROPPED)));
    encodings.add(encode(code(ScoreCode.OWN)));
    encodings.add(encode(new ScoreFeatures("up0", 1, ScoreCode.DROPPED)));
    encodings.add(encode(new ScoreFeatures("up0", 2, ScoreCode.DROPPED)));
    encodings.add(encode("images", Source.ENCODER, 7, ScoreFeatures.DEFAULT));
    assertThat(encodings.stream().map(ScoreFeaturesTest::fingerprint)).doesNotHaveDuplicates();
    assertThat(encodings.stream().map(rows -> codes(rows.get(0))[0])).doesNotHaveDuplicates();
    assertThat(codes(encodings.get(3).get(0))[0]).hasSize(4 * CHANNELS);
    assertSame(encode(code(ScoreCode.AUTO)), encodings.get(0));
  }

  @Test
  void aModelThatAlwaysHadTheCodeIsGivenIt() throws IOException {
    writeModel(TinyModels.NETWORK, TinyModels.NOISE, 0);
    assertSame(encode(code(ScoreCode.AUTO)), encode(code(ScoreCode.OWN)));
    assertThatThrownBy(() -> encode(code(ScoreCode.DROPPED)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("encode.score-code is dropped")
        .hasMessageContaining(model)
        .hasMessageContaining("set it to own");
  }

  @Test
  void whatTheNetworkDoesNotHaveIsRefused() {
    assertThatThrownBy(() -> encode(new ScoreFeatures("up1", 1, ScoreCode.AUTO)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("encode.score-block is up1")
        .hasMessageContaining("[down0, bottleneck, up0]");
    assertThatThrownBy(() -> encode(new ScoreFeatures("bottleneck", 5, ScoreCode.AUTO)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("encode.score-cells is 5")
        .hasMessageContaining("4 positions");
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("images", "model-0");
  }

  @Test
  void aModelOfAnotherObjectiveHasNoScores() throws IOException {
    ObjectiveSettings objective = TinyModels.OBJECTIVE.with(ObjectiveKind.AUTOENCODER);
    writeModel(new Architecture(TinyModels.NETWORK, SHAPE), TinyModels.NOISE, objective);
    assertThatThrownBy(() -> encode(ScoreFeatures.DEFAULT))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(model)
        .hasMessageContaining("objective.kind is autoencoder");
  }

  /** A static encoder knows of no levels; the score network beside it does. */
  @Test
  void besideAStaticEncoderLevelsAreStoredAndHeldToTheSupport() throws IOException {
    NetworkSettings sizes = TinyModels.NETWORK;
    NetworkSettings network =
        new NetworkSettings(
            sizes.encoderChannels(),
            sizes.scoreChannels(),
            sizes.codeSize(),
            sizes.embedding(),
            sizes.groups(),
            EncoderInput.STATIC,
            EncoderHead.FLATTEN,
            2,
            CodeKind.PLAIN,
            sizes.score(),
            sizes.body());
    writeModel(network, TinyModels.NOISE, DROPS);
    assertThat(codes(encode(code(ScoreCode.OWN)).get(0))).hasDimensions(2, CHANNELS);
    assertThat(codes(encode("images", Source.ENCODER, 7, ScoreFeatures.DEFAULT).get(0)))
        .hasDimensions(1, 4);

    writeModel(network, TinyModels.NOISE.with(NoiseLawKind.SINGLE_LEVEL), DROPS);
    assertThat(encode("images", Source.ENCODER, 7, ScoreFeatures.DEFAULT)).hasSize(40);
    assertThatThrownBy(() -> encode(ScoreFeatures.DEFAULT))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("encode.noise-levels: [0.2, 4.0] lie outside");
  }

  @Test
  void oneEvaluationHoldsThemBesideTheEncodersCodes() {
    encode("images", Source.ENCODER, 7, ScoreFeatures.DEFAULT, path("codes"));
    encode("images", Source.SCORE, 7, ScoreFeatures.DEFAULT, path("features"));
    EvaluationSummary summary =
        Evaluation.run(
            spark,
            List.of(path("codes"), path("features")),
            path("results"),
            new EvaluateSettings(List.of(8), false, 2, 5, "train", "test", 0, 1, 10),
            IfExists.REFUSE,
            Console.silent());
    assertThat(summary.inputs())
        .extracting(EvaluatedInput::name)
        .containsExactly(
            "encoder 0.2",
            "encoder 4",
            "encoder concatenated",
            "score 0.2",
            "score 4",
            "score concatenated");
    assertThat(summary.accuracy("score concatenated", 8).count()).isEqualTo(2);
  }
}
