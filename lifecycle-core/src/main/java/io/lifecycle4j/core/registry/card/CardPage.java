package io.lifecycle4j.core.registry.card;

import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.core.markdown.CurvePicture;
import io.lifecycle4j.core.markdown.Markup;
import io.lifecycle4j.core.registry.card.CardSection.Block;
import io.lifecycle4j.core.registry.card.CardSection.Picture;
import io.lifecycle4j.core.registry.card.CardSection.Shading;
import io.lifecycle4j.core.registry.card.CardSection.Table;
import io.lifecycle4j.core.registry.card.CardSection.Text;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Writes the sections of a card as an HTML document without references.
 *
 * <p>Its policy names the hashes of the only style sheet and of the only script, and forbids all
 * else: even markup that came in could load and run nothing.
 */
final class CardPage {
  private static final Pattern HIDDEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

  private static final int SHADES = 9;

  private static final String STYLE =
      """
      body { font: 15px/1.5 system-ui, sans-serif; color: #1a1a1a; background: #ffffff;
        max-width: 60rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: break-word; }
      h1, h2 { line-height: 1.2; }
      h2 { margin-top: 2.5rem; border-bottom: 1px solid #cccccc; padding-bottom: 0.3rem; }
      section > div { overflow-x: auto; }
      table { border-collapse: collapse; margin: 0.5rem 0 1rem; min-width: 44rem; }
      caption { text-align: left; color: #555555; padding-bottom: 0.3rem; }
      th, td { border: 1px solid #dddddd; padding: 0.25rem 0.6rem; text-align: left;
        vertical-align: top; }
      th { background: #f4f4f4; }
      .n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
      .s1 { background: #eaf2f8; } .s2 { background: #d4e6f1; } .s3 { background: #bfd9ea; }
      .s4 { background: #a9cce3; } .s5 { background: #94bfdc; } .s6 { background: #7fb3d5; }
      .s7 { background: #69a6ce; } .s8 { background: #549ac7; } .s9 { background: #3e8dc0; }
      svg { max-width: 100%; height: auto; }
      """;

  private final StringBuilder out = new StringBuilder();

  private CardPage() {}

  static String of(String title, List<CardSection> sections) {
    CardPage page = new CardPage();
    boolean plots =
        sections.stream().flatMap(of -> of.blocks().stream()).anyMatch(Picture.class::isInstance);
    page.head(title, plots);
    for (int i = 0; i < sections.size(); i++) {
      String level = i == 0 ? "h1" : "h2";
      page.out.append("<section>\n");
      page.element(level, "", escaped(sections.get(i).title()));
      sections.get(i).blocks().forEach(page::write);
      page.out.append("</section>\n");
    }
    if (plots) {
      page.element("script", "", PlotScript.TEXT);
    }
    return page.out.append("</body>\n</html>\n").toString();
  }

  private void head(String title, boolean plots) {
    String style = plots ? STYLE + PlotScript.STYLE : STYLE;
    String script =
        plots
            ? "script-src " + hash(PlotScript.TEXT) + "; require-trusted-types-for 'script'; "
            : "";
    out.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ")
        .append(script)
        .append("style-src ")
        .append(hash(style))
        .append("; base-uri 'none'; form-action 'none'\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width\">\n");
    element("title", "", escaped(title));
    out.append("<style>").append(style).append("</style>\n</head>\n<body>\n");
  }

  /** Returns the source by which a policy allows a text. */
  private static String hash(String text) {
    byte[] hash = Hashing.sha256().digest(text.getBytes(StandardCharsets.UTF_8));
    return "'sha256-" + Base64.getEncoder().encodeToString(hash) + "'";
  }

  private void write(Block block) {
    if (block instanceof Text lines) {
      List<String> escaped = lines.text().lines().map(CardPage::escaped).toList();
      element("p", "", String.join("<br>\n", escaped));
    } else if (block instanceof Table table) {
      table(table);
    } else if (block instanceof Picture picture) {
      picture(picture);
    }
  }

  /** Draws a picture, which the script replaces by a plot of the numbers beside it. */
  private void picture(Picture of) {
    String svg = new CurvePicture(of.title(), of.across(), of.curves()).draw();
    out.append("<div class=\"plot\">");
    svg.lines().forEach(line -> out.append(visible(line)).append('\n'));
    PlotData data = PlotData.of(of, CardPage::visible);
    if (data.isSpread()) {
      out.append("<script type=\"application/json\">").append(data.json()).append("</script>");
    }
    out.append("</div>\n");
  }

  private void table(Table table) {
    out.append("<div><table>\n");
    if (!table.caption().isEmpty()) {
      element("caption", "", escaped(table.caption()));
    }
    row("th", table, table.head());
    table.rows().forEach(row -> row("td", table, row));
    out.append("</table></div>\n");
  }

  private void row(String cell, Table table, List<String> cells) {
    out.append("<tr>");
    int texts = cells.size() - table.numbers();
    boolean shaded = table.shaded() == Shading.SHARE_OF_ROW && cell.equals("td");
    double sum = shaded ? cells.stream().skip(texts).mapToDouble(Double::parseDouble).sum() : 0;
    for (int i = 0; i < cells.size(); i++) {
      String shade =
          i >= texts && sum > 0
              ? " s" + Math.round(SHADES * Double.parseDouble(cells.get(i)) / sum)
              : "";
      String style = i >= texts ? "n" + shade : "";
      element(cell, style, escaped(cells.get(i)));
    }
    out.append("</tr>\n");
  }

  /** Adds an element. The cells of a row are on one line. */
  private void element(String name, String style, String content) {
    out.append('<').append(name);
    if (!style.isEmpty()) {
      out.append(" class=\"").append(style).append('"');
    }
    out.append('>').append(content).append("</").append(name).append('>');
    if (!name.startsWith("t") || name.equals("title")) {
      out.append('\n');
    }
  }

  private static String escaped(String text) {
    return Markup.escaped(visible(text));
  }

  private static String visible(String text) {
    return HIDDEN.matcher(text).replaceAll(" ");
  }
}
