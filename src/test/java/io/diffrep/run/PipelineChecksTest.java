package io.diffrep.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diffrep.config.ConfigurationReader;
import io.diffrep.image.ImageShape;
import io.diffrep.lake.ImageTable;
import io.diffrep.runtime.Console;
import io.diffrep.runtime.UsageException;
import io.diffrep.testing.ImageTables;
import io.diffrep.testing.SparkSessions;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of 20 images, 15 in split train, labels 0 and 1 in turn; all of the test split have label 1. */
class PipelineChecksTest {
  @TempDir private Path folder;

  private PipelineChecks checks(int images, String... settings) {
    String table = folder.resolve("images").toString();
    ImageTables.write(table, images, new ImageShape(1, 8, 8), 1);
    return new PipelineChecks(
        ImageTable.read(SparkSessions.shared(), table),
        ConfigurationReader.read(List.of(settings)),
        Console.silent());
  }

  @ParameterizedTest
  @CsvSource({"15, false", "16, true"})
  void budgetsBeyondAllLabelsAreTold(int budget, boolean refused) {
    PipelineChecks checks =
        checks(20, "evaluate.all-labels=false", "evaluate.budgets=[" + budget + "]");
    assertThat(checks.unmeasurable().isPresent()).isEqualTo(refused);
    checks
        .unmeasurable()
        .ifPresent(
            reason -> assertThat(reason).contains("[16] is beyond the 15 labels of split train"));
  }

  @Test
  void aLossOfOneImageIsRefused() {
    assertThatThrownBy(checks(4)::requireSplits)
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("split test (evaluate.loss.split) has one image");
    PipelineChecks contrastive =
        new PipelineChecks(
            ImageTable.read(SparkSessions.shared(), folder.resolve("images").toString()),
            ConfigurationReader.read(
                List.of("objective.kind=contrastive", "network.encoder=static")),
            Console.silent());
    assertThatCode(contrastive::requireSplits).doesNotThrowAnyException();
  }
}
