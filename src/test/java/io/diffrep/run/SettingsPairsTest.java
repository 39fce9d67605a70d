package io.diffrep.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.diffrep.config.Configuration;
import io.diffrep.config.ConfigurationReader;
import io.diffrep.encode.Encoding;
import io.diffrep.encode.RepresentationTable;
import io.diffrep.encode.Source;
import io.diffrep.generate.Generation;
import io.diffrep.generate.GenerationInputs;
import io.diffrep.generate.Reconstruct;
import io.diffrep.generate.Selection;
import io.diffrep.image.ImageShape;
import io.diffrep.model.ModelDirectory;
import io.diffrep.runtime.Console;
import io.diffrep.store.IfExists;
import io.diffrep.testing.ImageTables;
import io.diffrep.testing.SparkSessions;
import io.diffrep.train.Training;
import io.diffrep.train.TrainingSummary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every pair of settings of the method that go together, in a training of a few steps with what
 * follows it. What does not go together is refused, and the test says which pairs these are.
 */
@Tag("slow")
class SettingsPairsTest {
  /** In rows without a score network, and in some with one: it is the default. */
  private static final String NO_BLOCK = "encode.score-cells=1";

  /** In rows that nothing is generated in. */
  private static final String NO_SOLVER = "generate.images=2";

  private static final List<List<String>> FACTORS =
      List.of(
          List.of(
              "noise.law=uniform-time",
              "noise.law=uniform",
              "noise.law=log-normal",
              "noise.law=interval",
              "noise.law=single-level"),
          List.of(
              "objective.kind=score-matching",
              "objective.kind=autoencoder",
              "objective.kind=contrastive",
              "objective.kind=supervised"),
          List.of(
              "network.injection=film",
              "network.injection=every-block",
              "network.injection=bottleneck",
              "network.injection=both"),
          List.of("network.head=flatten", "network.head=pool", "network.head=spatial"),
          List.of("augmentation.kind=none", "augmentation.kind=light", "augmentation.kind=view"),
          List.of("noise.process=ve", "noise.process=vp"),
          List.of("objective.parameterisation=edm", "objective.parameterisation=noise"),
          List.of("objective.weighting=edm", "objective.weighting=paper"),
          List.of("network.encoder=conditioned", "network.encoder=static"),
          List.of("network.code=plain", "network.code=gaussian"),
          List.of("network.attention=0", "network.attention=4"),
          List.of("network.encoder-kind=residual", "network.encoder-kind=wide-resnet"),
          List.of("augmentation.mixup=0", "augmentation.mixup=0.5"),
          List.of("objective.drop-code=0", "objective.drop-code=0.5"),
          List.of("engine.name=auto", "engine.name=nd4j"),
          List.of("train.workers=1", "train.workers=2"),
          List.of(
              NO_BLOCK,
              "encode.score-block=down0",
              "encode.score-block=bottleneck",
              "encode.score-block=up0"),
          List.of(
              NO_SOLVER,
              "generate.solver=probability-flow",
              "generate.solver=predictor-corrector"));

  private static final List<String> SMALL =
      List.of(
          "network.encoder-channels=[8,8]",
          "network.score-channels=[8,8]",
          "network.code-size=2",
          "network.embedding=8",
          "network.groups=4",
          "network.depth=10",
          "train.images=32",
          "train.batch=8",
          "train.averaging-interval=2",
          "train.averaging-warm-up=0",
          "train.warm-up-images=8",
          "encode.noise-levels=[1]",
          "generate.steps=2",
          NO_SOLVER);

  /**
   * What knows no noise refuses what is of noise, two views are views, and an image cannot be made
   * of nothing by numbers of whole channels.
   */
  private static final Set<Set<String>> REFUSED =
      Set.of(
          Set.of("objective.kind=autoencoder", "network.encoder=conditioned"),
          Set.of("objective.kind=contrastive", "network.encoder=conditioned"),
          Set.of("objective.kind=supervised", "network.encoder=conditioned"),
          Set.of("objective.kind=autoencoder", "augmentation.mixup=0.5"),
          Set.of("objective.kind=contrastive", "augmentation.mixup=0.5"),
          Set.of("objective.kind=supervised", "augmentation.mixup=0.5"),
          Set.of("objective.kind=autoencoder", "network.injection=film"),
          Set.of("objective.kind=autoencoder", "network.injection=every-block"),
          Set.of("objective.kind=contrastive", "augmentation.kind=none"),
          Set.of("objective.kind=contrastive", "augmentation.kind=light"));

  /** What knows no noise has no score network, and nothing begins at noise that was never seen. */
  private static final Set<Set<String>> WITHOUT_SENSE =
      pairs(
          List.of(
              "objective.kind=autoencoder",
              "objective.kind=contrastive",
              "objective.kind=supervised"),
          List.of(
              "encode.score-block=down0",
              "encode.score-block=bottleneck",
              "encode.score-block=up0",
              "generate.solver=probability-flow",
              "generate.solver=predictor-corrector"),
          List.of("noise.law=interval", "noise.law=single-level"),
          List.of("generate.solver=probability-flow", "generate.solver=predictor-corrector"));

