package io.diffrep.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.diffrep.evaluate.DenoisingLoss;
import io.diffrep.evaluate.DenoisingLossSummary;
import java.util.List;
import org.junit.jupiter.api.Test;

class LossSectionTest {
  private static List<Block> blocks(DenoisingLoss... losses) {
    Section.Shown section =
        (Section.Shown)
            LossSection.of(
                new DenoisingLossSummary("fingerprint", 10, "test", List.of(losses), List.of()));
    return section.blocks();
  }

  private static List<Plot> plots(List<Block> blocks) {
    return ((Block.Charts) blocks.get(0)).plots();
  }

  @Test
  void theCodeGainHasACurveAndAColumn() {
    List<Block> blocks =
        blocks(new DenoisingLoss(0.5, 10, 14, 12.5), new DenoisingLoss(2, 30, 31, 29));

    assertThat(plots(blocks)).hasSize(2);
    Plot gain = plots(blocks).get(1);
    assertThat(gain.logarithmic()).isTrue();
    assertThat(gain.x()).isEqualTo(plots(blocks).get(0).x());
    assertThat(gain.lines()).extracting(Plot.Line::name).containsExactly("code gain", "no gain");
    assertThat(gain.lines().get(0).x()).containsExactly(0.5, 2.0);
    assertThat(gain.lines().get(0).y()).containsExactly(2.5, -1.0);
    assertThat(gain.lines().get(1).y()).containsExactly(0.0, 0.0);
    Block.Table table = (Block.Table) blocks.get(1);
    assertThat(table.head()).endsWith("dropped", "code gain");
    assertThat(table.rows())
        .containsExactly(
            List.of("0.5", "10.0", "14.0", "12.5", "2.5"),
            List.of("2", "30.0", "31.0", "29.0", "-1.0"));
  }

  /** A model that never learned to do without its code gains nothing that could be measured. */
  @Test
  void withoutALossOfDroppedCodesThereIsNoGain() {
    List<Block> blocks = blocks(new DenoisingLoss(0.5, 10, 14, Double.NaN));

    assertThat(plots(blocks)).hasSize(1);
    assertThat(plots(blocks).get(0).lines()).hasSize(2);
    assertThat(((Block.Table) blocks.get(1)).rows())
        .containsExactly(List.of("0.5", "10.0", "14.0", "-", "-"));
  }
}
