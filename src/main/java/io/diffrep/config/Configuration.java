package io.diffrep.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import io.diffrep.encode.EncodeSettings;
import io.diffrep.encode.SourceSettings;
import io.diffrep.engine.EngineSettings;
import io.diffrep.evaluate.EvaluateSettings;
import io.diffrep.evaluate.LossSettings;
import io.diffrep.evaluate.MeasureSettings;
import io.diffrep.generate.GenerateSettings;
import io.diffrep.generate.SampleSettings;
import io.diffrep.image.AugmentationSettings;
import io.diffrep.lake.IngestSettings;
import io.diffrep.model.ModelSettings;
import io.diffrep.network.NetworkSettings;
import io.diffrep.report.ReportSettings;
import io.diffrep.runtime.Device;
import io.diffrep.runtime.SparkSettings;
import io.diffrep.sde.NoiseSettings;
import io.diffrep.sde.ObjectiveSettings;
import io.diffrep.train.TrainSettings;
import java.util.List;

/**
 * Everything that can be configured, checked. What each key means stands in {@code reference.conf}.
 *
 * @param input what {@code pipeline} ingests: a path, a {@code sample:} name, or empty if not set
 * @param spark what Spark is asked for
 * @param device what shall compute
 * @param engine how
 * @param seed the seed that everything random is derived from
 * @param noise noise process and law
 * @param network sizes of encoder and score network
 * @param objective training objective
 * @param augmentation how training images are changed by chance
 * @param train training
 * @param ingest ingest
 * @param encode encoding
 * @param sources what {@code pipeline} encodes
 * @param samples what it generates
 * @param evaluate probes
 * @param loss denoising losses
 * @param generate generated images
 * @param measures measures of codes
 * @param report report
 * @param resolved all keys with their values as HOCON; read back, it gives this configuration
 */
public record Configuration(
    String input,
    SparkSettings spark,
    Device device,
    EngineSettings engine,
    long seed,
    NoiseSettings noise,
    NetworkSettings network,
    ObjectiveSettings objective,
    AugmentationSettings augmentation,
    TrainSettings train,
    IngestSettings ingest,
    EncodeSettings encode,
    SourceSettings sources,
    SampleSettings samples,
    EvaluateSettings evaluate,
    LossSettings loss,
    GenerateSettings generate,
    MeasureSettings measures,
    ReportSettings report,
    String resolved) {
  /** What a model is to be. */
  public ModelSettings model() {
    return new ModelSettings(engine, noise, network, objective, augmentation);
  }

  /** Whether a pipeline generates images with its model. */
  public boolean generates() {
    return objective.isScoreMatching() && !samples.samples().isEmpty();
  }

  /**
   * What of the model's settings was chosen in vain, since nothing reads it under the others: a
   * line for a user each.
   */
  public List<String> unread() {
    Config own = ConfigFactory.parseString(resolved);
    String preset = ConfigurationSources.PRESET + "=" + own.getString(ConfigurationSources.PRESET);
    Config unset = ConfigFactory.parseString(ConfigurationReader.read(List.of(preset)).resolved());
    return model().withoutEffect().stream()
        .filter(key -> !own.getValue(key).equals(unset.getValue(key)))
        .map(
            key ->
                "warning: "
                    + key
                    + " = "
                    + own.getValue(key).render(ConfigRenderOptions.concise())
                    + " is set, and nothing reads it under the other settings of the model: see"
                    + " what reference.conf says of it")
        .toList();
  }
}
