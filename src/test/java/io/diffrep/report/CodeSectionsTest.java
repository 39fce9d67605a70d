package io.diffrep.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.diffrep.evaluate.SharedInformation;
import io.diffrep.evaluate.SharedInformation.Shared;
import java.util.List;
import org.junit.jupiter.api.Test;

class CodeSectionsTest {
  @Test
  void whatCannotBeMeasuredIsShownAsABound() {
    Shared itself = new Shared(Double.NaN, false, 1);
    Shared measured = new Shared(0.5, false, 0.25);
    Shared bound = new Shared(42.04, true, 0.996);
    SharedInformation information =
        new SharedInformation(
            List.of(0.2, 4.0), 2500, List.of(List.of(itself, bound), List.of(measured, itself)));

    Section.Shown section = (Section.Shown) CodeSections.shared(information, "train");

    Block.Table table = (Block.Table) section.blocks().get(0);
    assertThat(table.rows())
        .containsExactly(List.of("0.2", "-", "> 42.0 (1.00)"), List.of("4", "0.5 (0.25)", "-"));
    assertThat(section.lead()).contains("2,500 images of split train", "a bound");
  }
}
