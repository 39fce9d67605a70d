package io.diffrep.engine.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Two images of 8 x 8 positions, 16 channels in and 32 out: eight tiles of 36 points. */
class CostTest {
  private static final long POINTS = 8 * 36;
  private static final long X = 2 * 64 * 16 * 4;
  private static final long Y = 2 * 64 * 32 * 4;

  private static final ConvolutionShape SHAPE =
      new ConvolutionShape(
          new MapLayout(2, 16, 8, 8, 16), new MapLayout(2, 32, 8, 8, 16), 3, 1, false, true);

  @Test
  void bfloat16TilesAreHalfAsLargeForwardAndTheirProductsAreNot() {
    assertThat(Cost.winograd(SHAPE).bytes()).isEqualTo(POINTS * (16 * 4 + 32 * 4) + X + Y);
    assertThat(Cost.winograd(SHAPE).bfloat16().bytes())
        .isEqualTo(POINTS * (16 * 2 + 32 * 4) + X + Y);
  }

  @Test
  void bfloat16GradientsOfTheProductsAreHalfAsLargeAndThoseOfTheTilesAreNot() {
    assertThat(Cost.winogradBackward(SHAPE, true).bytes())
        .isEqualTo(POINTS * (16 * 4 + 32 * 4 + 16 * 4) + 2 * X + Y);
    assertThat(Cost.winogradBackward(SHAPE, true).bfloat16().bytes())
        .isEqualTo(POINTS * (16 * 2 + 32 * 2 + 16 * 4) + 2 * X + Y);
    assertThat(Cost.winogradBackward(SHAPE, false).bfloat16().bytes())
        .isEqualTo(POINTS * (16 * 2 + 32 * 2) + X + Y);
  }

  @Test
  void theTypeChangesNoProduct() {
    assertThat(Cost.winograd(SHAPE).bfloat16().products()).isEqualTo(2 * POINTS * 16 * 32);
    assertThat(MeasuredWork.of("a, bfloat16, backward", 1, 1, Cost.winograd(SHAPE)))
        .isEqualTo(
            new MeasuredWork(
                "a, bfloat16, backward",
                1,
                1,
                Cost.winograd(SHAPE).flops(),
                2 * POINTS * 16 * 32,
                Cost.winograd(SHAPE).bfloat16().bytes(),
                true));
    assertThat(MeasuredWork.of("a, backward", 1, 1, Cost.winograd(SHAPE)).bfloat16()).isFalse();
  }
}
