package io.diffrep.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.diffrep.generate.Grid.Cell;
import io.diffrep.generate.Grid.Line;
import io.diffrep.image.ImageShape;
import io.diffrep.testing.TinyModels;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GridPictureTest {
  private static final int GAP = 8;

  /** Without captions: a gap around and between images, each pixel a square. */
  @ParameterizedTest
  @CsvSource({"1, 8, 10, 11", "3, 28, 28, 4", "1, 128, 100, 1"})
  void everyPixelOfAnImageIsASquare(int channels, int height, int width, int factor) {
    ImageShape shape = new ImageShape(channels, height, width);
    List<byte[]> images = TinyModels.images(3, shape, 5);
    Grid grid =
        new Grid(
            "grid",
            shape,
            List.of(),
            List.of(
                new Line("", Grid.cells(images.subList(0, 2))),
                new Line("", List.of(Cell.empty(), Cell.of(images.get(2), "")))));

    BufferedImage picture = GridPicture.image(grid);

    assertThat(GridPicture.factor(shape)).isEqualTo(factor);
    assertThat(picture.getWidth()).isEqualTo(GAP + 2 * (factor * width + GAP));
    assertThat(picture.getHeight()).isEqualTo(GAP + 2 * (factor * height + GAP));
    shows(picture, images.get(0), shape, GAP, GAP);
    shows(picture, images.get(1), shape, 2 * GAP + factor * width, GAP);
    shows(picture, images.get(2), shape, 2 * GAP + factor * width, 2 * GAP + factor * height);
    assertThat(picture.getRGB(GAP, 2 * GAP + factor * height)).isEqualTo(0xFFFFFFFF);
  }

  /** Captions take room on the left, above and below, and leave the images as they are. */
  @Test
  void captionsStandBesideTheImages() {
    ImageShape shape = new ImageShape(1, 28, 28);
    byte[] image = TinyModels.images(1, shape, 5).get(0);
    Line line = new Line("a caption", List.of(Cell.of(image, "below"), Cell.of(image, "")));
    BufferedImage picture =
        GridPicture.image(new Grid("grid", shape, List.of("one", "two"), List.of(line)));

    int left = picture.getWidth() - 2 * (112 + GAP);
    assertThat(left).isGreaterThan(50);
    int top = 0;
    while (picture.getRGB(left, top) == 0xFFFFFFFF) {
      top++;
    }
    assertThat(top).isGreaterThan(20);
    shows(picture, image, shape, left, top);
    shows(picture, image, shape, left + 112 + GAP, top);
    assertThat(ink(picture, 0, top, left - GAP, 112)).isGreaterThan(50);
    assertThat(ink(picture, left, 0, 112, top)).isGreaterThan(20);
    assertThat(ink(picture, left, top + 112, 112, picture.getHeight() - top - 112))
        .isGreaterThan(20);
    assertThat(ink(picture, left + 120, top + 112, 112, picture.getHeight() - top - 112)).isZero();
  }

  /** A long caption goes over several lines, and one without end is cut. */
  @Test
  void longCaptionsStayWithinTheirRoom() {
    ImageShape shape = new ImageShape(1, 28, 28);
    byte[] image = TinyModels.images(1, shape, 5).get(0);
    Line line = new Line("word ".repeat(80), List.of(Cell.of(image, "x".repeat(100))));
    BufferedImage picture =
        GridPicture.image(new Grid("grid", shape, List.of("y".repeat(90)), List.of(line)));
    assertThat(picture.getWidth()).isLessThan(112 + 210 + 4 * GAP);
    assertThat(ink(picture, picture.getWidth() - GAP, 0, GAP, picture.getHeight())).isZero();
  }

  @Test
  void theFileHoldsThePicture() throws IOException {
    ImageShape shape = new ImageShape(3, 8, 8);
    Grid grid =
        new Grid(
            "grid",
            shape,
            List.of("c"),
            List.of(new Line("r", Grid.cells(TinyModels.images(2, shape, 3)))));
    BufferedImage picture = GridPicture.image(grid);
    BufferedImage read = ImageIO.read(new ByteArrayInputStream(GridPicture.png(grid)));
    assertThat(read.getWidth()).isEqualTo(picture.getWidth());
    assertThat(read.getHeight()).isEqualTo(picture.getHeight());
    for (int y = 0; y < read.getHeight(); y++) {
      for (int x = 0; x < read.getWidth(); x++) {
        assertThat(read.getRGB(x, y)).isEqualTo(picture.getRGB(x, y));
      }
    }
  }

  private static void shows(
      BufferedImage picture, byte[] image, ImageShape shape, int left, int top) {
    int factor = GridPicture.factor(shape);
    for (int y = 0; y < factor * shape.height(); y++) {
      for (int x = 0; x < factor * shape.width(); x++) {
        int from = (y / factor * shape.width() + x / factor) * shape.channels();
        int expected = 0xFF;
        for (int c = 0; c < 3; c++) {
          expected = expected << 8 | image[from + Math.min(c, shape.channels() - 1)] & 0xff;
        }
        assertThat(picture.getRGB(left + x, top + y)).isEqualTo(expected);
      }
    }
  }

  /** Pixels that are not white. */
  private static int ink(BufferedImage picture, int left, int top, int width, int height) {
    int ink = 0;
    for (int y = top; y < top + height; y++) {
      for (int x = left; x < left + width; x++) {
        ink += picture.getRGB(x, y) == 0xFFFFFFFF ? 0 : 1;
      }
    }
    return ink;
  }
}
