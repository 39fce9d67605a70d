package io.diffrep.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.diffrep.generate.SampleKind;
import io.diffrep.generate.SolverKind;
import io.diffrep.generate.SolverSettings;
import io.diffrep.generate.StartKind;
import io.diffrep.runtime.ResultJson;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SamplesSectionTest {
  /** What stands below a kind's grids, of which there are none here. */
  private static List<Block> blocks(SampleKind kind, StartKind start) {
    SolverSettings solving =
        new SolverSettings(SolverKind.PROBABILITY_FLOW, 18, 1, 0.16, start, 2.5);
    String record =
        ResultJson.pretty(
            Map.of(
                "kind", kind,
                "settings", Map.of("solving", solving),
                "notes", List.of("a note")));
    return SamplesSection.blocks(null, "samples", "title", record);
  }

  @Test
  void whatImagesBeginWithIsSaidKindByKind() {
    assertThat(blocks(SampleKind.VARY, StartKind.GAUSSIAN))
        .containsExactly(
            new Block.Notes(
                List.of("Solved from noise of the highest level that the model knows.", "a note")));
    assertThat(blocks(SampleKind.RECONSTRUCT, StartKind.UNIFORM_AND_GAUSSIAN))
        .containsExactly(
            new Block.Notes(
                List.of(
                    "Solved from pixels drawn evenly over their range, with noise of level 2.5 upon"
                        + " them.",
                    "a note")));
    assertThat(blocks(SampleKind.DENOISE, StartKind.GAUSSIAN))
        .containsExactly(new Block.Notes(List.of("a note")));
  }
}
