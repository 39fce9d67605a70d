package io.diffrep.reproduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.diffrep.evaluate.CodeDirection;
import io.diffrep.evaluate.FrechetDistance;
import io.diffrep.evaluate.ImageClassifier.Judgement;
import io.diffrep.generate.Codes;
import io.diffrep.generate.GenerateSettings;
import io.diffrep.generate.GenerationInputs;
import io.diffrep.generate.Generator;
import io.diffrep.generate.Grid;
import io.diffrep.generate.GridSettings;
import io.diffrep.generate.Materials;
import io.diffrep.generate.Picture;
import io.diffrep.generate.PriorKind;
import io.diffrep.generate.Selection;
import io.diffrep.generate.SolverKind;
import io.diffrep.generate.SolverSettings;
import io.diffrep.generate.StartKind;
import io.diffrep.image.ImageShape;
import io.diffrep.model.ModelDirectory;
import io.diffrep.model.ModelSpecification;
import io.diffrep.network.Architecture.Part;
import io.diffrep.network.Initialisation;
import io.diffrep.runtime.Console;
import io.diffrep.runtime.UsageException;
import io.diffrep.sde.NoiseLawKind;
import io.diffrep.testing.ImageTables;
import io.diffrep.testing.SparkSessions;
import io.diffrep.testing.TinyModels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On ten held-out images of 8x8 pixels, one without a class, and a model of random weights. */
class ImageMeasuresTest {
  private static final ImageShape SHAPE = new ImageShape(1, 8, 8);

  @TempDir private Path folder;

  @BeforeEach
  void writeImagesAndModel() throws IOException {
    ImageTables.write(folder.resolve("raw").toString(), 40, SHAPE, 5);
    // Of every eight images the fourth and the last are held out: of a class each.
    SparkSessions.shared()
        .read()
        .parquet(folder.resolve("raw").toString())
        .withColumn(
            "label",
            functions.expr(
                "case when path = 'image-3' then null when cast(substring(path, 7) as int) % 8 < 4"
                    + " then 'a' else 'b' end"))
        .write()
        .parquet(folder.resolve("images").toString());
    writeModel("model", TinyModels.specification(SHAPE));
  }

  private void writeModel(String name, ModelSpecification specification) throws IOException {
    ModelDirectory model =
        new ModelDirectory(
            new org.apache.hadoop.fs.Path(folder.resolve(name).toString()),
            new Configuration(false));
    model.specify(specification);
    model.finish(
        Initialisation.draw(specification.architecture().graph(Part.WHOLE).layout(), 9).muli(2));
  }

  private Materials materials(int levels, double tolerance) {
    return materials("model", levels, tolerance, "train");
  }

  private Materials materials(String model, int levels, double tolerance, String trainSplit) {
    return Materials.open(
        SparkSessions.shared(),
        new GenerationInputs(
            List.of(folder.resolve(model).toString()),
            Optional.of(folder.resolve("images").toString()),
            Optional.empty(),
            new Selection(List.of(), List.of(), 256)),
        new GenerateSettings(
            new SolverSettings(SolverKind.PROBABILITY_FLOW, 2, 1, 0.16, StartKind.GAUSSIAN, 4),
            new GridSettings(4, 3, 2, 3, List.of(1.0), List.of(0.5)),
            levels,
            tolerance,
            PriorKind.FITTED,
            20,
            64,
            trainSplit,
            "test",
            0.1,
            50,
            1),
        Console.silent());
  }

  /** Sees classes by a list; its network gives two of the pixels. */
  private static final class Listed implements Judge {
    private final Map<List<Byte>, String> classes = new HashMap<>();

    private static List<Byte> key(byte[] image) {
      List<Byte> key = new ArrayList<>();
      for (byte pixel : image) {
        key.add(pixel);
      }
      return key;
    }

    void see(byte[] image, String label) {
      classes.put(key(image), label);
    }

    @Override
    public List<Judgement> judge(List<byte[]> images) {
      return images.stream()
          .map(
              image ->
                  new Judgement(
                      classes.getOrDefault(key(image), "neither"),
                      new float[] {image[20] & 0xff, image[37] & 0xff}))
          .toList();
    }
  }

