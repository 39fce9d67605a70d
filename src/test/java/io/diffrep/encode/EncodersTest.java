package io.diffrep.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.diffrep.engine.Engine.Mode;
import io.diffrep.engine.Graph;
import io.diffrep.engine.Plan;
import io.diffrep.engine.nd4j.Nd4jEngine;
import io.diffrep.image.ImageShape;
import io.diffrep.lake.ImageTable;
import io.diffrep.model.Model;
import io.diffrep.model.ModelDirectory;
import io.diffrep.network.Architecture;
import io.diffrep.network.Architecture.Part;
import io.diffrep.network.CodeInjection;
import io.diffrep.network.CodeKind;
import io.diffrep.network.EncoderBody;
import io.diffrep.network.EncoderHead;
import io.diffrep.network.EncoderInput;
import io.diffrep.network.EncoderKind;
import io.diffrep.network.NetworkSettings;
import io.diffrep.network.ScoreSettings;
import io.diffrep.runtime.Console;
import io.diffrep.store.IfExists;
import io.diffrep.testing.ImageTables;
import io.diffrep.testing.SparkSessions;
import io.diffrep.testing.TinyModels;
import io.diffrep.train.Training;
import io.diffrep.train.TrainingSummary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Every kind of network, from images through training to codes. */
class EncodersTest {
  private static final EncodeSettings SETTINGS =
      new EncodeSettings(List.of(0.2, 4.0), 7, ScoreFeatures.DEFAULT);
  private static final int CODE = 3;

  @TempDir private Path folder;
  private final SparkSession spark = SparkSessions.shared();

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  @ParameterizedTest
  @CsvSource({
    "CONDITIONED, FLATTEN, GAUSSIAN, FILM, 0, RESIDUAL",
    "CONDITIONED, POOL, PLAIN, EVERY_BLOCK, 8, WIDE_RESNET",
    "CONDITIONED, SPATIAL, GAUSSIAN, BOTTLENECK, 0, RESIDUAL",
    "STATIC, FLATTEN, PLAIN, FILM, 4, RESIDUAL",
    "STATIC, POOL, GAUSSIAN, BOTH, 4, WIDE_RESNET",
    "STATIC, SPATIAL, PLAIN, FILM, 0, WIDE_RESNET"
  })
  void trainsAndEncodes(
      EncoderInput input,
      EncoderHead head,
      CodeKind code,
      CodeInjection injection,
      int attention,
      EncoderKind kind)
      throws IOException {
    ScoreSettings score = new ScoreSettings(injection, attention);
    EncoderBody body =
        kind == EncoderKind.RESIDUAL ? EncoderBody.DEFAULT : new EncoderBody(kind, 10, 1);
    NetworkSettings network =
        new NetworkSettings(
            List.of(8, 8), List.of(8, 8), CODE, 16, 4, input, head, 2, code, score, body);
    ImageTables.write(path("images"), 40, new ImageShape(1, 8, 8), 5);
    TrainingSummary training =
        Training.run(
            spark,
            path("images"),
            path("model"),
            TinyModels.MODEL.with(network),
            TinyModels.training(320, 2),
            IfExists.REFUSE,
            Console.silent());
    assertThat(training.loss()).isFinite().isPositive();

    Model model =
        new ModelDirectory(new org.apache.hadoop.fs.Path(path("model")), new Configuration(false))
            .load();
    assertThat(model.architecture().settings()).isEqualTo(network);
    Encoding.run(
        spark,
        path("images"),
        path("model"),
        path("codes"),
        Source.ENCODER,
        SETTINGS,
        IfExists.REFUSE,
        Console.silent());
    List<Row> rows = spark.read().parquet(path("codes")).collectAsList();
    assertThat(rows).hasSize(40);
    int levels = input == EncoderInput.STATIC ? 1 : 2;
    assertIsWhatTheNetworkSays(model, rows.get(3), levels);
    for (Row row : rows) {
      assertShape(row, RepresentationTable.CODES, levels);
      if (code == CodeKind.GAUSSIAN) {
        assertShape(row, RepresentationTable.LOG_VARIANCES, levels);
      } else {
        assertThat(row.<Object>getAs(RepresentationTable.LOG_VARIANCES)).isNull();
      }
      assertThat(row.getList(row.fieldIndex(RepresentationTable.NOISE_LEVELS))).hasSize(levels);
    }
  }

  /** By the encoder's graph itself, in the other engine. */
  private void assertIsWhatTheNetworkSays(Model model, Row row, int levels) {
    Graph graph = model.architecture().graph(Part.ENCODER);
    Row image =
        ImageTable.read(spark, path("images"))
            .filter(functions.col("id").equalTo(row.<String>getAs("id")))
            .first();
    float[] planes = new float[64];
    model
        .specification()
        .normalisation()
        .apply(image.getAs(ImageTable.PIXELS), new ImageShape(1, 8, 8), planes, 0);
    try (Plan plan = Nd4jEngine.automatic().compile(graph, 1, Mode.INFERENCE)) {
      plan.parameters(model.layout(), weights());
      plan.input(Architecture.IMAGE, Nd4j.createFromArray(planes));
      for (int level = 0; level < levels; level++) {
        if (graph.inputs().containsKey(Architecture.LOG_RHO)) {
          double rho = SETTINGS.noiseLevels().get(level);
          plan.input(Architecture.LOG_RHO, Nd4j.createFromArray((float) Math.log(rho)));
        }
        plan.forward();
        assertNear(row, RepresentationTable.CODES, level, plan.output(Architecture.CODE));
        if (graph.outputs().containsKey(Architecture.LOG_VARIANCE)) {
          INDArray logVariance = plan.output(Architecture.LOG_VARIANCE);
          assertNear(row, RepresentationTable.LOG_VARIANCES, level, logVariance);
        }
      }
    }
  }

  private INDArray weights() {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(folder.resolve("model/weights/parameters.f32"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    float[] weights = new float[bytes.length / 4];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(weights);
    return Nd4j.createFromArray(weights);
  }

  private static void assertNear(Row row, String column, int level, INDArray expected) {
    List<scala.collection.Seq<Float>> matrix = row.getList(row.fieldIndex(column));
    for (int k = 0; k < CODE; k++) {
      assertThat(matrix.get(level).apply(k)).isCloseTo(expected.getFloat(0, k), within(1e-4f));
    }
  }

  private static void assertShape(Row row, String column, int levels) {
    List<scala.collection.Seq<Float>> matrix = row.getList(row.fieldIndex(column));
    assertThat(matrix).hasSize(levels);
    matrix.forEach(
        level -> {
          assertThat(level.size()).isEqualTo(CODE);
          assertThat(level.apply(0)).isFinite();
        });
  }
}
