package io.diffrep.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.diffrep.report.Block.Fact;
import io.diffrep.report.Plot.Line;
import io.diffrep.report.Plot.Style;
import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class HtmlTest {
  private static final String NASTY = "<b>&\"'" + (char) 7 + "</b>";

  /** The page as XML: what is not well-formed throws. */
  static Document parse(String html) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(html)));
  }

  @Test
  void everyTextOfEveryBlockIsEscaped() throws Exception {
    Plot plot =
        new Plot(
            NASTY,
            "x",
            NASTY,
            true,
            List.of(Line.of("line", 0, Style.MARKED, List.of(1.0, 10.0), List.of(0.5, 0.6))));
    List<Block> blocks =
        List.of(
            new Block.Tiles(List.of(new Fact(NASTY, NASTY))),
            new Block.Facts(NASTY, List.of(new Fact(NASTY, NASTY))),
            new Block.Charts(List.of(plot)),
            new Block.Table(List.of(NASTY), List.of(List.of(NASTY))),
            new Block.Confusions(NASTY, List.of(NASTY), List.of(NASTY), List.of(List.of(3L))),
            new Block.Gallery(
                NASTY, List.of(NASTY), List.of(List.of(new Block.Picture("", "", NASTY)))),
            new Block.Folded(NASTY, NASTY),
            new Block.Notes(List.of(NASTY)));
    String html =
        Html.page(
            NASTY,
            List.of(new Section.Shown(NASTY, NASTY, blocks), new Section.LeftOut("left", NASTY)));

    assertThat(html).doesNotContain("<b>&\"").doesNotContain(String.valueOf((char) 7));
    String text = parse(html).getDocumentElement().getTextContent();
    // Title, heading, link, section's heading and lead; 2, 3, 0, 2, 3, 2, 2 and 1 in the blocks;
    // the reason.
    assertThat(text.split("<b>&\"'" + (char) 0xFFFD + "</b>", -1)).hasSize(1 + 5 + 15 + 1);
  }

  @Test
  void aChartIsAnSvgDocumentOfTheSizeThatThePageScales() throws Exception {
    Plot plot =
        new Plot(
            "title",
            "x",
            "y",
            false,
            List.of(Line.of("a", 0, Style.MARKED, List.of(1.0, 2.0, 3.0), List.of(1.0, 4.0, 9.0))));
    String svg = Charts.svg(plot).orElseThrow();
    assertThat(parse(svg).getDocumentElement().getAttribute("width")).isEqualTo("560");
    assertThat(svg).doesNotContain("<!DOCTYPE");
  }
}
