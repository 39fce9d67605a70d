package io.diffrep.config;

import com.typesafe.config.Config;
import io.diffrep.encode.EncodeSettings;
import io.diffrep.encode.SourceSettings;
import io.diffrep.engine.EngineSettings;
import io.diffrep.evaluate.EvaluateSettings;
import io.diffrep.evaluate.LossSettings;
import io.diffrep.evaluate.MeasureSettings;
import io.diffrep.generate.GenerateSettings;
import io.diffrep.image.AugmentationSettings;
import io.diffrep.lake.IngestSettings;
import io.diffrep.network.NetworkPreset;
import io.diffrep.network.NetworkSettings;
import io.diffrep.report.ReportSettings;
import io.diffrep.runtime.Device;
import io.diffrep.runtime.SparkSettings;
import io.diffrep.runtime.UsageException;
import io.diffrep.sde.NoiseSettings;
import io.diffrep.sde.ObjectiveSettings;
import io.diffrep.train.TrainSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads the configuration: {@code reference.conf}, a preset over it, a file over both, single
 * assignments over all. All mistakes are reported together.
 */
public final class ConfigurationReader {
  private static final String SEED = "seed";

  private ConfigurationReader() {}

  /**
   * Reads the defaults with assignments over them.
   *
   * @param assignments {@code key=value} each; a later one wins
   * @throws UsageException naming every mistake
   */
  public static Configuration read(List<String> assignments) {
    return read(Optional.empty(), assignments);
  }

  /**
   * Reads a file and assignments over the defaults.
   *
   * @param file a HOCON file; it need not include {@code reference.conf}
   * @param assignments {@code key=value} each; they win over the file, a later one over an earlier
   * @throws UsageException if the file is missing or is not HOCON, or naming every mistake in it
   */
  public static Configuration read(Path file, List<String> assignments) {
    return read(Optional.of(file), assignments);
  }

  private static Configuration read(Optional<Path> file, List<String> assignments) {
    Config config = ConfigurationSources.layered(file, assignments);
    return read(new SettingsReader(config, ConfigurationSources.defaults()));
  }

  static Configuration read(SettingsReader reader) {
    Optional<String> input = reader.value("pipeline.input", String.class);
    Optional<SparkSettings> spark = reader.record(SparkSettings.class, Keys.in("spark"));
    Optional<Device> device = reader.value("engine.device", Device.class);
    Optional<EngineSettings> engine = reader.record(EngineSettings.class, Keys.in("engine"));
    Optional<Long> seed = reader.value(SEED, Long.class);
    Optional<NoiseSettings> noise = reader.record(NoiseSettings.class, Keys.in("noise"));
    reader.value(ConfigurationSources.PRESET, NetworkPreset.class);
    Optional<NetworkSettings> network = reader.record(NetworkSettings.class, Keys.in("network"));
    Optional<ObjectiveSettings> objective =
        reader.record(ObjectiveSettings.class, Keys.in("objective"));
    Optional<AugmentationSettings> augmentation =
        reader.record(AugmentationSettings.class, Keys.in("augmentation"));
    Optional<TrainSettings> train =
        reader.record(TrainSettings.class, Keys.in("train").with(SEED, SEED));
    Optional<IngestSettings> ingest = reader.record(IngestSettings.class, Keys.in("ingest"));
    Optional<EncodeSettings> encode = reader.record(EncodeSettings.class, Keys.in("encode"));
    Optional<SourceSettings> sources = reader.record(SourceSettings.class, Keys.in("pipeline"));
    Optional<EvaluateSettings> evaluate = reader.record(EvaluateSettings.class, evaluateKeys());
    Optional<LossSettings> loss = reader.record(LossSettings.class, Keys.in("evaluate.loss"));
    Optional<GenerateSettings> generate = reader.record(GenerateSettings.class, generateKeys());
    Optional<MeasureSettings> measures = reader.record(MeasureSettings.class, measureKeys());
    Optional<ReportSettings> report = reader.record(ReportSettings.class, reportKeys());
    reader.finish();
    return new Configuration(
        input.orElseThrow(),
        spark.orElseThrow(),
        device.orElseThrow(),
        engine.orElseThrow(),
        seed.orElseThrow(),
        noise.orElseThrow(),
        network.orElseThrow(),
        objective.orElseThrow(),
        augmentation.orElseThrow(),
        train.orElseThrow(),
        ingest.orElseThrow(),
        encode.orElseThrow(),
        sources.orElseThrow(),
        evaluate.orElseThrow(),
        loss.orElseThrow(),
        generate.orElseThrow(),
        measures.orElseThrow(),
        report.orElseThrow(),
        reader.resolved());
  }

  private static Keys generateKeys() {
    return Keys.in("generate")
        .with(SEED, SEED)
        .with("trainSplit", "evaluate.train-split")
        .with("split", "evaluate.test-split")
        .with("maxIterations", "evaluate.logistic.max-iterations");
  }

  private static Keys reportKeys() {
    return withSplits(Keys.in("report")).with(SEED, SEED);
  }

  private static Keys measureKeys() {
    return withSplits(Keys.in("evaluate.measures"));
  }

  private static Keys withSplits(Keys keys) {
    return keys.with("trainSplit", "evaluate.train-split").with("testSplit", "evaluate.test-split");
  }

  private static Keys evaluateKeys() {
    return Keys.in("evaluate")
        .with(SEED, SEED)
        .with("logisticC", "evaluate.logistic.c")
        .with("maxIterations", "evaluate.logistic.max-iterations");
  }
}