  private static double pixel(byte[] image, int p) {
    return (image[p] & 0xff) / 255.0;
  }

  private static double slowError(List<Picture> pictures, List<byte[]> made) {
    double sum = 0;
    for (int i = 0; i < made.size(); i++) {
      for (int p = 0; p < 64; p++) {
        sum += Math.pow(pixel(pictures.get(i).requiredPixels(), p) - pixel(made.get(i), p), 2);
      }
    }
    return sum / 64 / made.size();
  }

  /** By pairs: the sample variance is half the mean squared difference of two draws. */
  private static double slowDeviation(List<byte[]> draws) {
    double sum = 0;
    for (byte[] one : draws) {
      for (byte[] other : draws) {
        for (int p = 0; p < 64; p++) {
          sum += Math.pow(pixel(one, p) - pixel(other, p), 2) / 64;
        }
      }
    }
    return Math.sqrt(sum / 2 / draws.size() / (draws.size() - 1));
  }

  @Test
  void everyNumberIsOfItsOwnImages() {
    List<float[]> heldOut = List.of(new float[] {9, 70}, new float[] {60, 8}, new float[] {5, 5});
    Listed judge = new Listed();
    try (Materials materials = materials(3, 1e6)) {
      List<Picture> pictures = materials.pictures();
      assertThat(pictures).hasSize(10).filteredOn(picture -> picture.label().isEmpty()).hasSize(1);
      Generator generator = materials.generator();
      List<byte[]> pixels = pictures.stream().map(Picture::requiredPixels).toList();
      List<byte[]> made = generator.reconstruct(pixels, Materials.indices(10));
      long right = 0;
      for (int i = 0; i < 10; i++) {
        // All but every fourth; the one without a class it says is of one.
        boolean told = i % 4 != 0;
        String label = pictures.get(i).label();
        judge.see(made.get(i), told ? label.isEmpty() ? "a" : label : "neither");
        right += told && !label.isEmpty() ? 1 : 0;
      }
      List<byte[]> moved = movedImages(materials, pictures, judge);
      List<byte[]> samples =
          generator.fromCodes(materials.fromPrior(3), Materials.indices(heldOut.size()));

      ImageMeasures measures = new ImageMeasures(materials, judge);
      MadeImages found = measures.of(heldOut, "the judge's");

      assertThat(found.leftOut()).isEmpty();
      assertThat(found.model()).isEqualTo(generator.model().fingerprint());
      assertThat(found.judge()).isEqualTo("the judge's");
      assertThat(found.error()).isCloseTo(slowError(pictures, made), within(1e-12));
      assertThat(found.agreement()).isEqualTo(right / 9.0);
      assertThat(found.diversity()).isCloseTo(diversity(generator, pixels), within(1e-9));
      assertThat(found.distance())
          .isCloseTo(
              FrechetDistance.of(ImageMeasures.features(judge.judge(samples)), heldOut),
              within(1e-9));
      // All but the first reach their class; where codes stayed, none is there.
      assertThat(found.moved()).isEqualTo((moved.size() - 1.0) / moved.size());
      assertThat(found.unmoved()).isZero();
      assertThat(measures.grids())
          .extracting(Grid::name)
          .containsExactly("reconstruct", "vary", "sample", "moved");
      assertThat(found.figures()).containsExactly("reconstruct", "vary", "sample", "moved");
      assertThat(measures.grids()).allSatisfy(grid -> assertThat(grid.png()).isNotEmpty());
    }
  }

  /** What codes should become, and tells the judge so of all but the first. */
  private static List<byte[]> movedImages(
      Materials materials, List<Picture> pictures, Listed judge) {
    Codes own =
        materials.generator().encode(pictures.stream().map(Picture::requiredPixels).toList());
    List<String> classes = List.of("a", "b");
    List<float[][]> codes = new ArrayList<>();
    List<String> wanted = new ArrayList<>();
    for (int i = 0; i < pictures.size(); i++) {
      String target = classes.get(i % 2);
      String label = pictures.get(i).label();
      if (!label.isEmpty() && !label.equals(target)) {
        codes.add(
            CodeDirection.means(materials.labelledTraining(), target).move(own.codes().get(i), 3));
        wanted.add(target);
      }
    }
    List<byte[]> moved =
        materials.generator().fromCodes(own.with(codes), Materials.indices(codes.size()));
    for (int i = 1; i < moved.size(); i++) {
      judge.see(moved.get(i), wanted.get(i));
    }
    assertThat(moved).hasSizeGreaterThan(1);
    return moved;
  }

