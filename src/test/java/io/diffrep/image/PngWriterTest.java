package io.diffrep.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PngWriterTest {
  @Test
  void grayAndColouredPixelsComeBackAsTheyWere() throws IOException {
    for (int channels : new int[] {1, 3}) {
      ImageShape shape = new ImageShape(channels, 2, 3);
      byte[] pixels = new byte[shape.size()];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = (byte) (i * 13 + 7);
      }
      var image = ImageIO.read(new ByteArrayInputStream(PngWriter.png(shape, pixels)));
      int[] samples = image.getRaster().getPixels(0, 0, 3, 2, (int[]) null);
      assertThat(samples).hasSameSizeAs(pixels);
      for (int i = 0; i < pixels.length; i++) {
        assertThat(samples[i]).isEqualTo(pixels[i] & 0xff);
      }
    }
  }
}
