package io.diffrep.encode;

import static org.assertj.core.api.Assertions.assertThat;

import io.diffrep.image.ImageShape;
import io.diffrep.model.Model;
import io.diffrep.model.ModelDirectory;
import io.diffrep.network.CodeKind;
import io.diffrep.network.EncoderHead;
import io.diffrep.network.EncoderInput;
import io.diffrep.network.NetworkSettings;
import io.diffrep.runtime.Console;
import io.diffrep.store.IfExists;
import io.diffrep.testing.ImageTables;
import io.diffrep.testing.SparkSessions;
import io.diffrep.testing.TinyModels;
import io.diffrep.train.Training;
import io.diffrep.train.TrainingSummary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every kind of encoder, from images through training to codes. */
class EncodersTest {
  private static final EncodeSettings SETTINGS = new EncodeSettings(List.of(0.2, 4.0), 7);
  private static final int CODE = 3;

  @TempDir private Path folder;
  private final SparkSession spark = SparkSessions.shared();

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  @ParameterizedTest
  @CsvSource({
    "CONDITIONED, FLATTEN, GAUSSIAN",
    "CONDITIONED, POOL, PLAIN",
    "CONDITIONED, SPATIAL, GAUSSIAN",
    "STATIC, FLATTEN, PLAIN",
    "STATIC, POOL, GAUSSIAN",
    "STATIC, SPATIAL, PLAIN"
  })
  void trainsAndEncodes(EncoderInput input, EncoderHead head, CodeKind code) throws IOException {
    NetworkSettings network =
        new NetworkSettings(List.of(8, 8), List.of(8, 8), CODE, 16, 4, input, head, 2, code);
    ImageTables.write(path("images"), 40, new ImageShape(1, 8, 8), 5);
    TrainingSummary training =
        Training.run(
            spark,
            path("images"),
            path("model"),
            TinyModels.ENGINE,
            TinyModels.NOISE,
            network,
            TinyModels.OBJECTIVE,
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
