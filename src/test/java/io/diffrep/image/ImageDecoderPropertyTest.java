package io.diffrep.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever the bytes are, decoding gives an image or a rejection; and never half of one. */
class ImageDecoderPropertyTest {
  private static final ImageDecoder DECODER =
      new ImageDecoder(new DecodeSettings(Channels.AUTO, 1 << 16, 1 << 20));

  private enum Kind {
    PNG,
    INTERLACED_PNG,
    JPEG,
    PROGRESSIVE_JPEG,
    CMYK_JPEG;

    byte[] file(ImageShape shape) {
      DecodedImage image = TestImages.random(shape, 11);
      return switch (this) {
        case PNG -> TestImages.png(image);
        case INTERLACED_PNG -> TestImages.interlacedPng(image);
        case JPEG -> TestImages.jpeg(image);
        case PROGRESSIVE_JPEG -> TestImages.progressiveJpeg(image);
        case CMYK_JPEG -> TestImages.cmykJpeg(shape.width(), shape.height(), 9, 90, 30, 20);
      };
    }
  }

  @Property(tries = 400, seed = "1")
  boolean aFileThatIsCutOffIsNeverTakenForAWholeOne(
      @ForAll Kind kind, @ForAll @IntRange(max = 9_999) int at) throws ImageRejected {
    byte[] whole = kind.file(new ImageShape(3, 20, 19));
    byte[] cut = Arrays.copyOf(whole, whole.length * at / 10_000);
    try {
      // Bytes at the end may be ones that the pixels do not need.
      return DECODER.decode(cut).equals(DECODER.decode(whole));
    } catch (ImageRejected e) {
      return e.getMessage() != null;
    }
  }

  @Property(tries = 600, seed = "2")
  void aDamagedFileIsAnImageOrARejection(
      @ForAll Kind kind, @ForAll @IntRange(max = 9_999) int at, @ForAll byte value) {
    byte[] damaged = kind.file(new ImageShape(3, 20, 19));
    damaged[damaged.length * at / 10_000] = value;
    assertImageOrRejection(damaged);
  }

  @Property(tries = 300, seed = "3")
  void noiseBehindASignatureIsAnImageOrARejection(@ForAll Kind kind, @ForAll byte[] noise) {
    byte[] file = kind.file(new ImageShape(1, 8, 8));
    byte[] noisy = Arrays.copyOf(file, 12 + noise.length);
    System.arraycopy(noise, 0, noisy, 12, noise.length);
    assertImageOrRejection(noisy);
  }

  private static void assertImageOrRejection(byte[] content) {
    try {
      DecodedImage image = DECODER.decode(content);
      assertThat(image.pixels()).hasSize(image.shape().size());
    } catch (ImageRejected e) {
      assertThat(e.reason()).isNotNull();
    }
  }
}
