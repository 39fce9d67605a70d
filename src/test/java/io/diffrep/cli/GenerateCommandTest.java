package io.diffrep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GenerateCommandTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"reconstruct", "sample", "interpolate", "vary", "detail", "manipulate", "denoise"})
  void everyKindHasHelpWithExamplesAndTheSharedOptions(String kind) {
    Outcome outcome = Outcome.of("generate", kind, "--help");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .startsWith("Usage: diffrep generate " + kind)
        .contains("Examples:\n  diffrep generate " + kind + " ")
        .contains("--config=FILE", "--set=KEY=VALUE", "--dry-run", "--overwrite")
        .contains("--model=DIR", "--output=DIR", "--paths", "--ids", "--count");
    assertThat(Outcome.of("generate", "--help").out()).contains("\n  " + kind + " ");
  }

  @Test
  void withoutAKindTheKindsAreNamed() {
    Outcome outcome = Outcome.of("generate");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("Missing kind: one of reconstruct, sample, interpolate,");
  }

  @Test
  void aDryRunSaysWhatIsMadeOfWhat() {
    Outcome outcome =
        Outcome.of(
            "generate",
            "sample",
            "--model",
            "m",
            "--images",
            "i",
            "--output",
            "o",
            "--paths",
            "a.png",
            "b.png",
            "--dry-run",
            "--set",
            "generate.steps=30");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .contains("generate.steps = 30")
        .contains("sample images by the codes of chosen images, from m, i")
        .contains("write the grids and generate.json to o");
    assertThat(
            Outcome.of(
                    "generate",
                    "sample",
                    "--model",
                    "m",
                    "--images",
                    "i",
                    "--output",
                    "o",
                    "--dry-run")
                .out())
        .contains("codes from the prior");
    assertThat(
            Outcome.of(
                    "generate",
                    "sample",
                    "--model",
                    "m",
                    "--output",
                    "o",
                    "--from",
                    "no-code",
                    "--dry-run")
                .out())
        .contains("sample images without codes, from m\n");
  }

  @Test
  void whatMakesNoSenseIsWrongUsage() {
    assertThat(Outcome.of("generate", "vary", "--model", "m", "--output", "o"))
        .satisfies(outcome -> assertThat(outcome.exitCode()).isEqualTo(2))
        .satisfies(outcome -> assertThat(outcome.err()).contains("--images"));
    assertThat(
            Outcome.of(
                "generate",
                "vary",
                "--model",
                "m",
                "--output",
                "o",
                "--images",
                "i",
                "--count",
                "2",
                "--ids",
                "abcdef"))
        .satisfies(outcome -> assertThat(outcome.exitCode()).isEqualTo(2))
        .satisfies(outcome -> assertThat(outcome.err()).contains("--count"));
    assertThat(
            Outcome.of("generate", "sample", "--model", "m", "--output", "o", "--from", "nothing"))
        .satisfies(outcome -> assertThat(outcome.exitCode()).isEqualTo(2))
        .satisfies(
            outcome ->
                assertThat(outcome.err()).contains("'nothing' is none of prior, codes, no-code"));
    assertThat(
            Outcome.of(
                "generate",
                "vary",
                "--model",
                "m",
                "--output",
                "o",
                "--images",
                "i",
                "--set",
                "generate.images=0",
                "--set",
                "generate.distances=[]",
                "--set",
                "generate.solver=heun"))
        .satisfies(outcome -> assertThat(outcome.exitCode()).isEqualTo(2))
        .satisfies(
            outcome ->
                assertThat(outcome.err())
                    .contains("generate.images: 0 must be from 1 to 64")
                    .contains("generate.distances: [] must list one or more numbers")
                    .contains("must be one of probability-flow, predictor-corrector"));
  }
}
