package io.diffrep.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diffrep.network.Architecture.Part;
import io.diffrep.network.Initialisation;
import io.diffrep.runtime.UsageException;
import io.diffrep.store.StoreException;
import io.diffrep.store.StoredDirectory;
import io.diffrep.testing.TinyModels;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ModelDirectoryTest {
  private static final ModelSpecification SPECIFICATION = TinyModels.specification();

  @TempDir private Path folder;
  private Path path;
  private ModelDirectory directory;
  private final List<String> passedOver = new ArrayList<>();

  @BeforeEach
  void begin() throws IOException {
    path = folder.resolve("model");
    directory =
        new ModelDirectory(new org.apache.hadoop.fs.Path(path.toUri()), new Configuration(false));
  }

  private static INDArray weights(long seed) {
    return Initialisation.draw(SPECIFICATION.architecture().graph(Part.WHOLE).layout(), seed);
  }

  private static TrainingState state(int round) {
    return new TrainingState(
        SPECIFICATION.withChoice("round", String.valueOf(round)),
        round,
        100L * round,
        10 * round,
        weights(round),
        Nd4j.zeros(6),
        weights(-round),
        "{}",
        List.of("first", "second"));
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    directory.specify(SPECIFICATION);
    directory.finish(weights(1));
    Model model = directory.load();
    assertThat(model.specification()).isEqualTo(SPECIFICATION);
    assertThat(model.fingerprint())
        .isEqualTo(new Model(SPECIFICATION, weights(1)).fingerprint())
        .isNotEqualTo(new Model(SPECIFICATION, weights(2)).fingerprint());
  }

  @Test
  void untilTrainingEndsTheNewestCompleteCheckpointServes() throws IOException {
    directory.specify(SPECIFICATION);
    directory.checkpoint(state(1), 3);
    directory.checkpoint(state(2), 3);
    Files.delete(path.resolve("checkpoints/round-000002/MANIFEST.json"));
    assertThat(directory.newestCheckpoint(passedOver::add)).map(TrainingState::round).contains(1);
    assertThat(directory.load().fingerprint())
        .isEqualTo(new Model(SPECIFICATION, weights(-1)).fingerprint());
  }

  @Test
  void checkpointsComeBackAsTheyWere() throws IOException {
    directory.specify(SPECIFICATION);
    directory.checkpoint(state(7), 1);
    TrainingState read = directory.newestCheckpoint(passedOver::add).orElseThrow();
    assertThat(read.images()).isEqualTo(700);
    assertThat(read.iteration()).isEqualTo(70);
    assertThat(read.specification()).isEqualTo(state(7).specification());
    assertThat(read.training()).isEqualTo("{}");
    assertThat(read.history()).containsExactly("first", "second");
    assertThat(read.parameters()).isEqualTo(state(7).parameters());
    assertThat(read.ema()).isEqualTo(state(7).ema());
    assertThat(read.updater().length()).isEqualTo(6);
  }

  @Test
  void everyCompleteCheckpointCanBeRead() throws IOException {
    assertThat(directory.checkpoints()).isEmpty();
    directory.specify(SPECIFICATION);
    for (int round : List.of(4, 9, 12)) {
      directory.checkpoint(state(round), 5);
    }
    Files.delete(path.resolve("checkpoints/round-000009/MANIFEST.json"));

    assertThat(directory.checkpoints()).containsExactly(4, 12);
    assertThat(directory.checkpoint(4).images()).isEqualTo(400);
    assertThat(directory.checkpoint(4).ema()).isEqualTo(state(4).ema());
    assertThatThrownBy(() -> directory.checkpoint(9)).isInstanceOf(StoreException.class);
  }

  /** As the first version wrote them: without specification, history and settings. */
  @Test
  void aCheckpointOfTheFirstVersionServes() throws IOException {
    directory.specify(SPECIFICATION);
    org.apache.hadoop.fs.Path round =
        new org.apache.hadoop.fs.Path(directory.path(), "checkpoints/round-000003");
    try (StoredDirectory.Writer writer = StoredDirectory.create(round, new Configuration(false))) {
      for (String name : List.of("parameters.f32", "updater.f32", "ema.f32")) {
        try (OutputStream out = writer.file(name)) {
          FloatFiles.write(weights(4), out);
        }
      }
      try (OutputStream out = writer.file("counters.json")) {
        String counters = "{\"round\":3,\"images\":300,\"iteration\":30,\"seed\":5}";
        out.write(counters.getBytes(StandardCharsets.UTF_8));
      }
      writer.commit();
    }
    assertThat(directory.isUnfinished()).isTrue();
    assertThat(directory.load().fingerprint())
        .isEqualTo(new Model(SPECIFICATION, weights(4)).fingerprint());
    TrainingState read = directory.newestCheckpoint(passedOver::add).orElseThrow();
    assertThat(read.specification()).isEqualTo(SPECIFICATION);
    assertThat(read.round()).isEqualTo(3);
    assertThat(read.training()).isEmpty();
    assertThat(read.history()).isEmpty();
  }

  @Test
  void aCheckpointThatWasPassedOverGivesWayToTheNext() throws IOException {
    directory.specify(SPECIFICATION);
    directory.checkpoint(state(1), 3);
    directory.checkpoint(state(2), 3);
    directory.checkpoint(state(3), 3);
    for (int round = 2; round <= 3; round++) {
      Files.delete(path.resolve("checkpoints/round-00000" + round + "/ema.f32"));
    }
    assertThat(directory.newestCheckpoint(passedOver::add)).map(TrainingState::round).contains(1);
    assertThat(passedOver)
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).contains("is passed over", "ema.f32 is missing"));
    directory.checkpoint(state(2), 3);
    assertThat(directory.newestCheckpoint(passedOver::add)).map(TrainingState::round).contains(2);
    assertThat(path.resolve("checkpoints/round-000003")).doesNotExist();
  }

  @Test
  void onlyTheNewestFewCompleteRoundsAreKeptAndOtherFoldersAreLeftAlone() throws IOException {
    directory.specify(SPECIFICATION);
    Files.createDirectories(path.resolve("checkpoints/round-000001"));
    Files.createDirectories(path.resolve("checkpoints/somebody-elses"));
    for (int round = 2; round <= 5; round++) {
      directory.checkpoint(state(round), 2);
    }
    try (var folders = Files.list(path.resolve("checkpoints"))) {
      List<String> names = folders.map(f -> f.getFileName().toString()).sorted().toList();
      assertThat(names).containsExactly("round-000004", "round-000005", "somebody-elses");
    }
  }

  @Test
  void damagedWeightsAreRefused() throws IOException {
    directory.specify(SPECIFICATION);
    directory.finish(weights(1));
    Path file = path.resolve("weights/parameters.f32");
    byte[] bytes = Files.readAllBytes(file);
    bytes[100] ^= 1;
    Files.write(file, bytes);
    Files.delete(path.resolve("weights/.parameters.f32.crc"));
    assertThatThrownBy(directory::load)
        .hasMessageContaining("parameters.f32")
        .hasMessageContaining("SHA-256");
  }

  /**
   * Finished weights that are damaged are no training that goes on: the checkpoint must not serve.
   */
  @Test
  void damagedWeightsAreNotReplacedByACheckpoint() throws IOException {
    directory.specify(SPECIFICATION);
    directory.checkpoint(state(1), 1);
    directory.finish(weights(1));
    Files.delete(path.resolve("weights/parameters.f32"));
    assertThatThrownBy(directory::load).hasMessageContaining("parameters.f32");
  }

  @Test
  void aDamagedCheckpointIsPassedOver() throws IOException {
    directory.specify(SPECIFICATION);
    directory.checkpoint(state(1), 2);
    directory.checkpoint(state(2), 2);
    Path file = path.resolve("checkpoints/round-000002/ema.f32");
    byte[] bytes = Files.readAllBytes(file);
    bytes[0] ^= 1;
    Files.write(file, bytes);
    Files.delete(path.resolve("checkpoints/round-000002/.ema.f32.crc"));
    assertThat(directory.newestCheckpoint(passedOver::add)).map(TrainingState::round).contains(1);
  }

  @Test
  void aSpecificationWithoutASectionIsRefused() throws IOException {
    directory.specify(SPECIFICATION);
    Path file = path.resolve("model.json");
    Files.writeString(file, "{\"format\" : 1, \"engine\" : \"nd4j\"}");
    Files.delete(path.resolve(".model.json.crc"));
    assertThatThrownBy(directory::load)
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("section");
  }

  @Test
  void aFolderWithoutModelIsRefused() {
    assertThatThrownBy(directory::load)
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("no model at");
  }

  @Test
  void aNewerFormatIsRefused() throws IOException {
    directory.specify(SPECIFICATION);
    Path file = path.resolve("model.json");
    Files.writeString(file, Files.readString(file).replace("\"format\" : 1", "\"format\" : 2"));
    Files.delete(path.resolve(".model.json.crc"));
    assertThatThrownBy(directory::load)
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("format 2")
        .hasMessageContaining("update Diffrep");
  }

  @Test
  void weightsOfAnotherArchitectureAreRefused() throws IOException {
    directory.specify(SPECIFICATION);
    directory.finish(Nd4j.zeros(10));
    assertThatThrownBy(directory::load)
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("another model");
  }
}
