package io.diffrep.report;

import io.diffrep.report.Block.Fact;
import io.diffrep.report.Block.Picture;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** Writes sections as one page, well-formed as XML, too. */
final class Html {
  private final StringBuilder out = new StringBuilder();

  private Html() {}

  /**
   * The page.
   *
   * @param title of the window and at the top
   * @param sections in their order
   */
  static String page(String title, List<Section> sections) {
    return new Html().write(title, sections);
  }

  private String write(String title, List<Section> sections) {
    out.append(
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>%s</title>
        <style>
        %s</style>
        </head>
        <body>
        <header><h1>%s</h1></header>
        """
            .formatted(escape(title), Css.STYLE, escape(title)));
    out.append("<nav>");
    for (int i = 0; i < sections.size(); i++) {
      out.append("<a href=\"#s%d\">%s</a>\n".formatted(i, escape(sections.get(i).title())));
    }
    out.append("</nav>\n<main>\n");
    for (int i = 0; i < sections.size(); i++) {
      section("s" + i, sections.get(i));
    }
    return out.append("</main>\n</body>\n</html>\n").toString();
  }

  private void section(String id, Section section) {
    out.append("<section id=\"%s\">\n<h2>%s</h2>\n".formatted(id, escape(section.title())));
    if (section instanceof Section.Shown shown) {
      out.append("<p class=\"lead\">%s</p>\n".formatted(escape(shown.lead())));
      shown.blocks().forEach(this::block);
    } else if (section instanceof Section.LeftOut leftOut) {
      out.append("<p class=\"left-out\">Left out: %s</p>\n".formatted(escape(leftOut.reason())));
    }
    out.append("</section>\n");
  }

  private void block(Block block) {
    if (block instanceof Block.Tiles tiles) {
      tiles(tiles);
    } else if (block instanceof Block.Facts facts) {
      facts(facts);
    } else if (block instanceof Block.Charts charts) {
      out.append("<div class=\"charts\">\n");
      charts.plots().forEach(this::chart);
      out.append("</div>\n");
    } else if (block instanceof Block.Table table) {
      table(table.head(), table.rows());
    } else if (block instanceof Block.Confusions confusions) {
      confusions(confusions);
    } else if (block instanceof Block.Gallery gallery) {
      gallery(gallery);
    } else if (block instanceof Block.Grid grid) {
      out.append(
          "<figure class=\"grid\"><figcaption>%s</figcaption><img alt=\"%s\" src=\"%s\" /></figure>\n"
              .formatted(escape(grid.title()), escape(grid.title()), escape(grid.source())));
    } else if (block instanceof Block.Folded folded) {
      out.append(
          "<details><summary>%s</summary><pre>%s</pre></details>\n"
              .formatted(escape(folded.title()), escape(folded.text())));
    } else if (block instanceof Block.Notes notes && !notes.notes().isEmpty()) {
      out.append("<ul class=\"notes\">\n");
      notes.notes().forEach(note -> out.append("<li>%s</li>\n".formatted(escape(note))));
      out.append("</ul>\n");
    }
  }

  private void tiles(Block.Tiles tiles) {
    out.append("<div class=\"tiles\">\n");
    for (Fact fact : tiles.facts()) {
      out.append(
          "<div><b>%s</b><span>%s</span></div>\n"
              .formatted(escape(fact.value()), escape(fact.name())));
    }
    out.append("</div>\n");
  }

  private void facts(Block.Facts facts) {
    out.append("<h3>%s</h3>\n<dl>\n".formatted(escape(facts.title())));
    for (Fact fact : facts.facts()) {
      out.append("<dt>%s</dt><dd>%s</dd>\n".formatted(escape(fact.name()), escape(fact.value())));
    }
    out.append("</dl>\n");
  }

  private void chart(Plot plot) {
    Optional<String> svg = Charts.svg(plot);
    if (svg.isPresent()) {
      // An image rather than inline SVG: the clip paths of two charts have the same names.
      out.append(
          "<figure><img alt=\"%s\" src=\"data:image/svg+xml;base64,%s\" />"
              .formatted(
                  escape(plot.title() + ": " + plot.y() + " against " + plot.x()),
                  Base64.getEncoder().encodeToString(svg.get().getBytes(StandardCharsets.UTF_8))));
      legend(plot);
      out.append("</figure>\n");
    } else {
      numbers(plot);
    }
  }

  private void legend(Plot plot) {
    if (plot.lines().size() > 1) {
      out.append("<figcaption class=\"legend\">");
      for (Plot.Line line : plot.lines()) {
        out.append(
            "<span><i class=\"%s\" style=\"border-color:%s\"></i>%s</span>\n"
                .formatted(
                    line.style().name().toLowerCase(Locale.ROOT),
                    Charts.colour(line),
                    escape(line.name())));
      }
      out.append("</figcaption>");
    }
  }

  /** What stands in for a chart on a machine where Java finds no fonts. */
  private void numbers(Plot plot) {
    out.append(
        "<figure><figcaption>%s (drawn as a chart where Java finds fonts: install fontconfig and a"
            .formatted(escape(plot.title())));
    out.append(" font)</figcaption>\n<details open=\"open\"><summary>Numbers</summary>\n");
    for (Plot.Line line : plot.lines()) {
      out.append("<h4>%s</h4>\n".formatted(escape(line.name())));
      List<List<String>> rows =
          IntStream.range(0, line.x().size())
              .mapToObj(
                  i -> List.of(Numbers.plain(line.x().get(i)), Numbers.plain(line.y().get(i))))
              .toList();
      table(List.of(plot.x(), plot.y()), rows);
    }
    out.append("</details></figure>\n");
  }

  private void table(List<String> head, List<List<String>> rows) {
    out.append("<div class=\"scroll\"><table class=\"numbers\">\n<thead><tr>");
    head.forEach(cell -> out.append("<th scope=\"col\">%s</th>".formatted(escape(cell))));
    out.append("</tr></thead>\n<tbody>\n");
    for (List<String> row : rows) {
      out.append("<tr><th scope=\"row\">%s</th>".formatted(escape(row.get(0))));
      row.stream().skip(1).forEach(cell -> out.append("<td>%s</td>".formatted(escape(cell))));
      out.append("</tr>\n");
    }
    out.append("</tbody></table></div>\n");
  }

  private void confusions(Block.Confusions matrix) {
    out.append(
        "<div class=\"scroll\"><table class=\"confusions\">\n<caption>%s</caption>\n<thead><tr><td></td>"
            .formatted(escape(matrix.title())));
    matrix
        .columns()
        .forEach(name -> out.append("<th scope=\"col\">%s</th>".formatted(escape(name))));
    out.append("</tr></thead>\n<tbody>\n");
    for (int row = 0; row < matrix.rows().size(); row++) {
      out.append("<tr><th scope=\"row\">%s</th>".formatted(escape(matrix.rows().get(row))));
      List<Long> counts = matrix.counts().get(row);
      long sum = Math.max(1, counts.stream().mapToLong(Long::longValue).sum());
      for (int column = 0; column < counts.size(); column++) {
        double share = (double) counts.get(column) / sum;
        String hue = column == row ? "0,114,178" : "213,94,0";
        out.append(
            String.format(
                Locale.ROOT,
                "<td class=\"%s\" style=\"background:rgba(%s,%.3f)\">%d</td>",
                share > 0.55 ? "deep" : counts.get(column) == 0 ? "zero" : "light",
                hue,
                share,
                counts.get(column)));
      }
      out.append("</tr>\n");
    }
    out.append("</tbody></table></div>\n");
  }

  private void gallery(Block.Gallery gallery) {
    out.append(
        "<table class=\"gallery\" style=\"max-width:%dpx\">\n<thead><tr>"
            .formatted(gallery.columns().size() * 104));
    gallery
        .columns()
        .forEach(name -> out.append("<th scope=\"col\">%s</th>".formatted(escape(name))));
    out.append("</tr></thead>\n<tbody>\n");
    for (List<Picture> row : gallery.rows()) {
      out.append("<tr>");
      for (int i = 0; i < row.size(); i++) {
        picture(row.get(i), gallery.name() + ", " + gallery.columns().get(i));
      }
      out.append("</tr>\n");
    }
    out.append("</tbody></table>\n");
  }

  private void picture(Picture picture, String alt) {
    out.append("<td>");
    for (String source : List.of(picture.upper(), picture.lower())) {
      if (!source.isEmpty()) {
        out.append("<img alt=\"%s\" src=\"%s\" />".formatted(escape(alt), escape(source)));
      }
    }
    if (!picture.caption().isEmpty()) {
      out.append("<span>%s</span>".formatted(escape(picture.caption())));
    }
    out.append("</td>");
  }

  /** A text that may stand between tags and in a quoted attribute. */
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            point -> {
              switch (point) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(isText(point) ? point : 0xFFFD);
              }
            });
    return escaped.toString();
  }

  /** Whether XML may hold a character: control characters in a label must not break the page. */
  private static boolean isText(int point) {
    return point == '\n'
        || point == '\t'
        || point == '\r'
        || (point >= 0x20
            && (point < 0xD800 || point > 0xDFFF)
            && point != 0xFFFE
            && point != 0xFFFF);
  }
}
