package io.diffrep.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.diffrep.encode.Source;
import io.diffrep.engine.Graph;
import io.diffrep.image.ImageShape;
import io.diffrep.network.Architecture;
import io.diffrep.network.Architecture.Part;
import io.diffrep.network.CodeInjection;
import io.diffrep.network.EncoderBody;
import io.diffrep.network.EncoderHead;
import io.diffrep.network.EncoderKind;
import io.diffrep.network.NetworkPreset;
import io.diffrep.network.NetworkSettings;
import io.diffrep.network.ScoreSettings;
import io.diffrep.runtime.UsageException;
import io.diffrep.sde.NoiseSettings;
import io.diffrep.sde.ObjectiveSettings;
import io.diffrep.sde.Parameterisation;
import io.diffrep.sde.Weighting;
import io.diffrep.train.AveragingSettings;
import io.diffrep.train.GuardSettings;
import io.diffrep.train.TrainSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationReaderTest {
  @TempDir Path folder;

  @Test
  void theDefaultsAreTheRecipeOfTheDesign() {
    Configuration configuration = ConfigurationReader.read(List.of());

    assertThat(configuration.noise()).isEqualTo(NoiseSettings.DEFAULT);
    assertThat(configuration.network())
        .isEqualTo(NetworkSettings.sized(List.of(16, 32, 64), List.of(16, 32, 32), 128, 128, 8));
    assertThat(configuration.objective())
        .isEqualTo(ObjectiveSettings.scoreMatching(Parameterisation.EDM, Weighting.EDM, 1e-5, 0.1));
    assertThat(configuration.train())
        .isEqualTo(
            new TrainSettings(
                "train",
                282_000,
                128,
                new AveragingSettings(0, 0, 10, 0.05, 2),
                1e-3,
                12_800,
                0.05,
                1,
                128_000,
                0.1,
                new GuardSettings(20, 30),
                50,
                2,
                1));
    assertThat(configuration.encode().noiseLevels()).containsExactly(0.2, 1.0, 4.0);
    assertThat(configuration.evaluate().budgets()).containsExactly(10, 100, 1000);
    assertThat(configuration.evaluate().logisticC()).isEqualTo(0.1);
    assertThat(configuration.evaluate().maxIterations()).isEqualTo(100);
    assertThat(configuration.loss().noiseLevels())
        .containsExactly(0.05, 0.2, 0.5, 1., 2., 4., 10., 30.);
    assertThat(configuration.ingest().testShare()).isZero();
    assertThat(configuration.spark().master()).isEqualTo("local[*,4]");
    assertThat(configuration.input()).isEmpty();
  }

  @Test
  void aPresetStandsForWhatIsNotSet() {
    assertThat(network("network.preset=small")).isEqualTo(network());
    assertThat(network("network.preset=tiny"))
        .isEqualTo(NetworkSettings.sized(List.of(16, 16, 32), List.of(16, 16, 16), 128, 64, 8));
    assertThat(network("network.preset=base"))
        .isEqualTo(NetworkSettings.sized(List.of(32, 64, 128), List.of(64, 128, 128), 128, 128, 8));
    NetworkSettings paper = network("network.preset=paper");
    assertThat(paper.body()).isEqualTo(new EncoderBody(EncoderKind.WIDE_RESNET, 28, 2));
    assertThat(paper.score()).isEqualTo(new ScoreSettings(CodeInjection.BOTH, 16));
    assertThat(paper.head()).isEqualTo(EncoderHead.POOL);
    NetworkSettings set =
        network("network.embedding=32", "network.preset=tiny", "network.score-channels=[8]");
    assertThat(set).isEqualTo(NetworkSettings.sized(List.of(16, 16, 32), List.of(8), 128, 32, 8));
  }

  private static NetworkSettings network(String... assignments) {
    return ConfigurationReader.read(List.of(assignments)).network();
  }

  /** What is named is what stands there in the end: the preset's value. */
  @Test
  void aPresetLiesBelowWhatNamesAnotherSetting() {
    for (String include : List.of("", "include classpath(\"reference.conf\")\n")) {
      Path file =
          write(
              include.length() + ".conf",
              include + "network { preset = tiny, encoder-channels = ${network.score-channels} }");
      assertThat(ConfigurationReader.read(file, List.of()).network())
          .isEqualTo(NetworkSettings.sized(List.of(16, 16, 16), List.of(16, 16, 16), 128, 64, 8));
    }
    assertThat(
            ConfigurationReader.read(
                    write("unset.conf", "network { preset = tiny, embedding = ${?NOT_SET} }"),
                    List.of())
                .network()
                .embedding())
        .isEqualTo(64);
    Path section =
        write("section.conf", "network = { code-size = 9 } ${?nothing}\nnetwork.preset = tiny");
    assertThat(ConfigurationReader.read(section, List.of()).network())
        .isEqualTo(NetworkSettings.sized(List.of(16, 16, 32), List.of(16, 16, 16), 9, 64, 8));
  }

  /** As the files in conf do, which include the defaults; the resolved ones do not depend on it. */
  @Test
  void aPresetStandsForTheDefaultsThatAFileIncludes() {
    Path file = write("my.conf", "include classpath(\"reference.conf\")\nnetwork.code-size = 7");
    Configuration tiny = ConfigurationReader.read(file, List.of("network.preset=tiny"));
    assertThat(tiny.network())
        .isEqualTo(NetworkSettings.sized(List.of(16, 16, 32), List.of(16, 16, 16), 7, 64, 8));
    assertThat(tiny.resolved())
        .contains("network.preset = \"tiny\"", "network.encoder-channels = [16,16,32]");
    Path resolved = write("resolved.conf", tiny.resolved());
    assertThat(ConfigurationReader.read(resolved, List.of("network.preset=base")).network())
        .isEqualTo(tiny.network());
  }

  @Test
  void aPresetThatIsNoneIsRefused() {
    assertThatThrownBy(() -> ConfigurationReader.read(List.of("network.preset=huge")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("network.preset")
        .hasMessageContaining("one of tiny, small, base, paper");
  }

  @Test
  void whatThePipelineEncodesIsNamedOnceAndHasTheEncoder() {
    assertThat(ConfigurationReader.read(List.of()).sources().sources())
        .containsExactly(Source.ENCODER, Source.UNTRAINED, Source.PIXELS);
    assertThatThrownBy(
            () -> ConfigurationReader.read(List.of("pipeline.sources=[pixels, score, pixels]")))
        .hasMessageContaining("pipeline.sources")
        .hasMessageContaining("must include encoder")
        .hasMessageContaining("must name each once");
  }

  /** Each fits images for which it was made. */
  @Test
  void everyPresetIsANetwork() {
    for (NetworkPreset preset : NetworkPreset.values()) {
      NetworkSettings settings =
          network("network.preset=" + preset.name().toLowerCase(Locale.ROOT));
      Graph graph = new Architecture(settings, new ImageShape(3, 32, 32)).graph(Part.WHOLE);
      assertThat(graph.layout().length()).as(preset.name()).isPositive();
    }
  }

  @Test
  void everyKeyOfTheReferenceIsReadAndEveryKeyReadStandsThere() {
    Config reference = ConfigurationSources.defaults();
    SettingsReader reader = new SettingsReader(reference, reference);

    ConfigurationReader.read(reader);

    Set<String> written =
        reference.entrySet().stream().map(Map.Entry::getKey).collect(Collectors.toSet());
    assertThat(reader.known()).isEqualTo(written);
  }

  @Test
  void everyKeyOfTheReferenceHasAComment() {
    Config reference = ConfigFactory.parseResources("reference.conf");

    assertThat(reference.entrySet())
        .allSatisfy(
            entry ->
                assertThat(entry.getValue().origin().comments()).as(entry.getKey()).isNotEmpty());
  }

  @Test
  void everyConfigurationInTheConfFolderIsValid() {
    List<Path> files = files(Path.of("conf"));

    assertThat(files).hasSizeGreaterThanOrEqualTo(2);
    assertThat(files)
        .allSatisfy(
            file ->
                assertThatCode(() -> ConfigurationReader.read(file, List.of()))
                    .doesNotThrowAnyException());
    assertThat(ConfigurationReader.read(Path.of("conf/quickstart.conf"), List.of()).input())
        .isEqualTo("sample:fashion-mnist");
    assertThat(
            ConfigurationReader.read(Path.of("conf/fashion-mnist.conf"), List.of())
                .train()
                .images())
        .isEqualTo(282_000);
  }

  @Test
  void aFileLiesOverTheDefaultsAndAssignmentsOverTheFile() {
    Path file = write("my.conf", "train { batch = 64, images = 1000 }\nseed = 5");

    Configuration configuration =
        ConfigurationReader.read(file, List.of("train.images=10", "train.images=20"));

    assertThat(configuration.train().batch()).isEqualTo(64);
    assertThat(configuration.train().images()).isEqualTo(20);
    assertThat(configuration.train().clip()).isEqualTo(1.0);
    assertThat(configuration.seed()).isEqualTo(5);
    assertThat(configuration.train().seed()).isEqualTo(5);
    assertThat(configuration.evaluate().seed()).isEqualTo(5);
  }

  @Test
  void aFileMayIncludeAnother() {
    write("base.conf", "train { batch = 64, clip = 2 }");
    Path file = write("my.conf", "include \"base.conf\"\ntrain.clip = 3");

    TrainSettings train = ConfigurationReader.read(file, List.of()).train();

    assertThat(train.batch()).isEqualTo(64);
    assertThat(train.clip()).isEqualTo(3);
  }

  @Test
  void anIncludeOfAFileThatIsNotThereIsRefused() {
    Path file = write("my.conf", "include \"bsae.conf\"");
    Path named = write("named.conf", "include file(\"bsae.conf\")");
    Path inside = write("inside.conf", "include classpath(\"bsae.conf\")");

    assertThat(List.of(file, named, inside))
        .allSatisfy(
            each ->
                assertThatThrownBy(() -> ConfigurationReader.read(each, List.of()))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("bsae.conf"));
  }

  @Test
  void allMistakesAreReportedTogetherEachWithKeyValueRuleAndPlace() {
    Path file =
        write(
            "my.conf",
            """
            train {
              batch = 0
              images = 12.5
              clip = -1
            }
            objective.weighting = karras
            encode.noise-levels = [0.2, none]
            network.encoder-channels = [16, 30]
            trian.batch = 3
            noise.process = sub-vp
            """);

    assertThatThrownBy(
            () ->
                ConfigurationReader.read(file, List.of("evaluate.draws=many", "evaluate.drwas=2")))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("10 mistakes in the configuration:")
        .hasMessageContaining("train.batch: 0 must be at least 1 (my.conf:2)")
        .hasMessageContaining("train.images: 12.5 must be a whole number (my.conf:3)")
        .hasMessageContaining("train.clip: -1.0 must be a number above 0 (my.conf:4)")
        .hasMessageContaining(
            "objective.weighting: \"karras\" must be one of edm, paper (my.conf:6)")
        .hasMessageContaining("encode.noise-levels: \"none\" must be a number (my.conf:7)")
        .hasMessageContaining(
            "network.encoder-channels: [16, 30] must be multiples of groups, which is 8 (my.conf:8)")
        .hasMessageContaining(
            "trian.batch: unknown key; the nearest known one is train.batch (my.conf:9)")
        .hasMessageContaining("noise.process: \"sub-vp\" must be one of ve, vp (my.conf:10)")
        .hasMessageContaining(
            "evaluate.draws: \"many\" must be a whole number (--set evaluate.draws=many)")
        .hasMessageContaining(
            "evaluate.drwas: unknown key; the nearest known one is evaluate.draws"
                + " (--set evaluate.drwas=2)");
  }

  @Test
  void levelsOutsideTheProcessAreRefusedOnlyWhereTheLawReadsThem() {
    assertRefused(
        List.of("noise.law=single-level", "noise.level=60"),
        "noise.level: 60.0 must lie inside the range of noise.process, which is 0.01 to 50",
        "--set noise.level=60");
    assertRefused(
        List.of("noise.law=interval", "noise.interval=[0.001, 1]"),
        "noise.interval: [0.001, 1.0] must lie inside the range of noise.process");
    assertRefused(
        List.of("noise.law=log-normal", "noise.log-mean=12"),
        "noise.log-mean: 12.0 and log-deviation 1.2 leave hardly a level inside the range");
    assertRefused(
        List.of("noise.process=vp", "noise.beta-max=0.05"),
        "noise.beta-max: 0.05 must be at least beta-min, which is 0.1");
    assertThat(
            ConfigurationReader.read(List.of("noise.level=60", "noise.interval=[0.001,1]")).noise())
        .extracting(NoiseSettings::level)
        .isEqualTo(60.0);
    assertThat(
            ConfigurationReader.read(
                    List.of("noise.process=vp", "noise.law=single-level", "noise.level=60"))
                .noise()
                .support())
        .hasToString("60 alone");
  }

  @Test
  void aWarmUpThatIsTooShortToTimeIsRefusedOnlyWhereItIsTimed() {
    assertRefused(
        "train.averaging-warm-up=4",
        "train.averaging-warm-up: 4 must be at least 5 where train.averaging-interval is 0",
        "--set train.averaging-warm-up=4");
    assertThatCode(
            () ->
                ConfigurationReader.read(
                    List.of("train.averaging-warm-up=4", "train.averaging-interval=1")))
        .doesNotThrowAnyException();
  }

  @Test
  void anEmbeddingThatIsNotHalfSinesHalfCosinesIsRefused() {
    assertRefused(
        "network.embedding=63",
        "network.embedding: 63 must be even: half sines, half cosines",
        "--set network.embedding=63");
  }

  @Test
  void aWholeNumberBeyondTheTypeIsRefusedWithItsRange() {
    assertRefused("train.batch=3000000000", "train.batch: 3000000000 must be a whole number from");
  }

  @Test
  void aValueInPlaceOfASectionIsOneMistake() {
    assertRefused("train=5", "1 mistake", "train: is a section, not a value");
  }

  @Test
  void aSectionInPlaceOfAValueIsOneMistake() {
    assertRefused("train.batch={size=5}", "1 mistake", "must be a whole number");
  }

  @Test
  void aListIsNotReadFromAScalar() {
    assertRefused("evaluate.budgets=10", "10 must be a list, such as [1, 2]");
  }

  @Test
  void anEmptyValueIsAMistake() {
    assertRefused("train.batch=", "train.batch: \"\" must be a whole number");
  }

  @Test
  void anAssignmentWithoutAValueIsRefusedWithAnExample() {
    assertRefused("train.batch", "--set train.batch is no assignment", "key=value");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    Path missing = folder.resolve("missing.conf");

    assertThatThrownBy(() -> ConfigurationReader.read(missing, List.of()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(missing.toString())
        .hasMessageContaining("--config");
  }

  @Test
  void aFileThatIsNotHoconIsRefusedWithItsLine() {
    Path file = write("my.conf", "train {\n  batch = = 3\n}");

    assertThatThrownBy(() -> ConfigurationReader.read(file, List.of()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("my.conf: 2");
  }

  @Test
  void pathsAndUrlsInAssignmentsNeedNoQuotes() {
    List<String> inputs =
        List.of(
            "sample:fashion-mnist", "s3a://bucket/a//b", "/data/run#3/with space", "$HOME", "a=b");

    assertThat(inputs)
        .allSatisfy(
            input ->
                assertThat(ConfigurationReader.read(List.of("pipeline.input=" + input)).input())
                    .isEqualTo(input));
  }

  @Test
  void assignmentsTakeListsNumbersAndTruthValues() {
    Configuration configuration =
        ConfigurationReader.read(
            List.of(
                "encode.noise-levels=[0.5, 2]",
                "train.learning-rate=2e-4",
                "train.images=3e5",
                "evaluate.all-labels=no",
                "objective.weighting=paper"));

    assertThat(configuration.encode().noiseLevels()).containsExactly(0.5, 2.0);
    assertThat(configuration.train().learningRate()).isEqualTo(2e-4);
    assertThat(configuration.train().images()).isEqualTo(300_000);
    assertThat(configuration.evaluate().allLabels()).isFalse();
    assertThat(configuration.objective().weighting()).isEqualTo(Weighting.PAPER);
  }

  @Test
  void theResolvedConfigurationReadsBackToItself() {
    Configuration configuration =
        ConfigurationReader.read(
            List.of("pipeline.input=s3a://bucket/x", "train.batch=7", "evaluate.budgets=[3, 5]"));

    Path file = write("resolved.conf", configuration.resolved());

    assertThat(ConfigurationReader.read(file, List.of())).isEqualTo(configuration);
  }

  private static void assertRefused(String assignment, String... parts) {
    assertRefused(List.of(assignment), parts);
  }

  private static void assertRefused(List<String> assignments, String... parts) {
    assertThatThrownBy(() -> ConfigurationReader.read(assignments))
        .isInstanceOf(UsageException.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(parts));
  }

  private Path write(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> files(Path directory) {
    try (Stream<Path> listed = Files.list(directory)) {
      return listed.filter(file -> file.toString().endsWith(".conf")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