  private static double diversity(Generator generator, List<byte[]> pixels) {
    List<byte[]> repeated =
        pixels.stream().flatMap(image -> Collections.nCopies(8, image).stream()).toList();
    List<byte[]> draws = generator.reconstruct(repeated, Materials.indices(80));
    double sum = 0;
    for (int i = 0; i < 10; i++) {
      sum += slowDeviation(draws.subList(8 * i, 8 * i + 8));
    }
    assertThat(sum).isPositive();
    return sum / 10;
  }

  /** Any growth of the loss is too much: what needs stored codes is left out, the rest stays. */
  @Test
  void whatTheCheckOfTheLevelsRefusesIsLeftOutWithTheReason() {
    try (Materials materials = materials(9, 0)) {
      ImageMeasures measures = new ImageMeasures(materials, new Listed());
      MadeImages found = measures.of(List.of(new float[2], new float[2]), "the judge's");

      assertThat(found.error()).isPositive();
      assertThat(found.agreement()).isZero();
      assertThat(found.diversity()).isPositive();
      assertThat(Arrays.asList(found.distance(), found.moved(), found.unmoved()))
          .containsOnlyNulls();
      assertThat(found.leftOut()).hasSize(1);
      assertThat(found.leftOut().get(0)).contains("generate.tolerance = 0");
      assertThat(found.figures()).containsExactly("reconstruct", "vary");
    }
  }

  /** Nothing is looked for in the train split, which there is not: it would be encoded in vain. */
  @Test
  void ofAModelThatCannotComeFromNoiseToImagesNothingIsMade() throws IOException {
    ModelSpecification usual = TinyModels.specification(SHAPE);
    writeModel(
        "single",
        new ModelSpecification(
            usual.architecture(),
            usual.normalisation(),
            usual.noise().with(NoiseLawKind.SINGLE_LEVEL),
            usual.objective(),
            usual.augmentation(),
            usual.engine(),
            usual.seed(),
            usual.choices()));
    try (Materials materials = materials("single", 3, 1e6, "none")) {
      ImageMeasures measures = new ImageMeasures(materials, new Listed());
      MadeImages found = measures.of(List.of(new float[2], new float[2]), "the judge's");

      assertThat(Arrays.asList(found.error(), found.agreement(), found.diversity()))
          .containsOnlyNulls();
      assertThat(Arrays.asList(found.distance(), found.moved(), found.unmoved()))
          .containsOnlyNulls();
      assertThat(found.leftOut()).containsExactly(materials.generator().obstacle().orElseThrow());
      assertThat(found.figures()).isEmpty();
    }
  }

  @Test
  void imagesWithoutClassDoNotCount() {
    List<Judgement> judgements =
        List.of("a", "b", "a", "b", "").stream()
            .map(label -> new Judgement(label, new float[0]))
            .toList();
    assertThat(ImageMeasures.agreement(Arrays.asList("a", "a", null, "b", ""), judgements))
        .isEqualTo(2 / 3.0);
    assertThatThrownBy(() -> ImageMeasures.agreement(Arrays.asList(null, ""), judgements))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("none of the 2 images has a class");
  }

  /**
   * Of the first code images of 0 and 1, of variance 1/2; of the second alike; of the third 0 and
   * 0.6, of variance 0.18.
   */
  @Test
  void diversityIsTheMeanDeviationOverCodes() {
    List<byte[]> made = new ArrayList<>();
    for (int value : new int[] {0, 255, 80, 80, 0, 153}) {
      made.add(new byte[] {(byte) value, (byte) value});
    }
    assertThat(ImageMeasures.diversity(made, 2))
        .isCloseTo((Math.sqrt(0.5) + 0 + Math.sqrt(0.18)) / 3, within(1e-9));
  }
}
