package io.diffrep.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.diffrep.encode.Source;
import io.diffrep.evaluate.CodeDirection;
import io.diffrep.lake.ImageTable;
import io.diffrep.runtime.UsageException;
import io.diffrep.sde.Interpolation;
import io.diffrep.testing.ImageTables;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KindsTest {
  private static final Selection TWO = new Selection(List.of(), List.of("image-7", "image-3"), 0);

  @TempDir private Path folder;
  private String images;
  private String model;

  @BeforeEach
  void writeImagesAndModel() {
    images = folder.resolve("images").toString();
    ImageTables.write(images, 40, Fixture.SHAPE, 5);
    model = Fixture.write(folder.resolve("model"), Fixture.conditioned());
  }

  private Materials materials(Selection selection, GenerateSettings settings) {
    return Fixture.materials(
        Fixture.inputs(model, Optional.of(images), Optional.empty(), selection), settings);
  }

  private Gallery draw(Kind kind, Selection selection) {
    try (Materials materials = materials(selection, Fixture.SETTINGS)) {
      return kind.draw(materials);
    }
  }

  private byte[] pixels(String path) {
    return ImageTable.read(Fixture.spark(), images)
        .where("path = '" + path + "'")
        .first()
        .getAs(ImageTable.PIXELS);
  }

  private static List<byte[]> row(Gallery gallery, int grid, int line) {
    return gallery.grids().get(grid).lines().get(line).cells().stream()
        .map(Grid.Cell::pixels)
        .toList();
  }

  @Test
  void reconstructShowsTheNamedImagesAboveWhatTheirCodesGive() {
    Gallery gallery = draw(new Reconstruct(), TWO);

    assertThat(gallery.grids()).hasSize(1);
    assertThat(gallery.grids().get(0).name()).isEqualTo("reconstruct");
    List<byte[]> originals = row(gallery, 0, 0);
    assertThat(originals).containsExactly(pixels("image-7"), pixels("image-3"));
    List<byte[]> made = row(gallery, 0, 1);
    try (Generator generator =
        Fixture.generator(Fixture.model(Fixture.conditioned()), Fixture.SETTINGS)) {
      assertThat(made)
          .containsExactlyElementsOf(generator.reconstruct(originals, new long[] {0, 1}));
    }
    double error = 0;
    for (int p = 0; p < 64; p++) {
      error += Math.pow(((originals.get(1)[p] & 0xff) - (made.get(1)[p] & 0xff)) / 255.0, 2) / 64;
    }
    List<?> facts = (List<?>) gallery.facts().get("images");
    Map<?, ?> second = (Map<?, ?>) facts.get(1);
    assertThat(second.get("path")).isEqualTo("image-3");
    assertThat((double) second.get("mean-squared-error")).isCloseTo(error, within(1e-12));
  }

  /** Ten images of the test split, four to a grid. */
  @Test
  void manyImagesGoIntoSeveralGrids() {
    Gallery gallery = draw(new Reconstruct(), new Selection(List.of(), List.of(), 10));
    assertThat(gallery.grids())
        .extracting(Grid::name)
        .containsExactly("reconstruct-1", "reconstruct-2", "reconstruct-3");
    assertThat(row(gallery, 2, 0)).hasSize(2);
    List<String> ids =
        ImageTable.read(Fixture.spark(), images)
            .where("split = 'test'")
            .orderBy("id")
            .collectAsList()
            .stream()
            .map(row -> row.<String>getAs("id"))
            .toList();
    List<?> facts = (List<?>) gallery.facts().get("images");
    assertThat(facts.stream().map(image -> (String) ((Map<?, ?>) image).get("id")).toList())
        .isEqualTo(ids);
  }

  @Test
  void varyDrawsOneCodeFromOtherNoise() {
    Gallery gallery = draw(new Vary(), TWO);
    List<byte[]> draws = row(gallery, 0, 1);
    assertThat(draws).hasSize(4).doesNotHaveDuplicates();
    assertThat(draws.get(0)).isEqualTo(pixels("image-3"));
    try (Generator generator =
        Fixture.generator(Fixture.model(Fixture.conditioned()), Fixture.SETTINGS)) {
      List<byte[]> one = List.of(pixels("image-3"));
      assertThat(generator.reconstruct(one, new long[] {4}).get(0)).isEqualTo(draws.get(2));
    }
  }

  /**
   * Two pixels: one stays, the other is 0 and 1 with the sample variance 1/2; 1/4 is their mean. Of
   * 0, 1 and 1 it is 1/3.
   */
  @Test
  void theDeviationOverDrawsIsTheRootOfTheMeanSampleVariance() {
    byte[] dark = {9, 0};
    byte[] bright = {9, (byte) 255};
    assertThat(Vary.deviation(List.of(dark, bright))).isCloseTo(0.5, within(1e-9));
    assertThat(Vary.deviation(List.of(dark, bright, bright)))
        .isCloseTo(Math.sqrt(1.0 / 6), within(1e-9));
    assertThat(Vary.deviation(List.of(bright, bright))).isZero();
  }

  @Test
  void interpolateGoesFromCodeToCodeUnderOneNoise() {
    Gallery gallery = draw(new Interpolate(), TWO);
    assertThat(gallery.grids())
        .extracting(Grid::name)
        .containsExactly("interpolate-linear", "interpolate-spherical");
    try (Generator generator =
        Fixture.generator(Fixture.model(Fixture.conditioned()), Fixture.SETTINGS)) {
      List<byte[]> originals = List.of(pixels("image-7"), pixels("image-3"));
      Codes codes = generator.encode(originals);
      List<byte[]> ends = generator.fromCodes(codes, new long[2]);
      // The sum of both, on the line a half of it, on the arc over twice the half angle's cosine.
      double cosine =
          dot(codes.codes().get(0), codes.codes().get(1))
              / Math.sqrt(dot(codes.codes().get(0), codes.codes().get(0)))
              / Math.sqrt(dot(codes.codes().get(1), codes.codes().get(1)));
      List<float[][]> middles =
          List.of(
              sum(codes.codes(), 0.5), sum(codes.codes(), 0.5 / Math.cos(Math.acos(cosine) / 2)));
      List<byte[]> middle = generator.fromCodes(codes.with(middles), new long[2]);
      for (int way = 0; way < 2; way++) {
        List<byte[]> cells = row(gallery, way, 0);
        isRather(cells.get(2), middle.get(way), middle.get(1 - way));
        assertThat(cells).hasSize(5);
        assertThat(cells.get(0)).isEqualTo(originals.get(0));
        assertThat(cells.get(1)).isEqualTo(ends.get(0));
        assertThat(cells.get(3)).isEqualTo(ends.get(1));
        assertThat(cells.get(4)).isEqualTo(originals.get(1));
      }
    }
  }

  /** Of all levels and dimensions. */
  private static double dot(float[][] a, float[][] b) {
    double sum = 0;
    for (int level = 0; level < a.length; level++) {
      for (int d = 0; d < a[level].length; d++) {
        sum += (double) a[level][d] * b[level][d];
      }
    }
    return sum;
  }

  /** The weighted sum of two codes. */
  private static float[][] sum(List<float[][]> codes, double weight) {
    return sum(codes.get(0), weight, codes.get(1), weight);
  }

  private static float[][] sum(float[][] a, double ofA, float[][] b, double ofB) {
    float[][] sum = new float[a.length][a[0].length];
    for (int level = 0; level < a.length; level++) {
      for (int d = 0; d < sum[level].length; d++) {
        sum[level][d] = (float) (ofA * a[level][d] + ofB * b[level][d]);
      }
    }
    return sum;
  }

  /** Codes tell little in a network of random weights: a few steps of 0 to 255 a pixel. */
  private static void isRather(byte[] image, byte[] right, byte[] wrong) {
    // Not the same to the bit: rounding may take a pixel over a step.
    assertThat(4 * apart(image, right)).isLessThan(apart(image, wrong));
  }

  private static int apart(byte[] a, byte[] b) {
    int sum = 0;
    for (int p = 0; p < a.length; p++) {
      sum += Math.abs((a[p] & 0xff) - (b[p] & 0xff));
    }
    return sum;
  }

  /**
   * Levels (1, 0) and (0, 1): as one vector of four numbers both codes have norm sqrt(2) and a
   * right angle between them, so that the middle of the arc is their sum over sqrt(2).
   */
  @Test
  void interpolatedCodesGoAllLevelsTogetherAndEndWhereTheyShould() {
    float[][] from = {{1, 0}, {1, 0}};
    float[][] to = {{0, 1}, {0, 1}};
    List<float[][]> arc = Interpolate.between(List.of(from, to), 0, Interpolation.SPHERICAL, 3);
    float half = (float) Math.sqrt(0.5);
    assertThat(arc.get(0)).isDeepEqualTo(from);
    assertThat(arc.get(1)[0]).containsExactly(new float[] {half, half}, within(1e-6f));
    assertThat(arc.get(1)[1]).containsExactly(new float[] {half, half}, within(1e-6f));
    assertThat(arc.get(2)).isDeepEqualTo(to);
    // The second level is alone at a right angle, and jointly the angle is another.
    float[][] same = {{3, 0}, {0, 1}};
    float[][] turned = {{3, 0}, {1, 0}};
    double angle = Math.acos(9.0 / 10);
    double weight = Math.sin(angle / 2) / Math.sin(angle);
    float[][] middle =
        Interpolate.between(List.of(same, turned), 0, Interpolation.SPHERICAL, 3).get(1);
    assertThat(middle[0][0]).isCloseTo((float) (6 * weight), within(1e-6f));
    assertThat(middle[1][0]).isCloseTo((float) weight, within(1e-6f));
  }

  @Test
  void imagesThatAreNoPairsAreRefused() {
    Selection three = new Selection(List.of(), List.of("image-1", "image-2", "image-3"), 0);
    assertThatThrownBy(() -> draw(new Interpolate(), three))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("in pairs")
        .hasMessageContaining("3 are chosen");
  }

  @Test
  void detailShowsEveryModelWithItsLaw() {
    String single = Fixture.write(folder.resolve("single"), Fixture.single());
    GenerationInputs inputs =
        new GenerationInputs(List.of(model, single), Optional.of(images), Optional.empty(), TWO);
    try (Materials materials = Fixture.materials(inputs, Fixture.SETTINGS)) {
      Gallery gallery = new Detail().draw(materials);
      assertThat(gallery.grids().get(0).lines())
          .extracting(Grid.Line::caption)
          .containsExactly(
              "image",
              "model: uniform time, rho 0.01 to 50; weighting edm",
              "",
              "single: a single level, rho 1; weighting edm; one step from rho 1");
      assertThat(row(gallery, 0, 1))
          .containsExactlyElementsOf(row(draw(new Reconstruct(), TWO), 0, 1));
      assertThat(row(gallery, 0, 2)).doesNotContainAnyElementsOf(row(gallery, 0, 1));
    }
  }

  @Test
  void manipulateMovesCodesAlongTheDirectionAndLeavesThemAtZero() {
    for (Manipulate.By by : Manipulate.By.values()) {
      Gallery gallery = draw(new Manipulate("1", by), TWO);
      List<byte[]> cells = row(gallery, 0, 0);
      assertThat(gallery.grids().get(0).columns()).containsExactly("image", "-1", "0", "+2");
      try (Generator generator =
          Fixture.generator(Fixture.model(Fixture.conditioned()), Fixture.SETTINGS)) {
        List<byte[]> original = List.of(pixels("image-7"));
        assertThat(cells.get(0)).isEqualTo(original.get(0));
        Codes code = generator.encode(original);
        assertThat(cells.get(2)).isEqualTo(generator.fromCodes(code, new long[1]).get(0));
        float[][] start = code.codes().get(0);
        float[][] step = towardsClassOne(by, start);
        List<byte[]> moved =
            generator.fromCodes(
                code.with(List.of(sum(start, 1, step, 2), sum(start, 1, step, -2))), new long[2]);
        isRather(cells.get(3), moved.get(0), moved.get(1));
      }
      assertThat(cells).doesNotHaveDuplicates();
    }
    assertThatThrownBy(() -> draw(new Manipulate("7", Manipulate.By.MEANS), TWO))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("class '7'")
        .hasMessageContaining("[0, 1]");
  }

  /**
   * What a distance of 1 adds to a code: of means by a computation of its own, the deviation of all
   * training codes along the difference of the classes' means; the classifier's weight has a test
   * in its own package.
   */
  private float[][] towardsClassOne(Manipulate.By by, float[][] start) {
    try (Materials materials = materials(TWO, Fixture.SETTINGS)) {
      CodeDirection.Labelled training = materials.labelledTraining();
      if (by == Manipulate.By.CLASSIFIER) {
        float[][] moved =
            CodeDirection.logistic(Fixture.spark(), training, "1", 0.1, 50).move(start, 1);
        return sum(moved, 1, start, -1);
      }
      int count = training.codes().size();
      long ones = training.labels().stream().filter("1"::equals).count();
      float[][] difference = new float[start.length][start[0].length];
      for (int i = 0; i < count; i++) {
        boolean one = training.labels().get(i).equals("1");
        double share = one ? 1.0 / ones : -1.0 / (count - ones);
        difference = sum(difference, 1, training.codes().get(i), share);
      }
      double[] along = new double[count];
      for (int i = 0; i < count; i++) {
        along[i] = dot(training.codes().get(i), difference) / dot(difference, difference);
      }
      double mean = Arrays.stream(along).average().orElseThrow();
      double variance =
          Arrays.stream(along).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
      return sum(difference, Math.sqrt(variance), difference, 0);
    }
  }

  @Test
  void denoiseShowsTheNoisedAboveTheDenoisedAndLeavesOutWhatTheModelDoesNotKnow() {
    Gallery gallery = draw(new Denoise(), TWO);
    assertThat(gallery.grids().get(0).columns()).containsExactly("image", "rho 0.5", "rho 2");
    List<OneStep.Denoised> expected;
    try (OneStep step =
        new OneStep(Fixture.model(Fixture.conditioned()), 4, Fixture.SETTINGS.seed())) {
      List<byte[]> originals = List.of(pixels("image-7"), pixels("image-3"));
      expected = step.denoise(originals, new long[] {0, 1}, 2);
    }
    assertThat(row(gallery, 0, 2).get(2)).isEqualTo(expected.get(1).noised());
    assertThat(row(gallery, 0, 3).get(2)).isEqualTo(expected.get(1).image());
    assertThat(gallery.grids().get(0).lines().get(3).cells().get(0).isEmpty()).isTrue();

    model = Fixture.write(folder.resolve("single"), Fixture.single());
    try (Materials materials = materials(TWO, Fixture.SETTINGS)) {
      assertThat(new Denoise().draw(materials).grids().get(0).columns())
          .containsExactly("image", "rho 1");
      assertThat(materials.notes()).singleElement().asString().contains("rho 0.5, 2");
      assertThatThrownBy(() -> new Reconstruct().draw(materials))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("rho 1");
    }
  }

  @Test
  void samplesComeFromTheFittedPriorWithItsMoments() {
    try (Materials materials =
        materials(new Selection(List.of(), List.of(), 5), Fixture.SETTINGS)) {
      Gallery gallery = new Sample(Sample.From.PRIOR).draw(materials);
      List<byte[]> all = new ArrayList<>();
      for (int grid = 0; grid < 2; grid++) {
        all.addAll(row(gallery, grid, 0));
      }
      GaussianFit fit = GaussianFit.of(materials.training().codes());
      assertThat(materials.training().rows()).hasSize(20);
      Codes codes = new Codes(materials.training().levels(), fit.draw(1, Materials.indices(5)));
      assertThat(all)
          .containsExactlyElementsOf(materials.generator().fromCodes(codes, Materials.indices(5)));
      assertThat((List<?>) gallery.facts().get("code-moments"))
          .isEqualTo(CodeMoments.of(materials.training().codes(), codes.levels()));
    }
  }

  /** One draw is the code at every level, so that it is of one level alone. */
  @Test
  void theStandardNormalPriorNeedsNoCodes() {
    GenerateSettings settings =
        Fixture.settings(Fixture.SOLVING, Fixture.GRIDS, 5, 1e6, PriorKind.STANDARD_NORMAL);
    GenerationInputs nothing =
        Fixture.inputs(
            model, Optional.empty(), Optional.empty(), new Selection(List.of(), List.of(), 3));
    try (Materials materials = Fixture.materials(nothing, settings)) {
      Codes codes = materials.fromPrior(2000);
      assertThat(codes.levels()).hasSize(1);
      double squares = 0;
      for (float[][] code : codes.codes()) {
        for (float value : code[0]) {
          squares += value * value / 8000;
        }
      }
      // Six deviations of the mean of 8,000 squares.
      assertThat(squares).isCloseTo(1, within(6 * Math.sqrt(2.0 / 8000)));
      Gallery gallery = new Sample(Sample.From.PRIOR).draw(materials);
      assertThat(row(gallery, 0, 0)).hasSize(3).doesNotHaveDuplicates();
      assertThat(gallery.lines()).isEmpty();
      assertThat(row(new Sample(Sample.From.NO_CODE).draw(materials), 0, 0)).hasSize(3);
      assertThatThrownBy(materials::pictures)
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("--images");
    }
    try (Materials materials = Fixture.materials(nothing, Fixture.SETTINGS)) {
      assertThatThrownBy(() -> materials.fromPrior(2))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("--representations");
    }
  }

  /** A table at the levels that images would be encoded at gives what the images give. */
  @Test
  void storedCodesStandForTheImages() {
    List<Double> levels = Codes.levels(Fixture.conditioned(), 5);
    List<Double> shuffled =
        List.of(levels.get(3), levels.get(0), levels.get(4), levels.get(1), levels.get(2));
    String table = Fixture.encode(folder.resolve("codes"), images, model, Source.ENCODER, shuffled);
    Gallery fromImages = draw(new Sample(Sample.From.CODES), TWO);
    GenerationInputs stored = Fixture.inputs(model, Optional.empty(), Optional.of(table), TWO);
    try (Materials materials = Fixture.materials(stored, Fixture.SETTINGS)) {
      Gallery gallery = new Sample(Sample.From.CODES).draw(materials);
      assertThat(gallery.grids().get(0).lines()).hasSize(1);
      assertThat(row(gallery, 0, 0)).containsExactlyElementsOf(row(fromImages, 0, 1));
      assertThat(materials.notes()).singleElement().asString().contains("not checked");
      try (Materials encoded = materials(TWO, Fixture.SETTINGS)) {
        assertThat(materials.training().rows()).hasSize(20);
        assertThat(materials.labelledTraining().labels())
            .isEqualTo(encoded.labelledTraining().labels());
        assertThat(materials.training().codes().toArray(float[][][]::new))
            .isDeepEqualTo(encoded.training().codes().toArray(float[][][]::new));
      }
    }
    GenerationInputs both = Fixture.inputs(model, Optional.of(images), Optional.of(table), TWO);
    try (Materials materials = Fixture.materials(both, Fixture.SETTINGS)) {
      Gallery gallery = new Sample(Sample.From.CODES).draw(materials);
      assertThat(row(gallery, 0, 0)).containsExactly(pixels("image-7"), pixels("image-3"));
      assertThat(materials.notes()).isEmpty();
      assertThat(materials.checks()).hasSize(4);
      Gallery varied = new Vary().draw(materials);
      assertThat(row(varied, 0, 1).subList(1, 4)).doesNotHaveDuplicates();
    }
  }

  @Test
  void chosenImagesAreFoundByTheFirstDigitsOfTheirIds() {
    Row row = ImageTable.read(Fixture.spark(), images).where("path = 'image-9'").first();
    String id = row.<String>getAs("id").substring(0, 10);
    Gallery gallery = draw(new Denoise(), new Selection(List.of(id), List.of("image-7"), 0));
    assertThat(row(gallery, 0, 0).get(0)).isEqualTo(row.<byte[]>getAs(ImageTable.PIXELS));
    assertThat(row(gallery, 0, 2).get(0)).isEqualTo(pixels("image-7"));
  }
}
