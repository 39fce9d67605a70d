package io.diffrep.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.diffrep.engine.EngineChoice;
import io.diffrep.engine.Precision;
import io.diffrep.image.AugmentationKind;
import io.diffrep.image.AugmentationSettings;
import io.diffrep.image.ImageShape;
import io.diffrep.image.Normalisation;
import io.diffrep.network.Architecture;
import io.diffrep.network.CodeInjection;
import io.diffrep.network.CodeKind;
import io.diffrep.network.Companion;
import io.diffrep.network.EncoderBody;
import io.diffrep.network.EncoderHead;
import io.diffrep.network.EncoderInput;
import io.diffrep.network.EncoderKind;
import io.diffrep.network.NetworkSettings;
import io.diffrep.network.ScoreSettings;
import io.diffrep.runtime.KebabCase;
import io.diffrep.sde.NoiseLawKind;
import io.diffrep.sde.NoiseProcessKind;
import io.diffrep.sde.NoiseSettings;
import io.diffrep.sde.ObjectiveKind;
import io.diffrep.sde.ObjectiveSettings;
import io.diffrep.sde.Parameterisation;
import io.diffrep.sde.Weighting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The text of {@code model.json}. */
final class SpecificationJson {
  /** Raised when an older reader could misread a newer file. */
  static final int FORMAT = 1;

  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .setPropertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT);

  private SpecificationJson() {}

  private record Document(
      int format,
      ImageShape image,
      List<Float> mean,
      List<Float> deviation,
      Network network,
      Noise noise,
      Objective objective,
      Augmentation augmentation,
      String engine,
      String precision,
      Map<String, String> convolutions,
      long seed,
      Map<String, String> choices,
      Map<String, String> versions) {}

  /** What models had before there was a choice is left out, and read as it was then. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Network(
      List<Integer> encoderChannels,
      List<Integer> scoreChannels,
      int codeSize,
      int embedding,
      int groups,
      String encoder,
      String head,
      int headCells,
      String code,
      String injection,
      Integer attention,
      String encoderKind,
      Integer depth,
      Integer widen) {
    static Network of(NetworkSettings settings) {
      boolean usual = settings.body().equals(EncoderBody.DEFAULT);
      return new Network(
          settings.encoderChannels(),
          settings.scoreChannels(),
          settings.codeSize(),
          settings.embedding(),
          settings.groups(),
          KebabCase.of(settings.encoder()),
          KebabCase.of(settings.head()),
          settings.headCells(),
          KebabCase.of(settings.code()),
          unless(ScoreSettings.DEFAULT.injection(), settings.score().injection()),
          settings.score().attention() == 0 ? null : settings.score().attention(),
          unless(EncoderBody.DEFAULT.encoderKind(), settings.body().encoderKind()),
          usual ? null : settings.body().depth(),
          usual ? null : settings.body().widen());
    }

    private static String unless(Enum<?> usual, Enum<?> constant) {
      return constant == usual ? null : KebabCase.of(constant);
    }

    NetworkSettings settings(String place) {
      if (encoder == null) {
        // Written before there was a choice.
        return NetworkSettings.sized(encoderChannels, scoreChannels, codeSize, embedding, groups);
      }
      return new NetworkSettings(
          encoderChannels,
          scoreChannels,
          codeSize,
          embedding,
          groups,
          value(EncoderInput.class, encoder, place, "encoder"),
          value(EncoderHead.class, head, place, "head"),
          headCells,
          value(CodeKind.class, code, place, "kind of code"),
          score(place),
          body(place));
    }

    private ScoreSettings score(String place) {
      ScoreSettings usual = ScoreSettings.DEFAULT;
      return new ScoreSettings(
          injection == null
              ? usual.injection()
              : value(CodeInjection.class, injection, place, "injection of the code"),
          attention == null ? usual.attention() : attention);
    }

    private EncoderBody body(String place) {
      EncoderBody usual = EncoderBody.DEFAULT;
      return new EncoderBody(
          encoderKind == null
              ? usual.encoderKind()
              : value(EncoderKind.class, encoderKind, place, "kind of encoder"),
          depth == null ? usual.depth() : depth,
          widen == null ? usual.widen() : widen);
    }
  }

  /** What process and law read; the rest is left out, and read as the defaults. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Noise(
      String process,
      Double sigmaMin,
      Double sigmaMax,
      Double betaMin,
      Double betaMax,
      String law,
      Double logMean,
      Double logDeviation,
      List<Double> interval,
      Double level) {
    static Noise of(NoiseSettings settings) {
      Set<String> unread = settings.withoutEffect();
      return new Noise(
          KebabCase.of(settings.process()),
          unread.contains("sigmaMin") ? null : settings.sigmaMin(),
          unread.contains("sigmaMax") ? null : settings.sigmaMax(),
          unread.contains("betaMin") ? null : settings.betaMin(),
          unread.contains("betaMax") ? null : settings.betaMax(),
          KebabCase.of(settings.law()),
          unread.contains("logMean") ? null : settings.logMean(),
          unread.contains("logDeviation") ? null : settings.logDeviation(),
          unread.contains("interval") ? null : settings.interval(),
          unread.contains("level") ? null : settings.level());
    }

    NoiseSettings settings(String place) {
      NoiseSettings usual = NoiseSettings.DEFAULT;
      NoiseSettings settings = settings(place, usual);
      Map<String, Object> read = new HashMap<>();
      read.put("sigmaMin", sigmaMin);
      read.put("sigmaMax", sigmaMax);
      read.put("betaMin", betaMin);
      read.put("betaMax", betaMax);
      read.put("logMean", logMean);
      read.put("logDeviation", logDeviation);
      read.put("interval", interval);
      read.put("level", level);
      read.keySet().removeAll(settings.withoutEffect());
      read.forEach(
          (name, value) -> {
            if (value == null) {
              throw new ModelException(place + " lacks '" + KebabCase.of(name) + "' of the noise");
            }
          });
      return settings;
    }

    private NoiseSettings settings(String place, NoiseSettings usual) {
      return new NoiseSettings(
          value(NoiseProcessKind.class, process, place, "noise process"),
          or(sigmaMin, usual.sigmaMin()),
          or(sigmaMax, usual.sigmaMax()),
          or(betaMin, usual.betaMin()),
          or(betaMax, usual.betaMax()),
          value(NoiseLawKind.class, law, place, "noise law"),
          or(logMean, usual.logMean()),
          or(logDeviation, usual.logDeviation()),
          interval == null ? usual.interval() : interval,
          or(level, usual.level()));
    }

    private static double or(Double value, double otherwise) {
      return value == null ? otherwise : value;
    }
  }

  /** Files that were written before there were objectives beside score matching name none. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Objective(
      String kind,
      String parameterisation,
      String weighting,
      double codePenalty,
      double dropCode,
      Double temperature,
      Integer labels,
      List<String> classes) {
    static Objective of(ObjectiveSettings settings, Companion companion) {
      Set<String> unread = settings.withoutEffect();
      return new Objective(
          KebabCase.of(settings.kind()),
          KebabCase.of(settings.parameterisation()),
          KebabCase.of(settings.weighting()),
          settings.codePenalty(),
          settings.dropCode(),
          unread.contains("temperature") ? null : settings.temperature(),
          unread.contains("labels") ? null : settings.labels(),
          companion.classes().isEmpty() ? null : companion.classes());
    }

    ObjectiveSettings settings(String place) {
      ObjectiveSettings scoreMatching =
          ObjectiveSettings.scoreMatching(
              value(Parameterisation.class, parameterisation, place, "parameterisation"),
              value(Weighting.class, weighting, place, "weighting"),
              codePenalty,
              dropCode);
      if (kind == null) {
        return scoreMatching;
      }
      return new ObjectiveSettings(
          value(ObjectiveKind.class, kind, place, "objective"),
          scoreMatching.parameterisation(),
          scoreMatching.weighting(),
          codePenalty,
          dropCode,
          temperature == null ? scoreMatching.temperature() : temperature,
          labels == null ? scoreMatching.labels() : labels);
    }

    Companion companion(String place) {
      return Companion.of(settings(place), classes == null ? List.of() : classes);
    }
  }

  private record Augmentation(
      String kind,
      boolean mirror,
      int shift,
      double crop,
      double brightness,
      double cutOut,
      double mixup) {
    static Augmentation of(AugmentationSettings settings) {
      return new Augmentation(
          KebabCase.of(settings.kind()),
          settings.mirror(),
          settings.shift(),
          settings.crop(),
          settings.brightness(),
          settings.cutOut(),
          settings.mixup());
    }

    AugmentationSettings settings(String place) {
      return new AugmentationSettings(
          value(AugmentationKind.class, kind, place, "augmentation"),
          mirror,
          shift,
          crop,
          brightness,
          cutOut,
          mixup);
    }
  }

  private static <E extends Enum<E>> E value(
      Class<E> type, String name, String place, String what) {
    for (E constant : type.getEnumConstants()) {
      if (KebabCase.of(constant).equals(name)) {
        return constant;
      }
    }
    throw unknown(place, what, name);
  }

  private static ModelException unknown(String place, String what, String name) {
    return new ModelException(
        place + " has the " + what + " '" + name + "', which this version does not know");
  }

  static String write(ModelSpecification specification) {
    Document document =
        new Document(
            FORMAT,
            specification.architecture().image(),
            list(specification.normalisation().mean()),
            list(specification.normalisation().deviation()),
            Network.of(specification.architecture().settings()),
            Noise.of(specification.noise()),
            Objective.of(specification.objective(), specification.architecture().companion()),
            Augmentation.of(specification.augmentation()),
            specification.engine().name(),
            KebabCase.of(specification.engine().precision()),
            specification.engine().methods(),
            specification.seed(),
            new TreeMap<>(specification.choices()),
            new TreeMap<>(
                Map.of("diffrep", version(), "java", System.getProperty("java.version"))));
    try {
      return MAPPER.writeValueAsString(document) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a model's specification is always JSON", e);
    }
  }

  /** Files that were written before there was a choice of precision hold the name alone. */
  private static EngineChoice engine(Document document, String place) {
    return document.precision() == null
        ? EngineChoice.single(document.engine())
        : new EngineChoice(
            document.engine(),
            value(Precision.class, document.precision(), place, "precision"),
            document.convolutions());
  }

  private static List<Float> list(float[] values) {
    List<Float> list = new ArrayList<>();
    for (float value : values) {
      list.add(value);
    }
    return list;
  }

  private static float[] array(List<Float> values) {
    float[] array = new float[values.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = values.get(i);
    }
    return array;
  }

  private static String version() {
    String version = SpecificationJson.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  /**
   * @throws ModelException if the text is no specification that this version knows
   */
  static ModelSpecification read(String json, String place) {
    try {
      int format = MAPPER.readTree(json).path("format").asInt(-1);
      if (format != FORMAT) {
        throw new ModelException(
            place
                + " has format "
                + format
                + ", this version reads "
                + FORMAT
                + ": update Diffrep");
      }
      Document document = MAPPER.readValue(json, Document.class);
      for (Object section :
          new Object[] {
            document.image(),
            document.mean(),
            document.deviation(),
            document.network(),
            document.noise(),
            document.objective(),
            document.engine()
          }) {
        if (section == null) {
          throw new ModelException(place + " is no model specification: a section is missing");
        }
      }
      return new ModelSpecification(
          new Architecture(
              document.network().settings(place),
              document.image(),
              document.objective().companion(place)),
          new Normalisation(array(document.mean()), array(document.deviation())),
          document.noise().settings(place),
          document.objective().settings(place),
          // Files that were written before there was one have none.
          document.augmentation() == null
              ? AugmentationSettings.NONE
              : document.augmentation().settings(place),
          engine(document, place),
          document.seed(),
          // Files that were written before there were choices have none.
          document.choices() == null ? Map.of() : document.choices());
    } catch (JsonProcessingException e) {
      throw new ModelException(place + " is no model specification: " + e.getOriginalMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new ModelException(place + " is no model specification: " + e.getMessage(), e);
    }
  }
}
