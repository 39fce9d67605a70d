package io.diffrep.image;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class ImageDecoderTest {
  private static final ImageShape GRAY = new ImageShape(1, 5, 7);
  private static final ImageShape RGB = new ImageShape(3, 5, 7);

  @Test
  void pngGivesThePixelsThatWentIn() throws ImageRejected {
    for (ImageShape shape : new ImageShape[] {GRAY, RGB}) {
      DecodedImage image = TestImages.random(shape, 1);

      assertThat(decode(TestImages.png(image))).isEqualTo(image);
      assertThat(decode(TestImages.interlacedPng(image))).isEqualTo(image);
    }
  }

  @Test
  void jpegGivesNearlyThePixelsThatWentIn() throws ImageRejected {
    DecodedImage gray = gradient(new ImageShape(1, 24, 17));
    DecodedImage rgb = gradient(new ImageShape(3, 24, 17));

    for (DecodedImage image : new DecodedImage[] {gray, rgb}) {
      assertClose(decode(TestImages.jpeg(image)), image, 12);
      assertClose(decode(TestImages.progressiveJpeg(image)), image, 12);
    }
  }

  @Test
  void sixteenBitSamplesKeepTheirHighByte() throws ImageRejected {
    int[] samples = {0x0000, 0x00ff, 0x0100, 0x7fff, 0x80ff, 0xff00};
    byte[] high = {0x00, 0x00, 0x01, 0x7f, (byte) 0x80, (byte) 0xff};
    BufferedImage gray = new BufferedImage(6, 1, BufferedImage.TYPE_USHORT_GRAY);
    gray.getRaster().setPixels(0, 0, 6, 1, samples);
    BufferedImage rgb = sixteenBit(2, false);
    rgb.getRaster().setPixels(0, 0, 2, 1, samples);

    assertThat(decode(TestImages.png(gray)))
        .isEqualTo(new DecodedImage(new ImageShape(1, 1, 6), high));
    assertThat(decode(TestImages.png(rgb)))
        .isEqualTo(new DecodedImage(new ImageShape(3, 1, 2), high));
  }

  @Test
  void transparencyIsCompositedOnWhite() throws ImageRejected {
    BufferedImage eight = new BufferedImage(3, 1, BufferedImage.TYPE_4BYTE_ABGR);
    eight
        .getRaster()
        .setPixels(0, 0, 3, 1, new int[] {10, 20, 30, 255, 10, 20, 30, 0, 100, 50, 0, 128});
    BufferedImage sixteen = sixteenBit(1, true);
    sixteen.getRaster().setPixels(0, 0, 1, 1, new int[] {0x8000, 0, 0xffff, 0x4000});

    // 100 * 128/255 + 255 * 127/255 = 177.2; 50: 152.1; 0: 127.
    assertThat(decode(TestImages.png(eight)).pixels())
        .containsExactly(10, 20, 30, 255, 255, 255, 177, 152, 127);
    // In 65535ths: 0x8000 becomes 0xdfff, 0 becomes 0xbfff.
    assertThat(decode(TestImages.png(sixteen)).pixels()).containsExactly(0xdf, 0xbf, 0xff);
  }

  @Test
  void grayOfFewBitsIsScaledToTheFullRange() throws ImageRejected {
    BufferedImage oneBit = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_BINARY);
    oneBit.getRaster().setPixels(0, 0, 2, 1, new int[] {0, 1});
    byte[] grays = {0, 85, (byte) 170, (byte) 255};
    IndexColorModel twoBits = new IndexColorModel(2, 4, grays, grays, grays);
    BufferedImage twoBit = new BufferedImage(4, 1, BufferedImage.TYPE_BYTE_BINARY, twoBits);
    twoBit.getRaster().setPixels(0, 0, 4, 1, new int[] {0, 1, 2, 3});

    assertThat(decode(TestImages.png(oneBit)))
        .isEqualTo(new DecodedImage(new ImageShape(1, 1, 2), bytes(0, 255)));
    assertThat(decode(TestImages.png(twoBit)))
        .isEqualTo(new DecodedImage(new ImageShape(1, 1, 4), bytes(0, 85, 170, 255)));
  }

  @Test
  void palettesBecomeTheirColours() throws ImageRejected {
    IndexColorModel palette =
        new IndexColorModel(
            8, 3, bytes(255, 0, 9), bytes(0, 128, 9), bytes(7, 0, 9), bytes(255, 255, 0));
    BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_INDEXED, palette);
    image.getRaster().setPixels(0, 0, 3, 1, new int[] {1, 0, 2});

    assertThat(decode(TestImages.png(image)))
        .isEqualTo(
            new DecodedImage(new ImageShape(3, 1, 3), bytes(0, 128, 0, 255, 0, 7, 255, 255, 255)));
  }

  @Test
  void cmykBecomesColours() throws ImageRejected {
    int[] white = colour(decode(TestImages.cmykJpeg(16, 16, 0, 0, 0, 0)));
    int[] black = colour(decode(TestImages.cmykJpeg(16, 16, 0, 0, 0, 255)));
    int[] cyan = colour(decode(TestImages.cmykJpeg(16, 16, 255, 0, 0, 0)));
    int[] yellow = colour(decode(TestImages.cmykJpeg(16, 16, 0, 0, 255, 0)));

    assertThat(Arrays.stream(white)).allMatch(value -> value > 240);
    assertThat(Arrays.stream(black)).allMatch(value -> value < 60);
    assertThat(cyan[0]).isLessThan(60);
    assertThat(cyan[2]).isGreaterThan(180);
    assertThat(yellow[0]).isGreaterThan(200);
    assertThat(yellow[2]).isLessThan(60);
  }

  @Test
  void channelsAreAsAskedFor() throws ImageRejected {
    DecodedImage gray = TestImages.random(GRAY, 2);
    DecodedImage rgb = TestImages.random(RGB, 3);

    assertThat(decode(Channels.RGB, TestImages.png(gray)).shape()).isEqualTo(RGB);
    assertThat(decode(Channels.GRAY, TestImages.png(rgb)).shape()).isEqualTo(GRAY);
    assertThat(decode(Channels.GRAY, TestImages.png(gray))).isEqualTo(gray);
    assertThat(decode(Channels.RGB, TestImages.png(rgb))).isEqualTo(rgb);
  }

  @Test
  void theFormatIsToldFromTheContent() {
    assertRejected(new byte[0], Reason.ZERO_BYTES, "no content");
    assertRejected("<!DOCTYPE html>".getBytes(US_ASCII), Reason.UNREADABLE, "3c21444f");
    assertRejected(new byte[1000], Reason.UNREADABLE, "000000");
    assertRejected(TestImages.gif(), Reason.UNSUPPORTED_FORMAT, "GIF");
    assertRejected("RIFF\0\0\0\0WEBPVP8 ".getBytes(US_ASCII), Reason.UNSUPPORTED_FORMAT, "WebP");
  }

  @Test
  void truncatedFilesAreToldFromDamagedOnes() {
    byte[] png = TestImages.png(TestImages.random(RGB, 4));
    byte[] jpeg = TestImages.jpeg(TestImages.random(new ImageShape(3, 64, 64), 5));
    byte[] damaged = png.clone();
    damaged[png.length / 2]++;

    assertRejected(Arrays.copyOf(png, png.length * 9 / 10), Reason.TRUNCATED, "ends");
    assertRejected(Arrays.copyOf(jpeg, jpeg.length * 9 / 10), Reason.TRUNCATED, "ends");
    assertRejected(damaged, Reason.UNREADABLE, "IDAT");
  }

  @Test
  void anImageOfTooManyPixelsIsRefusedByItsHeader() {
    // A header of 60,000 x 60,000 pixels and nothing behind it: decoding would fail otherwise.
    byte[] bomb = new byte[8 + 25];
    byte[] png = TestImages.png(TestImages.random(RGB, 6));
    System.arraycopy(png, 0, bomb, 0, bomb.length);
    ByteBuffer.wrap(bomb).putInt(16, 60_000).putInt(20, 60_000);
    CRC32 crc = new CRC32();
    crc.update(bomb, 12, 17);
    ByteBuffer.wrap(bomb).putInt(29, (int) crc.getValue());

    assertRejected(bomb, Reason.TOO_LARGE, "60000 x 60000 = 3600000000 pixels");
  }

  @Test
  void theLimitOfPixelsIsExact() throws ImageRejected {
    byte[] png = TestImages.png(TestImages.random(GRAY, 7));
    byte[] jpeg = TestImages.jpeg(TestImages.random(GRAY, 7));
    ImageDecoder enough = new ImageDecoder(new DecodeSettings(Channels.AUTO, 35, 10_000));
    ImageDecoder tooFew = new ImageDecoder(new DecodeSettings(Channels.AUTO, 34, 10_000));

    for (byte[] content : new byte[][] {png, jpeg}) {
      assertThat(enough.decode(content).shape()).isEqualTo(GRAY);
      assertThat(rejection(tooFew, content).reason()).isEqualTo(Reason.TOO_LARGE);
      assertThat(rejection(tooFew, content))
          .hasMessageContaining("7 x 5")
          .hasMessageContaining("34");
    }
  }

  @Test
  void theLimitOfBytesIsExact() throws ImageRejected {
    byte[] png = TestImages.png(TestImages.random(GRAY, 8));
    ImageDecoder enough = new ImageDecoder(new DecodeSettings(Channels.AUTO, 100, png.length));
    ImageDecoder tooFew = new ImageDecoder(new DecodeSettings(Channels.AUTO, 100, png.length - 1));

    assertThat(enough.decode(png).shape()).isEqualTo(GRAY);
    assertThat(rejection(tooFew, png).reason()).isEqualTo(Reason.TOO_LARGE);
  }

  @Test
  void jpegVariantsThatWouldComeOutWrongAreRefused() {
    byte[] twelveBit = TestImages.jpeg(TestImages.random(GRAY, 9));
    byte[] shifted = twelveBit.clone();
    int frame = startOfFrame(twelveBit);
    twelveBit[frame + 4] = 12;
    shifted[frame + 1] = (byte) 0xc3;
    // The header of the scan of one component: length 8, the point transform in its last byte.
    int scan = indexOf(shifted, (byte) 0xda);
    shifted[scan + 8] = 1;

    assertRejected(twelveBit, Reason.UNSUPPORTED_FORMAT, "12 bits");
    assertRejected(shifted, Reason.UNSUPPORTED_FORMAT, "point transform of 1");
  }

  @Test
  void chunksThatPixelsDoNotNeedCannotHarm() throws ImageRejected {
    // With a palette the JDK's reader reads all chunks, not only those that the pixels need.
    BufferedImage image = new BufferedImage(9, 8, BufferedImage.TYPE_BYTE_INDEXED);
    image.getRaster().setPixels(0, 0, 3, 1, new int[] {1, 100, 200});
    byte[] png = TestImages.png(image);
    // A colour profile whose content is no profile, right behind the header.
    byte[] chunk = {0, 0, 0, 4, 'i', 'C', 'C', 'P', 1, 2, 3, 4, 9, 9, 9, 9};
    byte[] odd = new byte[png.length + chunk.length];
    System.arraycopy(png, 0, odd, 0, 33);
    System.arraycopy(chunk, 0, odd, 33, chunk.length);
    System.arraycopy(png, 33, odd, 33 + chunk.length, png.length - 33);

    assertThat(decode(odd)).isEqualTo(decode(png));
  }

  private static int startOfFrame(byte[] jpeg) {
    return indexOf(jpeg, (byte) 0xc0) - 1;
  }

  private static int indexOf(byte[] jpeg, byte marker) {
    for (int i = 0; i + 1 < jpeg.length; i++) {
      if (jpeg[i] == (byte) 0xff && jpeg[i + 1] == marker) {
        return i + 1;
      }
    }
    throw new IllegalArgumentException("no such marker");
  }

  private static BufferedImage sixteenBit(int width, boolean alpha) {
    ComponentColorModel model =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_sRGB),
            alpha,
            false,
            alpha ? Transparency.TRANSLUCENT : Transparency.OPAQUE,
            DataBuffer.TYPE_USHORT);
    WritableRaster raster = model.createCompatibleWritableRaster(width, 1);
    return new BufferedImage(model, raster, false, null);
  }

  private static DecodedImage gradient(ImageShape shape) {
    byte[] pixels = new byte[shape.size()];
    for (int i = 0; i < pixels.length; i++) {
      int x = i / shape.channels() % shape.width();
      int y = i / shape.channels() / shape.width();
      pixels[i] = (byte) (20 + 5 * x + 3 * y + 10 * (i % shape.channels()));
    }
    return new DecodedImage(shape, pixels);
  }

  private static void assertClose(DecodedImage actual, DecodedImage expected, int tolerance) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    for (int i = 0; i < expected.pixels().length; i++) {
      assertThat(actual.pixels()[i] & 0xff)
          .isBetween(
              (expected.pixels()[i] & 0xff) - tolerance, (expected.pixels()[i] & 0xff) + tolerance);
    }
  }

  private static int[] colour(DecodedImage image) {
    assertThat(image.shape()).isEqualTo(new ImageShape(3, 16, 16));
    return new int[] {image.pixels()[0] & 0xff, image.pixels()[1] & 0xff, image.pixels()[2] & 0xff};
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static void assertRejected(byte[] content, Reason reason, String detail) {
    ImageRejected rejected =
        rejection(new ImageDecoder(new DecodeSettings(Channels.AUTO, 1 << 20, 1 << 20)), content);
    assertThat(rejected.reason()).isEqualTo(reason);
    assertThat(rejected).hasMessageContaining(detail);
  }

  private static ImageRejected rejection(ImageDecoder decoder, byte[] content) {
    return catchThrowableOfType(ImageRejected.class, () -> decoder.decode(content));
  }

  private static DecodedImage decode(byte[] content) throws ImageRejected {
    return decode(Channels.AUTO, content);
  }

  private static DecodedImage decode(Channels channels, byte[] content) throws ImageRejected {
    return new ImageDecoder(new DecodeSettings(channels, 1 << 20, 1 << 20)).decode(content);
  }
}
