package io.diffrep.generate;

import io.diffrep.encode.EncodeSettings;
import io.diffrep.encode.Encoding;
import io.diffrep.encode.ScoreFeatures;
import io.diffrep.encode.Source;
import io.diffrep.image.ImageShape;
import io.diffrep.model.Model;
import io.diffrep.model.ModelDirectory;
import io.diffrep.model.ModelSpecification;
import io.diffrep.network.Architecture;
import io.diffrep.network.Architecture.Part;
import io.diffrep.network.CodeKind;
import io.diffrep.network.EncoderBody;
import io.diffrep.network.EncoderHead;
import io.diffrep.network.EncoderInput;
import io.diffrep.network.Initialisation;
import io.diffrep.network.NetworkSettings;
import io.diffrep.network.ScoreSettings;
import io.diffrep.runtime.Console;
import io.diffrep.sde.NoiseLawKind;
import io.diffrep.sde.NoiseSettings;
import io.diffrep.sde.ObjectiveSettings;
import io.diffrep.store.IfExists;
import io.diffrep.testing.SparkSessions;
import io.diffrep.testing.TinyModels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** Models, settings and inputs for tests of generated images. */
final class Fixture {
  static final ImageShape SHAPE = new ImageShape(1, 8, 8);

  static final SolverSettings SOLVING =
      new SolverSettings(SolverKind.PROBABILITY_FLOW, 4, 1, 0.16, StartKind.GAUSSIAN, 4);

  static final GridSettings GRIDS =
      new GridSettings(4, 3, 2, 3, List.of(-1.0, 0.0, 2.0), List.of(0.5, 2.0));

  /** Few steps; any number of levels is enough. */
  static final GenerateSettings SETTINGS = settings(SOLVING, GRIDS, 5, 1e6, PriorKind.FITTED);

  private Fixture() {}

  static GenerateSettings settings(
      SolverSettings solving, GridSettings grids, int levels, double tolerance, PriorKind prior) {
    return new GenerateSettings(
        solving, grids, levels, tolerance, prior, 20, 4, "train", "test", 0.1, 50, 1);
  }

  static GenerateSettings seeded(long seed) {
    return new GenerateSettings(
        SOLVING, GRIDS, 5, 1e6, PriorKind.FITTED, 20, 4, "train", "test", 0.1, 50, seed);
  }

  static SparkSession spark() {
    return SparkSessions.shared();
  }

  static JavaSparkContext context() {
    return JavaSparkContext.fromSparkContext(spark().sparkContext());
  }

  static ModelSpecification specification(EncoderInput encoder, NoiseSettings noise, double drop) {
    ModelSpecification usual = TinyModels.specification(SHAPE);
    NetworkSettings sizes = TinyModels.NETWORK;
    return new ModelSpecification(
        new Architecture(
            new NetworkSettings(
                sizes.encoderChannels(),
                sizes.scoreChannels(),
                sizes.codeSize(),
                sizes.embedding(),
                sizes.groups(),
                encoder,
                EncoderHead.FLATTEN,
                2,
                CodeKind.PLAIN,
                ScoreSettings.DEFAULT,
                EncoderBody.DEFAULT),
            SHAPE),
        usual.normalisation(),
        noise,
        ObjectiveSettings.scoreMatching(
            usual.objective().parameterisation(), usual.objective().weighting(), 1e-5, drop),
        usual.augmentation(),
        usual.engine(),
        usual.seed(),
        usual.choices());
  }

  static ModelSpecification conditioned() {
    return specification(EncoderInput.CONDITIONED, TinyModels.NOISE, 0.1);
  }

  static ModelSpecification unchanging() {
    return specification(EncoderInput.STATIC, TinyModels.NOISE, 0.1);
  }

  /** Trained at one level alone. */
  static ModelSpecification single() {
    return specification(
        EncoderInput.CONDITIONED, TinyModels.NOISE.with(NoiseLawKind.SINGLE_LEVEL), 0.1);
  }

  /** A network of random weights, large enough for codes to tell. */
  static Model model(ModelSpecification specification) {
    return new Model(specification, drawn(specification).muli(2));
  }

  /** A network of zeros: {@code D = y / (rho^2 + 1)}. */
  static Model zeros(ModelSpecification specification) {
    return new Model(specification, Nd4j.zeros(DataType.FLOAT, drawn(specification).length()));
  }

  private static org.nd4j.linalg.api.ndarray.INDArray drawn(ModelSpecification specification) {
    return Initialisation.draw(specification.architecture().graph(Part.WHOLE).layout(), 9);
  }

  /** Writes {@link #model}. */
  static String write(Path directory, ModelSpecification specification) {
    try {
      ModelDirectory model =
          new ModelDirectory(
              new org.apache.hadoop.fs.Path(directory.toString()), new Configuration(false));
      model.specify(specification);
      model.finish(drawn(specification).muli(2));
      return directory.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Encodes an image table. */
  static String encode(
      Path output, String images, String model, Source source, List<Double> levels) {
    Encoding.run(
        spark(),
        images,
        model,
        output.toString(),
        source,
        new EncodeSettings(levels, 8, ScoreFeatures.DEFAULT),
        IfExists.REFUSE,
        Console.silent());
    return output.toString();
  }

  static Generator generator(Model model, GenerateSettings settings) {
    return Generator.of(context(), model, settings, Console.silent());
  }

  static Materials materials(GenerationInputs inputs, GenerateSettings settings) {
    return Materials.open(spark(), inputs, settings, Console.silent());
  }

  static GenerationInputs inputs(
      String model, Optional<String> images, Optional<String> table, Selection selection) {
    return new GenerationInputs(List.of(model), images, table, selection);
  }
}
