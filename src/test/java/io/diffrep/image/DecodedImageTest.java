package io.diffrep.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DecodedImageTest {
  @Test
  void grayIsTheLumaOfRec601() {
    byte[] rgb = {(byte) 255, 0, 0, 0, (byte) 255, 0, 0, 0, (byte) 255, 100, 100, 100, -1, -1, -1};

    DecodedImage gray = new DecodedImage(new ImageShape(3, 1, 5), rgb).as(Channels.GRAY);

    // 255 times 0.299, 0.587 and 0.114, rounded; gray and white stay as they are.
    assertThat(gray.shape()).isEqualTo(new ImageShape(1, 1, 5));
    assertThat(gray.pixels()).containsExactly(76, 150, 29, 100, 255);
  }

  @Test
  void rgbOfGrayIsTheSameThreeTimes() {
    DecodedImage gray = new DecodedImage(new ImageShape(1, 2, 1), new byte[] {5, -7});

    assertThat(gray.as(Channels.RGB))
        .isEqualTo(new DecodedImage(new ImageShape(3, 2, 1), new byte[] {5, 5, 5, -7, -7, -7}));
    assertThat(gray.as(Channels.AUTO)).isSameAs(gray);
    assertThat(gray.as(Channels.RGB).as(Channels.GRAY)).isEqualTo(gray);
  }

  @Test
  void pixelsMustFillTheShape() {
    assertThatThrownBy(() -> new DecodedImage(new ImageShape(3, 2, 2), new byte[11]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("11")
        .hasMessageContaining("3x2x2");
  }

  @Test
  void settingsOutOfRangeAreAllNamed() {
    assertThatThrownBy(() -> new DecodeSettings(Channels.AUTO, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("maxPixels")
        .hasMessageContaining("maxBytes");
    assertThatThrownBy(
            () -> new DecodeSettings(Channels.AUTO, Integer.MAX_VALUE, Integer.MAX_VALUE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("maxPixels")
        .hasMessageContaining("maxBytes");
  }
}
