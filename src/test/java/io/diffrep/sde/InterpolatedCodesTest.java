package io.diffrep.sde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class InterpolatedCodesTest {
  private static final CodeFunction CODES =
      new InterpolatedCodes(
          List.of(0.1, 1.0, 100.0),
          List.of(
              new float[][] {{0, 8}, {1, 1}},
              new float[][] {{4, 4}, {3, 1}},
              new float[][] {{8, 0}, {5, 1}}));

  @Test
  void atStoredLevelsCodesAreTheStoredOnes() {
    assertThat(CODES.at(0.1)).isDeepEqualTo(new float[][] {{0, 8}, {1, 1}});
    assertThat(CODES.at(1)).isDeepEqualTo(new float[][] {{4, 4}, {3, 1}});
    assertThat(CODES.at(100)).isDeepEqualTo(new float[][] {{8, 0}, {5, 1}});
  }

  @Test
  void betweenThemTheLogarithmOfTheLevelCounts() {
    // 10 is half way from 1 to 100, and 10^-0.75 a quarter of the way from 0.1 to 1.
    assertThat(CODES.at(10)[0]).containsExactly(new float[] {6, 2}, within(1e-5f));
    assertThat(CODES.at(Math.pow(10, -0.75))[1])
        .containsExactly(new float[] {1.5f, 1}, within(1e-5f));
  }

  @Test
  void beyondTheEndsTheLastLevelCounts() {
    assertThat(CODES.at(0.01)).isDeepEqualTo(CODES.at(0.1));
    assertThat(CODES.at(1e4)).isDeepEqualTo(CODES.at(100));
  }

  @Test
  void levelsThatDoNotRiseAreRefused() {
    float[][] codes = {{1}};
    assertThatThrownBy(() -> new InterpolatedCodes(List.of(1.0, 1.0), List.of(codes, codes)))
        .hasMessageContaining("[1.0, 1.0]");
    assertThatThrownBy(() -> new InterpolatedCodes(List.of(0.0), List.<float[][]>of(codes)))
        .hasMessageContaining("above 0");
    assertThatThrownBy(() -> new InterpolatedCodes(List.of(1.0), List.of(codes, codes)))
        .hasMessageContaining("1 noise levels and codes at 2");
  }
}
