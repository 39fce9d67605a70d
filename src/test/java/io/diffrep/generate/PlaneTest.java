package io.diffrep.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.diffrep.encode.EncodeSettings;
import io.diffrep.encode.ScoreFeatures;
import io.diffrep.encode.Source;
import io.diffrep.evaluate.RepresentationSet;
import io.diffrep.lake.ImageTable;
import io.diffrep.runtime.Console;
import io.diffrep.runtime.UsageException;
import io.diffrep.testing.ImageTables;
import io.diffrep.testing.TinyModels;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On 24 images, 18 of them in the train split, which have the classes 0 and 1. */
class PlaneTest {
  @TempDir private Path folder;
  private String images;
  private String model;

  @BeforeEach
  void writeImagesAndModel() {
    images = folder.resolve("images").toString();
    ImageTables.write(images, 24, Fixture.SHAPE, 5);
    model =
        Fixture.write(
            folder.resolve("model"),
            TinyModels.specification(
                Fixture.SHAPE, TinyModels.NETWORK.withStaticEncoder().withCodeSize(2)));
  }

  private Materials materials(String of) {
    return Fixture.materials(
        Fixture.inputs(of, Optional.of(images), Optional.empty(), Selection.FIRST),
        Fixture.SETTINGS);
  }

  private List<Row> train() {
    return ImageTable.read(Fixture.spark(), images)
        .where("split = 'train'")
        .orderBy("id")
        .collectAsList();
  }

  private List<float[][]> codes(Generator generator) {
    return generator
        .encode(train().stream().map(row -> row.<byte[]>getAs(ImageTable.PIXELS)).toList())
        .codes();
  }

  /** All but the last of the 18 lie within, that is 2 % on each side, rounded down. */
  @Test
  void theGridRisesToTheRightAndUpwardsOverWhereTheTrainingCodesLie() {
    try (Materials materials = materials(model)) {
      Grid grid = new Plane().draw(materials).grids().get(0);

      double[][] ends = new double[2][];
      for (int d = 0; d < 2; d++) {
        int dimension = d;
        double[] sorted =
            codes(materials.generator()).stream()
                .mapToDouble(code -> code[0][dimension])
                .sorted()
                .toArray();
        assertThat(sorted).hasSize(18);
        ends[d] = new double[] {sorted[0], sorted[16]};
      }
      List<byte[]> corners =
          materials
              .generator()
              .fromCodes(
                  new Codes(
                      List.of(1.0),
                      List.of(
                          code(ends[0][0], ends[1][1]),
                          code(ends[0][1], ends[1][1]),
                          code(ends[0][0], ends[1][0]))),
                  new long[3]);
      assertThat(corners).doesNotHaveDuplicates();
      assertThat(grid.lines()).hasSize(12);
      assertThat(grid.columns()).hasSize(12);
      assertThat(grid.lines().get(0).cells().get(0).pixels()).isEqualTo(corners.get(0));
      assertThat(grid.lines().get(0).cells().get(11).pixels()).isEqualTo(corners.get(1));
      assertThat(grid.lines().get(11).cells().get(0).pixels()).isEqualTo(corners.get(2));
    }
  }

  private static float[][] code(double x, double y) {
    return new float[][] {{(float) x, (float) y}};
  }

  @Test
  void pointsAreTheStoredCodesByClass() {
    String table =
        Fixture.encode(folder.resolve("codes"), images, model, Source.ENCODER, List.of(1.0));
    CodePlane plane =
        CodePlane.stored(RepresentationSet.open(Fixture.spark(), table).rows(), "train");

    try (Materials materials = materials(model)) {
      List<float[][]> codes = codes(materials.generator());
      assertThat(plane.classes().keySet()).containsExactly("0", "1");
      int[] seen = new int[2];
      for (int i = 0; i < codes.size(); i++) {
        String label = train().get(i).getAs(ImageTable.LABEL);
        float[] point = plane.classes().get(label).get(seen[Integer.parseInt(label)]++);
        assertThat(point).containsExactly(codes.get(i)[0], within(1e-5f));
      }
      assertThat(seen).containsExactly(12, 6);

      CodePlane anew =
          CodePlane.encoded(
              Fixture.spark(),
              ImageTable.read(Fixture.spark(), images),
              "train",
              materials.generator().model(),
              new EncodeSettings(List.of(1.0), 8, ScoreFeatures.DEFAULT));
      assertThat(anew.classes())
          .usingRecursiveComparison()
          .withEqualsForType((a, b) -> Math.abs(a - b) < 1e-5f, Float.class)
          .isEqualTo(plane.classes());
    }
  }

  @Test
  void aPipelineMakesItWhereCodesAreSuch() {
    SampleSettings one = new SampleSettings(List.of(SampleKind.DENOISE));
    String flat = folder.resolve("flat").toString();
    assertThat(samples(model, flat, one)).hasSize(2).anyMatch(line -> line.contains("plane.png"));
    assertThat(folder.resolve("flat/plane/plane.png")).exists();
    assertThat(samples(model, folder.resolve("none").toString(), new SampleSettings(List.of())))
        .isEmpty();

    String wide = Fixture.write(folder.resolve("wide"), Fixture.unchanging());
    assertThat(samples(wide, folder.resolve("other").toString(), one)).hasSize(1);
    assertThat(folder.resolve("other/plane")).doesNotExist();
    try (Materials materials = materials(wide)) {
      assertThatThrownBy(() -> new Plane().draw(materials))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("network.code-size = 2");
    }
  }

  private List<String> samples(String of, String output, SampleSettings kinds) {
    return Samples.run(
        Fixture.spark(), of, images, output, kinds, Fixture.SETTINGS, Console.silent());
  }
}
