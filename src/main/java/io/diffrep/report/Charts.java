package io.diffrep.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Draws plots. */
public final class Charts {
  /** Differences of less, as a share of the values, are none. */
  private static final double ROUNDING = 1e-6;

  private static final Logger LOG = LoggerFactory.getLogger(Charts.class);

  private static final int WIDTH = 560;
  private static final int LEGEND_WIDTH = 340;
  private static final int CLASS_LEGEND_WIDTH = 120;
  private static final int HEIGHT = 360;
  private static final String NUMBER = "#,##0.######";
  private static final Color INK = new Color(0x2B3440);
  private static final BasicStroke DASHES =
      new BasicStroke(
          1.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, new float[] {4, 4}, 0);
  private static final Color GRID = new Color(0xE3E7EC);

  /** Okabe and Ito's colours, which the colour-blind can tell apart. */
  private static final List<Color> PALETTE =
      List.of(
          new Color(0x0072B2),
          new Color(0xD55E00),
          new Color(0x009E73),
          new Color(0xCC79A7),
          new Color(0xE69F00),
          new Color(0x56B4E9),
          // Their black and, darker, their yellow; then two more, since classes are often ten.
          new Color(0x000000),
          new Color(0xE0CF1B),
          new Color(0x7A4A2B),
          new Color(0x8C8C8C));

  private Charts() {}

  /**
   * A plot as an SVG document; empty where Java finds no fonts on the machine, without which the
   * library cannot draw.
   */
  static Optional<String> svg(Plot plot) {
    return svg(chart(plot, WIDTH, HEIGHT), WIDTH);
  }

  /** The same with a legend beside it: a picture that stands alone. */
  public static Optional<String> svgWithLegend(Plot plot) {
    XYChart chart = chartWithLegend(plot, WIDTH + LEGEND_WIDTH, HEIGHT);
    // To hundredths of a pixel, a third of the length: such pictures are kept.
    return svg(chart, WIDTH + LEGEND_WIDTH).map(svg -> svg.replaceAll("(\\.\\d\\d)\\d+", "$1"));
  }

  /**
   * A plot of thousands of points as PNG, about as wide as high, with a legend of short names
   * beside it; empty as {@link #svg} is.
   */
  public static Optional<byte[]> squareWithLegend(Plot plot) {
    return drawn(
        () ->
            BitmapEncoder.getBitmapBytes(
                chartWithLegend(plot, WIDTH + CLASS_LEGEND_WIDTH, WIDTH), BitmapFormat.PNG));
  }

  private static XYChart chartWithLegend(Plot plot, int width, int height) {
    XYChart chart = chart(plot, width, height);
    XYStyler styler = chart.getStyler();
    styler.setLegendVisible(true);
    styler.setLegendPosition(Styler.LegendPosition.OutsideE);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
    return chart;
  }

  private static Optional<String> svg(XYChart chart, int width) {
    return drawn(
            () -> {
              ByteArrayOutputStream out = new ByteArrayOutputStream();
              VectorGraphicsEncoder.saveVectorGraphic(chart, out, VectorGraphicsFormat.SVG);
              return out.toString(StandardCharsets.UTF_8);
            })
        .map(document -> sized(document, width));
  }

  /** What draws a picture into memory. */
  private interface Drawing<P> {
    P draw() throws IOException;
  }

  private static <P> Optional<P> drawn(Drawing<P> drawing) {
    try {
      return Optional.of(drawing.draw());
    } catch (IOException e) {
      throw new UncheckedIOException("a chart could not be written into memory", e);
    } catch (LinkageError | InternalError e) {
      // What AWT throws without libfontconfig or libfreetype, the second time another than the
      // first.
      LOG.warn("Charts are left out: Java finds no fonts ({})", e.toString());
      return Optional.empty();
    }
  }

  private static String sized(String document, int width) {
    String svg = document.substring(document.indexOf("<svg"));
    // In millimetres otherwise; the page gives it its size.
    return svg.replaceFirst("width=\"[^\"]*\"", "width=\"" + width + "\"")
        .replaceFirst("height=\"[^\"]*\"", "height=\"" + HEIGHT + "\"");
  }

