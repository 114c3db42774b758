package io.lifecycle4j.core.registry.card;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.core.markdown.CurvePicture.Point;
import io.lifecycle4j.core.registry.card.CardSection.Picture;
import io.lifecycle4j.core.registry.card.CardSection.Text;
import java.io.IOException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page of a card shows plots that a reader can zoom into, and runs nothing else. */
class CardPageTest {
  private static final String HOSTILE = "</script><script>alert(1)</script><!--\u202e\u2028";
  private static final Pattern SCRIPT = Pattern.compile("(?s)<script>(.*?)</script>");
  private static final Pattern STYLE = Pattern.compile("(?s)<style>(.*?)</style>");
  private static final Pattern DATA =
      Pattern.compile("(?s)<script type=\"application/json\">(.*?)</script>");

  private static String page(Picture... pictures) {
    return CardPage.of("card", List.of(new CardSection("Plots", List.of(pictures))));
  }

  private static Picture picture(String name, Point... points) {
    return new Picture("Loss", "step", Map.of(name, List.of(points)));
  }

  private static JsonNode data(String page) throws IOException {
    return new ObjectMapper().readTree(only(DATA, page));
  }

  private static String only(Pattern element, String page) {
    List<MatchResult> found = element.matcher(page).results().toList();
    assertThat(found).hasSize(1);
    return found.get(0).group(1);
  }

  private static String hash(String text) {
    byte[] hash = Hashing.sha256().digest(text.getBytes(UTF_8));
    return "'sha256-" + Base64.getEncoder().encodeToString(hash) + "'";
  }

  @Test
  void allowsOnlyItsOwnScriptAndStyleSheet() {
    String page = page(picture("loss", new Point(1, 0.5), new Point(2, 0.25)));

    assertThat(page)
        .containsOnlyOnce(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src "
                + hash(only(SCRIPT, page))
                + "; require-trusted-types-for 'script'; style-src "
                + hash(only(STYLE, page))
                + "; base-uri 'none'; form-action 'none'\">");
    assertThat(page).doesNotContain(" src=", "href=", " style=", "url(", "@import");
  }

  @Test
  void comesWithTheLicenceOfItsScript() {
    assertThat(only(SCRIPT, page(picture("loss", new Point(1, 0.5)))))
        .startsWith("/*!\nThe MIT License (MIT)\n\nCopyright (c) 2022 Leon Sorokin")
        .contains("*/\n/*! https://github.com/leeoniya/uPlot (v1.6.30) */\nvar uPlot=");
  }

  @Test
  void containsTheNumbersOfItsPlots() throws IOException {
    Map<String, List<Point>> curves = new LinkedHashMap<>();
    curves.put("loss", List.of(new Point(1, 0.5), new Point(2, Double.NaN), new Point(3, 1e-7)));
    curves.put("validation", List.of(new Point(3, 0.25), new Point(1, 0.125)));

    String page = page(new Picture("Loss of run 7", "step", curves));

    assertThat(data(page))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"title": "Loss of run 7", "across": "step", "curves": [
                      {"name": "loss", "colour": "#0072B2", "dash": [],
                       "x": [1.0, 2.0, 3.0], "y": [0.5, null, 1e-7]},
                      {"name": "validation", "colour": "#D55E00", "dash": [],
                       "x": [1.0, 3.0], "y": [0.125, 0.25]}]}
                    """));
  }

  @Test
  void drawsCurvesInTheColoursAndDashesOfThePicture() throws IOException {
    Map<String, List<Point>> curves = new LinkedHashMap<>();
    for (int i = 0; i < 8; i++) {
      curves.put("loss " + i, List.of(new Point(1, i), new Point(2, i)));
    }

    String page = page(new Picture("Loss", "step", curves));

    JsonNode last = data(page).get("curves").get(7);
    assertThat(last.get("colour").asText()).isEqualTo("#0072B2");
    assertThat(last.get("dash").toString()).isEqualTo("[7,3]");
    assertThat(page)
        .contains("stroke=\"#0072B2\" stroke-width=\"1.5\" stroke-dasharray=\"7 3\" points=");
  }

  @Test
  void showsThePictureWhereScriptsDoNotRun() {
    assertThat(page(picture("loss", new Point(1, 0.5), new Point(2, 0.25))))
        .containsPattern("<div class=\"plot\"><svg [^>]*>")
        .contains("<polyline ", "</svg>\n<script type=\"application/json\">{");
  }

  @Test
  void letsNoNameEndTheData() throws IOException {
    Picture picture =
        new Picture(HOSTILE, "step", Map.of(HOSTILE, List.of(new Point(1, 2), new Point(2, 3))));

    String page = page(picture);

    assertThat(page.split("<script", -1)).hasSize(3);
    assertThat(page.split("</script", -1)).hasSize(3);
    assertThat(page).doesNotContain("<script>alert", "<!--", "\u202e", "\u2028");
    String shown = HOSTILE.replace('\u202e', ' ').replace('\u2028', ' ');
    assertThat(data(page).get("title").asText()).isEqualTo(shown);
    assertThat(data(page).get("curves").get(0).get("name").asText()).isEqualTo(shown);
  }

  @Test
  void leavesNumbersThatAreTooCloseToThePicture() {
    Picture close = picture("loss", new Point(0x1p53 - 2, 1), new Point(0x1p53, 2));
    Picture single = picture("loss", new Point(0x1p53, 1));

    assertThat(page(close)).contains("<polyline ").doesNotContain("application/json");
    assertThat(page(single)).contains("<circle ", "application/json");
  }

  @Test
  void runsNothingWithoutPlots() {
    String page =
        CardPage.of("card", List.of(new CardSection("Words", List.of(new Text(HOSTILE)))));

    assertThat(page)
        .contains("default-src 'none'; style-src ")
        .doesNotContain("script-src", "<script", "uplot");
  }
}
