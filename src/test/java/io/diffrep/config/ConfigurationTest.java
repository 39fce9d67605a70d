package io.diffrep.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationTest {
  private static List<String> unread(String... assignments) {
    return ConfigurationReader.read(List.of(assignments)).unread();
  }

  @Test
  void whatIsSetInVainIsTold() {
    assertThat(unread("noise.level=2.5", "objective.temperature=0.1"))
        .hasSize(2)
        .anySatisfy(line -> assertThat(line).contains("noise.level = 2.5 is set, and nothing"))
        .anySatisfy(line -> assertThat(line).contains("objective.temperature = 0.1 is set"));
  }

  @Test
  void whatIsReadOrNotSetIsNot() {
    assertThat(unread()).isEmpty();
    assertThat(unread("noise.law=single-level", "noise.level=2.5")).isEmpty();
    // As it is by default, written otherwise.
    assertThat(unread("noise.level=1e0")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny", "small", "base", "paper"})
  void whatAPresetSetsIsNobodysChoice(String preset) {
    assertThat(unread("network.preset=" + preset)).isEmpty();
  }

  /** Of experiments, whose variants choose laws by themselves, levels are read by some. */
  @Test
  void noShippedConfigurationSetsAnythingInVain() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("conf"))) {
      assertThat(files.filter(file -> file.toString().endsWith(".conf")))
          .isNotEmpty()
          .allSatisfy(
              file ->
                  assertThat(ConfigurationReader.read(file, List.of()).unread())
                      .allMatch(line -> line.startsWith("warning: noise.level = ")));
    }
  }
}
