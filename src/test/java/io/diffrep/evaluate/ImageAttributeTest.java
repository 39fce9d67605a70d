package io.diffrep.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.diffrep.image.ImageShape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageAttributeTest {
  private static final ImageShape GRAY = new ImageShape(1, 9, 20);

  /** A bar one pixel wide that moves by {@code slant} columns from row to row, through (10, 4). */
  private static byte[] bar(ImageShape shape, int slant, int ink) {
    byte[] pixels = new byte[shape.size()];
    for (int row = 2; row <= 6; row++) {
      int column = 10 + slant * (row - 4);
      for (int c = 0; c < shape.channels(); c++) {
        pixels[(row * shape.width() + column) * shape.channels() + c] = (byte) ink;
      }
    }
    return pixels;
  }

  @ParameterizedTest
  @ValueSource(ints = {-3, -1, 0, 1, 2, 4})
  void aSlantedBarHasItsSlant(int slant) {
    assertThat(ImageAttribute.SLANT.of(bar(GRAY, slant, 255), GRAY)).containsExactly(slant);
    ImageShape colours = new ImageShape(3, 9, 20);
    assertThat(ImageAttribute.SLANT.of(bar(colours, slant, 77), colours)).containsExactly(slant);
  }

  /** Two upright bars of unlike ink side by side: their common centre moves nothing. */
  @Test
  void theSlantIsTakenAboutTheInksOwnCentre() {
    byte[] pixels = bar(GRAY, 0, 200);
    for (int row = 2; row <= 6; row++) {
      pixels[row * GRAY.width() + 3] = 40;
    }
    assertThat(ImageAttribute.SLANT.of(pixels, GRAY)).containsExactly(0);
  }

  /** Points at (0, 0), (1, 1) and, with twice the ink, (3, 1): mu11 = 7/4, mu02 = 3/4. */
  @Test
  void theSlantOfWeightedPointsFollowsFromTheirMoments() {
    ImageShape shape = new ImageShape(1, 2, 4);
    byte[] pixels = {100, 0, 0, 0, 0, 100, 0, (byte) 200};
    // Centre at x = (0 + 1 + 6) / 4, y = 3/4: mu11 = 7 - 4 * 7/4 * 3/4, mu02 = 3 - 4 * 9/16.
    assertThat(ImageAttribute.SLANT.of(pixels, shape)[0])
        .isCloseTo((7 - 21 / 4.0) / (3 - 9 / 4.0), within(1e-12));
  }

  @Test
  void inkWithoutHeightHasNoSlant() {
    ImageShape shape = new ImageShape(1, 3, 4);
    byte[] row = {0, 0, 0, 0, (byte) 255, 13, 0, 7, 0, 0, 0, 0};
    assertThat(ImageAttribute.SLANT.of(row, shape)).containsExactly(0);
    assertThat(ImageAttribute.SLANT.of(new byte[12], shape)).containsExactly(0);
  }

  @ParameterizedTest
  @CsvSource({"255, 5", "51, 1", "0, 0"})
  void theInkMassIsTheMeanPixel(int ink, double pixels) {
    assertThat(ImageAttribute.INK.of(bar(GRAY, 1, ink), GRAY)[0])
        .isCloseTo(pixels / (9 * 20), within(1e-12));
  }

  /** A border of two pixels in one colour, and noise inside that must not count. */
  @Test
  void theBordersColourIsThatOfItsTwoOutermostPixels() {
    ImageShape shape = new ImageShape(3, 8, 10);
    byte[] pixels = new byte[shape.size()];
    Arrays.fill(pixels, (byte) 255);
    for (int row = 0; row < 8; row++) {
      for (int column = 0; column < 10; column++) {
        if (row < 2 || row > 5 || column < 2 || column > 7) {
          int at = 3 * (row * 10 + column);
          pixels[at] = 51;
          pixels[at + 1] = 102;
          pixels[at + 2] = 0;
        }
      }
    }
    // One corner twice as red: of 80 pixels 24 lie inside.
    pixels[0] = 102;
    double[] colour = ImageAttribute.BORDER.of(pixels, shape);
    assertThat(colour[0]).isCloseTo(0.2 + 0.2 / 56, within(1e-12));
    assertThat(colour[1]).isCloseTo(0.4, within(1e-12));
    assertThat(colour[2]).isZero();
    assertThat(ImageAttribute.BORDER.isSeenIn(shape)).isTrue();
    assertThat(ImageAttribute.BORDER.isSeenIn(GRAY)).isFalse();
  }
}