  /** The colour of a line, as CSS writes it. */
  static String colour(Plot.Line line) {
    int rgb = PALETTE.get(line.colour() % PALETTE.size()).getRGB() & 0xffffff;
    return String.format(Locale.ROOT, "#%06x", rgb);
  }

  private static XYChart chart(Plot plot, int width, int height) {
    XYChart chart =
        new XYChartBuilder()
            .width(width)
            .height(height)
            .title(plot.title())
            .xAxisTitle(plot.x())
            .yAxisTitle(plot.y())
            .build();
    style(chart.getStyler(), plot);
    for (Plot.Line line : plot.lines()) {
      draw(chart, line);
    }
    return chart;
  }

  private static void style(XYStyler styler, Plot plot) {
    styler.setLocale(Locale.ROOT);
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBackgroundColor(Color.WHITE);
    styler.setPlotBorderVisible(false);
    styler.setPlotGridLinesColor(GRID);
    styler.setPlotGridLinesStroke(new BasicStroke(1));
    styler.setChartFontColor(INK);
    styler.setChartTitleBoxVisible(false);
    styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 16));
    styler.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 15));
    styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
    styler.setAxisTickLabelsColor(INK);
    styler.setAxisTickMarksColor(GRID);
    // The page writes the legend: the library's own is cut off where it is too long for one line.
    styler.setLegendVisible(false);
    styler.setErrorBarsColorSeriesColor(true);
    // One size for a whole chart.
    boolean dots = plot.lines().stream().anyMatch(line -> line.style() == Plot.Style.DOTS);
    styler.setMarkerSize(dots ? 4 : 7);
    DoubleSummaryStatistics values =
        plot.lines().stream()
            .flatMap(line -> line.y().stream())
            .mapToDouble(y -> y)
            .summaryStatistics();
    if (values.getMin() > 0 && values.getMax() - values.getMin() < ROUNDING * values.getMax()) {
      // What does not vary is drawn flat: by itself the axis would show how it was rounded.
      styler.setYAxisMin(0.0);
      styler.setYAxisMax(2 * values.getMax());
    }
    styler.setXAxisLogarithmic(plot.logarithmic());
    styler.setXAxisDecimalPattern(NUMBER);
    styler.setYAxisDecimalPattern(NUMBER);
    if (plot.logarithmic()) {
      // Whole decades: only powers of ten are labelled, and a narrow range may hold none.
      var x = plot.lines().stream().flatMap(line -> line.x().stream()).mapToDouble(v -> v);
      var range = x.summaryStatistics();
      double least = Math.floor(Math.log10(range.getMin()));
      double most = Math.ceil(Math.log10(range.getMax()));
      // A single power of ten would leave an axis without length.
      double margin = least == most ? 1 : 0;
      styler.setXAxisMin(Math.pow(10, least - margin));
      styler.setXAxisMax(Math.pow(10, most + margin));
    }
  }

  private static void draw(XYChart chart, Plot.Line line) {
    double[] x = values(line.x());
    double[] y = values(line.y());
    XYSeries series =
        line.error().isEmpty()
            ? chart.addSeries(line.name(), x, y)
            : chart.addSeries(line.name(), x, y, values(line.error()));
    Color colour = PALETTE.get(line.colour() % PALETTE.size());
    series.setLineColor(colour);
    series.setMarkerColor(colour);
    switch (line.style()) {
      case LINE -> {
        series.setLineWidth(1.8f);
        series.setMarker(SeriesMarkers.NONE);
      }
      case MARKED -> {
        series.setLineWidth(2);
        series.setMarker(SeriesMarkers.CIRCLE);
      }
      case POINTS, DOTS -> {
        series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
        series.setMarker(SeriesMarkers.CIRCLE);
      }
      case REFERENCE -> {
        series.setLineStyle(DASHES);
        series.setMarker(SeriesMarkers.NONE);
      }
    }
  }

  private static double[] values(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
