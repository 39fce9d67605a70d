package io.diffrep.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffrep.generate.SampleKind;
import io.diffrep.generate.SolverKind;
import io.diffrep.generate.SolverSettings;
import io.diffrep.generate.StartKind;
import java.util.List;
import org.junit.jupiter.api.Test;

class SamplesSectionTest {
  /** What stands below a kind's grids, of which there are none here. */
  private static List<Block> blocks(SampleKind kind, StartKind start) {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode record = mapper.createObjectNode().put("kind", kind.label());
    record
        .putObject("settings")
        .set(
            "solving",
            mapper.valueToTree(
                new SolverSettings(SolverKind.PROBABILITY_FLOW, 18, 1, 0.16, start, 2.5)));
    record.putArray("notes").add("a note");
    return SamplesSection.blocks(null, "samples", "title", record.toString());
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
