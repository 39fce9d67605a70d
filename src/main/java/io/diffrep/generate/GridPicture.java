package io.diffrep.generate;

import io.diffrep.image.ImageShape;
import io.diffrep.image.PngWriter;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A grid as a picture: every pixel of an image becomes a square of whole pixels, nothing is
 * smoothed. Where Java finds no fonts on the machine, captions are left out.
 */
final class GridPicture {
  private static final Logger LOG = LoggerFactory.getLogger(GridPicture.class);

  /** Sides of images are about this many pixels. */
  private static final int SIDE = 112;

  private static final int GAP = 8;
  private static final int MOST_CAPTION_WIDTH = 210;
  private static final int MOST_LINES = 3;
  private static final int GROUND = 0xFFFFFF;
  private static final Color INK = new Color(0x222222);
  private static final Color SOFT = new Color(0x666666);
  private static final Font BOLD = new Font(Font.SANS_SERIF, Font.BOLD, 14);
  private static final Font PLAIN = new Font(Font.SANS_SERIF, Font.PLAIN, 13);

  private final Grid grid;
  private final int factor;
  private final int cellWidth;
  private final int cellHeight;
  private int left = GAP;
  private int top = GAP;
  private int below;

  private GridPicture(Grid grid) {
    this.grid = grid;
    ImageShape shape = grid.shape();
    factor = factor(shape);
    cellWidth = factor * shape.width();
    cellHeight = factor * shape.height();
  }

  /** How many pixels wide and high a pixel of an image is drawn. */
  static int factor(ImageShape shape) {
    return Math.max(1, Math.round((float) SIDE / Math.max(shape.height(), shape.width())));
  }

  /** The bytes of a PNG file. */
  static byte[] png(Grid grid) {
    BufferedImage image = image(grid);
    byte[] pixels = new byte[3 * image.getWidth() * image.getHeight()];
    int[] row = new int[image.getWidth()];
    for (int y = 0, to = 0; y < image.getHeight(); y++) {
      image.getRGB(0, y, row.length, 1, row, 0, row.length);
      for (int rgb : row) {
        pixels[to++] = (byte) (rgb >> 16);
        pixels[to++] = (byte) (rgb >> 8);
        pixels[to++] = (byte) rgb;
      }
    }
    return PngWriter.png(new ImageShape(3, image.getHeight(), image.getWidth()), pixels);
  }

  /** The picture. */
  static BufferedImage image(Grid grid) {
    try {
      return new GridPicture(grid).drawn(true);
    } catch (LinkageError | InternalError e) {
      // What AWT throws without libfontconfig or libfreetype, the second time another than the
      // first.
      LOG.warn("Captions are left out: Java finds no fonts ({})", e.toString());
      return new GridPicture(grid).drawn(false);
    }
  }

  private BufferedImage drawn(boolean captions) {
    if (captions) {
      makeRoom();
    }
    int columns = grid.lines().stream().mapToInt(line -> line.cells().size()).max().orElse(0);
    columns = Math.max(columns, grid.columns().size());
    BufferedImage image =
        new BufferedImage(
            left + columns * (cellWidth + GAP),
            top + grid.lines().size() * (cellHeight + below + GAP),
            BufferedImage.TYPE_INT_RGB);
    int[] ground = new int[image.getWidth() * image.getHeight()];
    Arrays.fill(ground, GROUND);
    image.setRGB(0, 0, image.getWidth(), image.getHeight(), ground, 0, image.getWidth());
    for (int row = 0; row < grid.lines().size(); row++) {
      List<Grid.Cell> cells = grid.lines().get(row).cells();
      for (int column = 0; column < cells.size(); column++) {
        if (!cells.get(column).isEmpty()) {
          paint(image, cells.get(column).pixels(), x(column), y(row));
        }
      }
    }
    if (captions) {
      Graphics2D graphics = graphics(image);
      captions(graphics);
      graphics.dispose();
    }
    return image;
  }

  /** Left edge of a column's images. */
  private int x(int column) {
    return left + column * (cellWidth + GAP);
  }

  /** Upper edge of a row's images. */
  private int y(int row) {
    return top + row * (cellHeight + below + GAP);
  }

