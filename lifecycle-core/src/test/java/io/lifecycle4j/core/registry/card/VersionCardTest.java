package io.lifecycle4j.core.registry.card;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lifecycle4j.registry.Suspicion;
import io.lifecycle4j.registry.VersionNotes;
import io.lifecycle4j.schema.Scores.Interval;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** A card says what is on record, whatever the texts in it are. */
class VersionCardTest {
  private static final String HOSTILE =
      "</script></style><script>alert(1)</script><img src=x onerror=alert(1)>"
          + "\"'&`${x}{{x}}|\\: # - [a](javascript:x) \u2028---\u202e\u0085é 😀";

  private static final Pattern TAG = Pattern.compile("</?([!a-zA-Z][a-zA-Z0-9]*)");

  private static VersionCard card(String text) {
    return new VersionCard(CardFixtures.facts(text));
  }

  private static String golden(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(VersionCardTest.class.getResourceAsStream("/card/" + name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void isTheSameTextAsEver() throws IOException {
    VersionCard card = card("Ranks payments");

    assertThat(card.markdown()).isEqualTo(golden("card.md"));
    assertThat(card.json() + "\n").isEqualTo(golden("card.json"));
    assertThat(card.html()).isEqualTo(card("Ranks payments").html());
  }

  @Test
  void namesTheEvaluationOfEachFigure() {
    VersionCard card = card("Ranks payments");
    String name = "evaluation 070707070707";

    for (String what :
        List.of("Metrics", "Classes", "Slices", "Confusion matrix", "Calibration curve")) {
      String caption = what + ", " + name + " of entry 7, on payments:3";
      assertThat(card.markdown()).contains("\n" + caption);
      assertThat(card.html()).contains("<caption>" + caption);
    }
    assertThat(card.html()).contains("<title>Calibration curve, " + name + "</title>");
    assertThat(card.markdown())
        .contains("accuracy on rows that go wrong, stress report 080808080808 of entry 8, on pay");
    assertThat(card.markdown()).contains("| fraud:6 | evaluation 060606060606 |");
  }

  @Test
  void beginsWithWhenItWasInProductionAndUnderWhat() {
    assertThat(card("Ranks payments").markdown())
        .contains(
            "\n\n"
                + "Ranks payments\n\n"
                + "In production since 2026-01-02T03:04:05Z, by alice \\(entry 9\\), under the"
                + " policy 050505050505  \n"
                + "In production from 2026-01-02T03:04:05Z to 2026-01-02T03:05:05Z, by alice"
                + " \\(entry 3\\), the policy overridden: Ranks payments\n");
  }

  @Test
  void marksNoVersionBetweenTwo() {
    assertThat(card("a").html())
        .contains(">6</text>", ">7</text>")
        .doesNotContain(">6.5</text>", ">6.2</text>")
        .contains("accuracy of this version and those before");
  }

  @Test
  void breaksNoWordOfATable() {
    assertThat(card("a").html()).contains("overflow-wrap: break-word").doesNotContain("anywhere");
  }

  @Test
  void hasFourDigits() {
    assertThat(CardFacts.figure(0.7156862)).isEqualTo("0.7157");
    assertThat(CardFacts.figure(-12_345.6)).isEqualTo("-12350");
    assertThat(CardFacts.figure(0)).isEqualTo("0");
    assertThat(CardFacts.figure(1e-9)).isEqualTo("1E-9");
    assertThat(CardFacts.figure(Double.NaN)).isEqualTo("NaN");
  }

  @Test
  void isAPageThatLoadsNothingAndRunsNothingOfOthers() {
    String html = card(HOSTILE).html();
    html = html.replace(PlotScript.TEXT, "").replace(PlotScript.STYLE, "");

    assertThat(TAG.matcher(html).results().map(tag -> tag.group(1)).distinct())
        .containsExactlyInAnyOrder(
            ("!DOCTYPE html head meta title style body section h1 h2 p br div table caption tr th"
                    + " td svg rect line text polyline script")
                .split(" "));
    assertThat(html)
        .contains("content=\"default-src 'none'; script-src 'sha256-")
        .contains("&lt;script&gt;alert(1)")
        .doesNotContain("href", "src=\"", "url(", "\u202e", "\u2028", "\u0085", " style=");
    assertThat(html.split("<style>", -1)).hasSize(2);
    assertThat(html.split("<script>", -1)).hasSize(2);
    assertThat(html.split("<script type=\"application/json\">\\{\"across\":", -1)).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        HOSTILE,
        "---",
        "a\nb: c\n---\n",
        "\u0000\t\u001b[31m",
        "no",
        "1e3",
        "!!x {a: [",
        "*a",
        "a\u0000\"\\\n\ufeff\ud83d\ude00"
      })
  void hasFrontMatterThatReadsAsTheTextsThatItIsOf(String text) {
    String markdown = card(text).markdown();
    assertThat(markdown).startsWith("---\n");
    String front = markdown.substring(4, markdown.indexOf("\n---\n\n", 4));
    Map<String, Object> read = new Yaml(new SafeConstructor(new LoaderOptions())).load(front);

    assertThat(read.get("license")).isEqualTo(text);
    assertThat(read.get("tags")).isEqualTo(List.of(text + ":" + text, "djl"));
    assertThat(read.get("datasets")).isEqualTo(List.of("payments"));
    Map<?, ?> index = first(read.get("model-index"));
    Map<?, ?> result = first(index.get("results"));
    assertThat(String.valueOf(result.get("dataset"))).contains("name=payments:3/holdout");
    assertThat(first(result.get("metrics")))
        .isEqualTo(
            Map.of(
                "type",
                "accuracy",
                "name",
                "accuracy",
                "value",
                0.7,
                "args",
                Map.of("evaluation", "07".repeat(32), "lower", 0.5, "upper", 0.9)));
    assertThat((List<?>) result.get("metrics")).hasSize(2); // one is no number
  }

  private static Map<?, ?> first(@Nullable Object list) {
    return (Map<?, ?>) ((List<?>) Objects.requireNonNull(list)).get(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        HOSTILE,
        "# a\n=====\n- b\n1. c\n    d\n> e\n```\n| f |",
        "---",
        "<!-- a -->",
        "[a]: b\n:a"
      })
  void hasNoMarkupOfOthersInItsMarkdown(String text) {
    String body = body(text);

    assertThat(lines(body, '#')).isEqualTo(lines(body("plain"), '#'));
    assertThat(lines(body, '|')).isEqualTo(lines(body("plain"), '|'));
    String bare =
        body.replaceAll("\\\\.", "").replaceAll("(?<=\\w)\\[[^\\[\\]]+\\](?![(\\[:])", "");
    assertThat(bare).doesNotContain("<", "[", "`", "*", "{", "~");
    assertThat(body.lines())
        .noneMatch(line -> line.matches("(=|-|[0-9]+[.]| ).*") && !line.isBlank());
  }

  private static long lines(String text, char begin) {
    return text.lines().filter(line -> line.indexOf(begin) == 0).count();
  }

  private static String body(String text) {
    String markdown = card(text).markdown();
    return markdown.substring(markdown.indexOf("\n---\n\n", 4) + 6);
  }

  @Test
  void isJsonWithTheTextsAsTheyAre() throws IOException {
    JsonNode json = new ObjectMapper().readTree(card(HOSTILE).json());

    assertThat(json.get("form").asText()).isEqualTo("lifecycle4j-model-card");
    assertThat(json.get("v").asInt()).isEqualTo(1);
    assertThat(json.get("notes").get("description").asText()).isEqualTo(HOSTILE);
    assertThat(json.get("evaluations").get(0).get("sha256").asText()).isEqualTo("07".repeat(32));
    assertThat(json.get("missing")).isEmpty();
  }

  private static List<Suspicion> suspicions(
      Map<Integer, Double> before, Interval interval, double baseline) {
    return new VersionCard(CardFixtures.facts("a", before, interval, baseline)).suspicions();
  }

  @Test
  void doubtsAJumpBeyondTheVersionsBefore() {
    Interval narrow = new Interval(0.65, 0.75);
    Map<Integer, Double> alike = Map.of(1, 0.5, 4, 0.51, 6, 0.52);

    assertThat(suspicions(alike, narrow, 0.5))
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.kind()).isEqualTo(Suspicion.Kind.JUMP);
              assertThat(found.explanation())
                  .isEqualTo(
                      "accuracy is 0.7000, and was at best 0.5200 in the 3 versions before, whose"
                          + " deviation is 0.0100 (evaluation 070707070707)");
              assertThat(found.figures())
                  .containsEntry("best_before", 0.52)
                  .containsEntry("versions_before", 3.0);
            });
    assertThat(suspicions(alike, new Interval(0.5, 0.9), 0.5)).isEmpty();
    assertThat(suspicions(Map.of(1, 0.5, 6, 0.51), narrow, 0.5)).isEmpty();
    assertThat(suspicions(Map.of(1, 0.3, 4, 0.4, 6, 0.6), narrow, 0.5)).isEmpty();
    assertThat(suspicions(Map.of(1, 0.71, 4, 0.7, 6, 0.71), narrow, 0.5)).isEmpty();
  }

  @Test
  void doubtsAVersionThatIsNoBetterThanABaseline() {
    Interval interval = new Interval(0.5, 0.9);

    assertThat(suspicions(Map.of(), interval, 0.7))
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.kind()).isEqualTo(Suspicion.Kind.NO_BETTER_THAN_BASELINE);
              assertThat(found.explanation())
                  .isEqualTo(
                      "accuracy is 0.7000, and 0.7000 of the baseline a on the same rows"
                          + " (evaluation 070707070707)");
            });
    assertThat(suspicions(Map.of(), interval, 0.69)).isEmpty();
  }

  @Test
  void saysWhatIsMissing() {
    assertThat(CardFixtures.notes("a").missing()).isEmpty();
    assertThat(VersionNotes.NONE.missing())
        .containsExactly(
            "description", "intended use", "limitations", "known failures", "contact", "owner");
  }
}