  private static final CoveringArray ARRAY =
      new CoveringArray(
          FACTORS,
          Stream.of(REFUSED, WITHOUT_SENSE)
              .flatMap(Set::stream)
              .collect(Collectors.toUnmodifiableSet()));

  @TempDir private static Path shared;
  @TempDir private Path folder;

  /** Each of the first with each of the second, and each of the third with each of the fourth. */
  private static Set<Set<String>> pairs(
      List<String> first, List<String> second, List<String> third, List<String> fourth) {
    return Stream.concat(
            first.stream().flatMap(one -> second.stream().map(other -> Set.of(one, other))),
            third.stream().flatMap(one -> fourth.stream().map(other -> Set.of(one, other))))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Configuration configuration(List<String> row) {
    return ConfigurationReader.read(Stream.concat(SMALL.stream(), row.stream()).toList());
  }

  @BeforeAll
  static void writeImages() {
    ImageTables.write(shared.resolve("images").toString(), 16, new ImageShape(1, 8, 8), 2);
  }

  static List<List<String>> rows() {
    return ARRAY.rows();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void trainsLoadsEncodesAndGenerates(List<String> row) throws IOException {
    Configuration configuration = configuration(row);
    TrainingSummary summary =
        Training.run(
            SparkSessions.shared(),
            images(),
            model(),
            configuration.model(),
            configuration.train(),
            IfExists.REFUSE,
            Console.silent());
    assertThat(summary.images()).isEqualTo(32);
    assertThat(summary.loss()).isFinite();
    assertThatItIsRead(configuration);
    assertThatItEncodes(Source.ENCODER, configuration, 2);
    if (configuration.objective().isScoreMatching()) {
      // A number for each channel.
      assertThatItEncodes(Source.SCORE, configuration, 8);
    }
    if (!row.contains(NO_SOLVER)) {
      assertThatItReconstructs(configuration);
    }
  }

  private static String images() {
    return shared.resolve("images").toString();
  }

  private String model() {
    return folder.resolve("model").toString();
  }

  private void assertThatItIsRead(Configuration configuration) throws IOException {
    var specification =
        new ModelDirectory(
                new org.apache.hadoop.fs.Path(model()), new org.apache.hadoop.conf.Configuration())
            .load()
            .specification();
    assertThat(specification.objective()).isEqualTo(configuration.objective());
    assertThat(specification.architecture().settings()).isEqualTo(configuration.network());
    assertThat(specification.augmentation()).isEqualTo(configuration.augmentation());
    assertThat(specification.noise().noiseProcess())
        .isEqualTo(configuration.noise().noiseProcess());
    assertThat(specification.noise().noiseLaw()).isEqualTo(configuration.noise().noiseLaw());
  }

  private void assertThatItEncodes(Source source, Configuration configuration, int size) {
    String codes = folder.resolve(source.name()).toString();
    Encoding.run(
        SparkSessions.shared(),
        images(),
        model(),
        codes,
        source,
        configuration.encode(),
        IfExists.REFUSE,
        Console.silent());
    List<Row> rows = SparkSessions.shared().read().parquet(codes).collectAsList();
    assertThat(rows).hasSize(16);
    for (Row encoded : rows) {
      List<scala.collection.Seq<Float>> levels =
          encoded.getList(encoded.fieldIndex(RepresentationTable.CODES));
      assertThat(levels).hasSize(1);
      assertThat(levels.get(0).size()).isEqualTo(size);
      for (int d = 0; d < size; d++) {
        assertThat((float) levels.get(0).apply(d)).isFinite();
      }
    }
  }

  private void assertThatItReconstructs(Configuration configuration) throws IOException {
    Path output = folder.resolve("reconstructed");
    Generation.run(
        SparkSessions.shared(),
        new Reconstruct(),
        new GenerationInputs(
            List.of(model()), Optional.of(images()), Optional.empty(), Selection.FIRST),
        output.toString(),
        configuration.generate(),
        IfExists.REFUSE,
        Console.silent());
    JsonNode record = new ObjectMapper().readTree(output.resolve("generate.json").toFile());
    assertThat(record.get("images")).hasSize(2);
    // Of pixels from 0 to 1. After so few steps images hardly are the right ones; no number, which
    // is what can go wrong, would be black or white all over.
    assertThat(record.get("mean-squared-error").asDouble()).isPositive().isLessThan(0.5);
  }

  static Set<Set<String>> refused() {
    return REFUSED;
  }

  /** Each on the settings of a row that is not refused: the pair alone is what is wrong. */
  @ParameterizedTest
  @MethodSource("refused")
  void whatDoesNotGoTogetherIsRefused(Set<String> pair) {
    List<String> allowed =
        List.of(
            "network.encoder=static",
            "network.injection=both",
            "augmentation.kind=view",
            "augmentation.mixup=0");
    assertThat(configuration(allowed).model().mistakes()).isEmpty();
    List<String> mistakes =
        configuration(Stream.concat(allowed.stream(), pair.stream()).toList()).model().mistakes();
    assertThat(mistakes).hasSize(1);
    pair.forEach(
        choice -> assertThat(mistakes.get(0)).contains(choice.substring(choice.indexOf('=') + 1)));
  }

  @Test
  void theRowsAreFew() {
    assertThat(ARRAY.rows()).hasSizeLessThan(45);
  }
}