  private void paint(BufferedImage image, byte[] pixels, int x, int y) {
    ImageShape shape = grid.shape();
    int channels = shape.channels();
    for (int row = 0; row < cellHeight; row++) {
      for (int column = 0; column < cellWidth; column++) {
        int from = (row / factor * shape.width() + column / factor) * channels;
        int red = pixels[from] & 0xff;
        int green = channels == 1 ? red : pixels[from + 1] & 0xff;
        int blue = channels == 1 ? red : pixels[from + 2] & 0xff;
        image.setRGB(x + column, y + row, red << 16 | green << 8 | blue);
      }
    }
  }

  /** Leaves as much room for captions as they need. */
  private void makeRoom() {
    Graphics2D graphics = graphics(new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB));
    FontMetrics bold = graphics.getFontMetrics(BOLD);
    FontMetrics plain = graphics.getFontMetrics(PLAIN);
    int widest = 0;
    boolean named = false;
    for (Grid.Line line : grid.lines()) {
      for (String part : wrapped(line.caption(), bold, MOST_CAPTION_WIDTH, rowLines(bold))) {
        widest = Math.max(widest, bold.stringWidth(part));
      }
      named |= line.cells().stream().anyMatch(cell -> !cell.caption().isEmpty());
    }
    left = widest == 0 ? GAP : widest + 2 * GAP;
    int lines =
        grid.columns().stream()
            .mapToInt(column -> wrapped(column, bold, cellWidth, MOST_LINES).size())
            .max()
            .orElse(0);
    top = GAP + lines * bold.getHeight() + (lines == 0 ? 0 : GAP / 2);
    below = named ? plain.getHeight() : 0;
    graphics.dispose();
  }

  private int rowLines(FontMetrics metrics) {
    return Math.max(1, cellHeight / metrics.getHeight());
  }

  private void captions(Graphics2D graphics) {
    FontMetrics bold = graphics.getFontMetrics(BOLD);
    graphics.setColor(INK);
    graphics.setFont(BOLD);
    for (int column = 0; column < grid.columns().size(); column++) {
      List<String> parts = wrapped(grid.columns().get(column), bold, cellWidth, MOST_LINES);
      int y = top - GAP / 2 - bold.getDescent() - (parts.size() - 1) * bold.getHeight();
      for (String part : parts) {
        graphics.drawString(part, x(column) + (cellWidth - bold.stringWidth(part)) / 2, y);
        y += bold.getHeight();
      }
    }
    for (int row = 0; row < grid.lines().size(); row++) {
      Grid.Line line = grid.lines().get(row);
      List<String> parts = wrapped(line.caption(), bold, MOST_CAPTION_WIDTH, rowLines(bold));
      int y = y(row) + (cellHeight - parts.size() * bold.getHeight()) / 2 + bold.getAscent();
      for (String part : parts) {
        graphics.drawString(part, left - GAP - bold.stringWidth(part), y);
        y += bold.getHeight();
      }
    }
    FontMetrics plain = graphics.getFontMetrics(PLAIN);
    graphics.setColor(SOFT);
    graphics.setFont(PLAIN);
    for (int row = 0; row < grid.lines().size(); row++) {
      List<Grid.Cell> cells = grid.lines().get(row).cells();
      for (int column = 0; column < cells.size(); column++) {
        String caption = shortened(cells.get(column).caption(), plain, cellWidth);
        int x = x(column) + (cellWidth - plain.stringWidth(caption)) / 2;
        graphics.drawString(caption, x, y(row) + cellHeight + plain.getAscent());
      }
    }
  }

  private static Graphics2D graphics(BufferedImage image) {
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    return graphics;
  }

  /** Lines of words, none wider than {@code width}; the last is cut short if there are too many. */
  private static List<String> wrapped(String text, FontMetrics metrics, int width, int most) {
    List<String> lines = new ArrayList<>();
    String line = "";
    for (String word : text.split(" ")) {
      String longer = line.isEmpty() ? word : line + " " + word;
      if (line.isEmpty() || lines.size() == most - 1 || metrics.stringWidth(longer) <= width) {
        line = longer;
      } else {
        lines.add(line);
        line = word;
      }
    }
    if (!line.isEmpty()) {
      lines.add(line);
    }
    return lines.stream().map(each -> shortened(each, metrics, width)).toList();
  }

  private static String shortened(String text, FontMetrics metrics, int width) {
    String shorter = text;
    while (shorter.length() > 1 && metrics.stringWidth(shorter) > width) {
      int end = shorter.endsWith("…") ? shorter.length() - 2 : shorter.length() - 1;
      shorter = shorter.substring(0, end) + "…";
    }
    return shorter;
  }
}
