package io.diffrep.generate;

import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diffrep.encode.Source;
import io.diffrep.evaluate.InterpolationLoss;
import io.diffrep.image.ImageShape;
import io.diffrep.lake.ImageTable;
import io.diffrep.model.ModelSpecification;
import io.diffrep.network.Architecture;
import io.diffrep.network.CodeInjection;
import io.diffrep.network.ScoreSettings;
import io.diffrep.runtime.UsageException;
import io.diffrep.sde.ObjectiveKind;
import io.diffrep.testing.ImageTables;
import io.diffrep.testing.TinyModels;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefusalsTest {
  private static final GenerateSettings STRICT =
      Fixture.settings(Fixture.SOLVING, Fixture.GRIDS, 17, 0, PriorKind.FITTED);

  @TempDir private Path folder;
  private String images;
  private String model;

  @BeforeEach
  void writeImagesAndModel() {
    images = folder.resolve("images").toString();
    ImageTables.write(images, 24, Fixture.SHAPE, 5);
    model = Fixture.write(folder.resolve("model"), Fixture.conditioned());
  }

  private Materials open(Optional<String> pictures, Optional<String> table) {
    return Fixture.materials(Fixture.inputs(model, pictures, table, Selection.FIRST), STRICT);
  }

  private String encode(String name, Source source, List<Double> levels) {
    return Fixture.encode(folder.resolve(name), images, model, source, levels);
  }

  /** No growth of the loss is let pass, and codes of random weights change with the level. */
  @Test
  void aTableOfTooFewLevelsIsRefusedWithWhatToSet() {
    String table = encode("codes", Source.ENCODER, List.of(1.0));
    try (Materials materials = open(Optional.of(images), Optional.of(table))) {
      assertThatThrownBy(materials::coded)
          .isInstanceOf(UsageException.class)
          .hasMessageContaining(table)
          .hasMessageContaining("noise levels [1.0] are too few")
          .hasMessageContaining("generate.tolerance = 0.0")
          .hasMessageContaining("--set encode.noise-levels=[0.01,0.01703,")
          .hasMessageContaining(",50.0]");
      assertThat(materials.checks())
          .extracting(InterpolationLoss::rho)
          .containsExactly(0.01, 0.1, Math.sqrt(50), 50.0);
    }
  }

  /** A static encoder has one code for all levels. */
  @Test
  void aStaticEncodersTableIsNeverTooCoarse() {
    model = Fixture.write(folder.resolve("static"), Fixture.unchanging());
    String table = encode("codes", Source.ENCODER, List.of(1.0));
    try (Materials materials = open(Optional.of(images), Optional.of(table))) {
      assertThat(materials.coded().codes().levels()).containsExactly(1.0);
      assertThat(materials.checks()).isEmpty();
      assertThat(materials.notes()).isEmpty();
    }
  }

  /**
   * Whether levels are close enough is told by any images; only what is not named needs a split.
   */
  @Test
  void aLakeWithoutATestSplitServesForWhatIsNamed() {
    GenerateSettings withoutTest =
        new GenerateSettings(
            Fixture.SOLVING,
            Fixture.GRIDS,
            5,
            1e6,
            PriorKind.FITTED,
            20,
            4,
            "train",
            "held-out",
            0.1,
            50,
            1);
    Selection named = new Selection(List.of(), List.of("image-3", "image-4"), 0);
    GenerationInputs inputs = Fixture.inputs(model, Optional.of(images), Optional.empty(), named);
    try (Materials materials = Fixture.materials(inputs, withoutTest)) {
      assertThat(materials.coded().pictures()).hasSize(2);
      assertThat(materials.checks()).isNotEmpty();
      assertThat(new Sample(Sample.From.PRIOR).draw(materials).grids()).isNotEmpty();
    }
    try (Materials materials =
        Fixture.materials(
            Fixture.inputs(model, Optional.of(images), Optional.empty(), Selection.FIRST),
            withoutTest)) {
      assertThatThrownBy(materials::coded)
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("no image in split 'held-out'");
    }
  }

  /** Nothing is interpolated between its levels: the moments beside it may be of any. */
  @Test
  void theStandardNormalPriorIsHeldAgainstTrainingCodesWhateverTheirLevels() {
    GenerateSettings standard =
        Fixture.settings(Fixture.SOLVING, Fixture.GRIDS, 2, 0, PriorKind.STANDARD_NORMAL);
    try (Materials materials =
        Fixture.materials(
            Fixture.inputs(model, Optional.of(images), Optional.empty(), Selection.FIRST),
            standard)) {
      Gallery gallery = new Sample(Sample.From.PRIOR).draw(materials);
      assertThat(gallery.lines()).hasSize(3).last().asString().contains("rho 50: deviations");
      assertThat(materials.checks()).isEmpty();
      assertThat(materials.notes()).isEmpty();
    }
  }

  /** Five of twenty are in the split, and the last has none to go to; a single one is refused. */
  @Test
  void pairsAreMadeOfWhatASplitHas() {
    for (int count : List.of(20, 4)) {
      String few = folder.resolve("images-" + count).toString();
      ImageTables.write(few, count, Fixture.SHAPE, 5);
      GenerationInputs inputs =
          Fixture.inputs(
              model, Optional.of(few), Optional.empty(), new Selection(List.of(), List.of(), 8));
      try (Materials materials = Fixture.materials(inputs, Fixture.SETTINGS)) {
        if (count == 20) {
          assertThat(new Interpolate().draw(materials).grids().get(0).lines()).hasSize(2);
          assertThat(materials.notes())
              .contains("The split has 5 images: the last has no other to go to.");
        } else {
          assertThatThrownBy(() -> new Interpolate().draw(materials))
              .isInstanceOf(UsageException.class)
              .hasMessageContaining("and 1 are chosen: name or count an even number");
        }
      }
    }
  }

  /** Before anything is encoded, which no step of levels would allow here. */
  @Test
  void aClassThatNoImageHasIsRefusedWithThoseThatThereAre() {
    String table = encode("codes", Source.ENCODER, List.of(1.0));
    for (Optional<String> codes : List.of(Optional.<String>empty(), Optional.of(table))) {
      try (Materials materials = open(Optional.of(images), codes)) {
        assertThatThrownBy(() -> new Manipulate("9", Manipulate.By.MEANS).draw(materials))
            .isInstanceOf(UsageException.class)
            .hasMessageContaining(codes.orElse(images))
            .hasMessageContaining("no image of class '9' in split 'train'")
            .hasMessageContaining("give --class one of [0, 1]");
      }
    }
  }

  @Test
  void codesOfAnotherModelAreRefused() {
    String table = encode("codes", Source.ENCODER, List.of(1.0));
    model = Fixture.write(folder.resolve("static"), Fixture.unchanging());
    assertThatThrownBy(() -> open(Optional.empty(), Optional.of(table)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(table)
        .hasMessageContaining("another model");
  }

  @Test
  void pixelsAndUntrainedCodesAreRefused() {
    for (Source source : List.of(Source.PIXELS, Source.UNTRAINED)) {
      String table = encode(source.label(), source, List.of(1.0));
      assertThatThrownBy(() -> open(Optional.empty(), Optional.of(table)))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("'" + source.label() + "'")
          .hasMessageContaining("--source encoder");
    }
  }

  @Test
  void imagesOfAnotherShapeAreRefused() {
    String larger = folder.resolve("larger").toString();
    ImageTables.write(larger, 4, new ImageShape(1, 9, 8), 5);
    assertThatThrownBy(() -> open(Optional.of(larger), Optional.empty()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("1x8x8")
        .hasMessageContaining("1x9x8");
  }

  @Test
  void unknownImagesAreAllNamed() {
    GenerationInputs inputs =
        Fixture.inputs(
            model,
            Optional.of(images),
            Optional.empty(),
            new Selection(List.of("0123456789"), List.of("image-3", "nowhere"), 0));
    try (Materials materials = Fixture.materials(inputs, STRICT)) {
      assertThatThrownBy(materials::pictures)
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("no image 0123456789, nowhere:");
    }
  }

  /** Two images whose ids differ in the last digit alone. */
  @Test
  void digitsThatSeveralIdsBeginWithAreRefusedWithBoth() {
    String digits = "a".repeat(63);
    String table = folder.resolve("alike").toString();
    Dataset<Row> first = ImageTable.read(Fixture.spark(), images).limit(1);
    first
        .withColumn("id", lit(digits + "1"))
        .union(first.withColumn("id", lit(digits + "2")))
        .write()
        .parquet(table);
    GenerationInputs inputs =
        Fixture.inputs(
            model,
            Optional.of(table),
            Optional.empty(),
            new Selection(List.of("aaaaaa"), List.of(), 0));
    try (Materials materials = Fixture.materials(inputs, STRICT)) {
      assertThatThrownBy(materials::pictures)
          .isInstanceOf(UsageException.class)
          .hasMessageContaining(table)
          .hasMessageContaining("'aaaaaa'")
          .hasMessageContaining(digits + "1 and " + digits + "2")
          .hasMessageContaining("--ids more digits");
    }
    GenerationInputs whole =
        Fixture.inputs(
            model,
            Optional.of(table),
            Optional.empty(),
            new Selection(List.of(digits + "2"), List.of(), 0));
    try (Materials materials = Fixture.materials(whole, STRICT)) {
      assertThat(materials.pictures())
          .singleElement()
          .extracting(Picture::id)
          .isEqualTo(digits + "2");
    }
  }

  @Test
  void namesAndCountsThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> new Selection(List.of("abc"), List.of(), 0))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("'abc' is too short");
    assertThatThrownBy(() -> new Selection(List.of(), List.of("a"), 2))
        .isInstanceOf(UsageException.class);
  }

  /** Before an image is encoded for it. */
  @Test
  void aModelThatKnowsNoNoiseIsRefusedByName() {
    ModelSpecification usual = Fixture.unchanging();
    ModelSpecification baseline =
        new ModelSpecification(
            new Architecture(
                usual
                    .architecture()
                    .settings()
                    .with(new ScoreSettings(CodeInjection.BOTTLENECK, 0)),
                Fixture.SHAPE),
            usual.normalisation(),
            usual.noise(),
            usual.objective().with(ObjectiveKind.AUTOENCODER),
            usual.augmentation(),
            usual.engine(),
            usual.seed(),
            usual.choices());
    String autoencoder = Fixture.write(folder.resolve("autoencoder"), baseline);
    assertThatThrownBy(
            () ->
                Fixture.materials(
                    new GenerationInputs(
                        List.of(model, autoencoder),
                        Optional.of(images),
                        Optional.empty(),
                        Selection.FIRST),
                    STRICT))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(autoencoder)
        .hasMessageContaining("objective autoencoder")
        .hasMessageContaining("objective.kind = score-matching");
  }

  @Test
  void modelsOfDifferentShapesAreNotCompared() {
    String other =
        Fixture.write(folder.resolve("other"), TinyModels.specification(new ImageShape(3, 8, 8)));
    assertThatThrownBy(
            () ->
                Fixture.materials(
                    new GenerationInputs(
                        List.of(model, other),
                        Optional.of(images),
                        Optional.empty(),
                        Selection.FIRST),
                    STRICT))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("1x8x8")
        .hasMessageContaining("3x8x8");
  }
}
