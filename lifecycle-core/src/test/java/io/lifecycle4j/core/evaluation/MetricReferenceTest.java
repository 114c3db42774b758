package io.lifecycle4j.core.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.schema.Metric;
import io.lifecycle4j.schema.Metric.Better;
import io.lifecycle4j.schema.MetricSet;
import io.lifecycle4j.schema.Metrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The reference of metrics and the Javadoc of {@link Metrics} say what each metric is. */
class MetricReferenceTest {
  private static final Path PAGE = Path.of("../docs/reference/metrics.md");
  private static final Path SOURCE =
      Path.of("../lifecycle-api/src/main/java/io/lifecycle4j/schema/Metrics.java");

  private static final Map<String, Better> DIRECTIONS =
      Map.of("higher", Better.HIGHER, "lower", Better.LOWER, "neither", Better.NONE);

  /** A row of a table. */
  private record Entry(List<String> names, String definition, String better, String source) {
    static Entry of(String... cells) {
      assertThat(cells).as(cells[0]).hasSize(4).allSatisfy(cell -> assertThat(cell).isNotBlank());
      List<String> names = new ArrayList<>();
      Matcher name = Pattern.compile("`([^`]+)`").matcher(cells[0]);
      while (name.find()) {
        names.add(name.group(1));
      }
      return new Entry(names, cells[1], cells[2], cells[3]);
    }

    String shared() {
      return names + " " + better + ", " + source;
    }
  }

  static Stream<Arguments> tables() {
    return Stream.of(
        Arguments.of("Classification", "ofClasses", Metrics.ofClasses(List.of("no", "yes"), 1)),
        Arguments.of("Classification", "ofClasses", Metrics.ofClasses(List.of("a", "b", "c"), 1)),
        Arguments.of("Regression", "ofNumbers", Metrics.ofNumbers()),
        Arguments.of("Regression", "ofNumbers", Metrics.ofColumns(List.of("y", "z"))),
        Arguments.of("Quantiles", "ofQuantiles", Metrics.ofQuantiles(List.of(0.1, 0.5, 0.9))),
        Arguments.of("Several labels", "ofLabels", Metrics.ofLabels(List.of("sport", "arts"))),
        Arguments.of("Reconstruction", "ofReconstruction", Metrics.ofReconstruction()));
  }

  private static List<Entry> page(String section) throws IOException {
    String text = Files.readString(PAGE);
    int begin = text.indexOf("\n## " + section + "\n");
    int head = text.indexOf("\n| Name | Definition | Better | Source |\n", begin);
    return text.substring(head + 1)
        .lines()
        .skip(2)
        .takeWhile(line -> line.startsWith("|"))
        .map(line -> Entry.of(line.substring(2, line.length() - 2).split(" \\| ", -1)))
        .toList();
  }

  private static List<Entry> javadoc(String method) throws IOException {
    String text = Files.readString(SOURCE);
    int end = text.indexOf(" " + method + "(");
    int begin = text.indexOf("<tr><td>", text.lastIndexOf("/**", end));
    String table = text.substring(begin, text.indexOf("</table>", begin));
    return Arrays.stream(table.replaceAll("\\s*\n\\s*\\*\\s*", " ").split("<tr><td>"))
        .skip(1)
        .map(row -> row.strip().replaceAll("\\{@code ([^}]*)}", "`$1`"))
        .map(row -> Entry.of(row.split("\\s*<td>", -1)))
        .toList();
  }

  /** Names and sources are written twice; the definitions of the page are longer. */
  @ParameterizedTest
  @MethodSource("tables")
  void theJavadocHasTheTableOfThePage(String section, String method) throws IOException {
    assertThat(javadoc(method))
        .extracting(Entry::shared)
        .isNotEmpty()
        .containsExactlyElementsOf(page(section).stream().map(Entry::shared).toList());
  }

  @ParameterizedTest
  @MethodSource("tables")
  void thePageHasTheDirectionOfEachMetric(String section, String method, MetricSet<?, ?> metrics)
      throws IOException {
    for (Entry entry : page(section)) {
      assertThat(entry.names()).as(entry.definition()).isNotEmpty();
      for (String name : entry.names()) {
        Optional<Metric> found = metrics.find(name).or(() -> metrics.find(name + "_macro"));
        assertThat(found.map(Metric::better)).as(name).hasValue(DIRECTIONS.get(entry.better()));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("tables")
  void thePageHasEachMetricThatAnEvaluationLists(
      String section, String method, MetricSet<?, ?> metrics) throws IOException {
    List<String> named =
        page(section).stream()
            .flatMap(entry -> entry.names().stream())
            .map(MetricReferenceTest::base)
            .toList();

    assertThat(metrics.list()).isNotEmpty();
    assertThat(metrics.list()).allSatisfy(it -> assertThat(named).contains(base(it.name())));
  }

  private static String base(String name) {
    return name.replaceAll("\\[.*]|_(macro|micro|weighted|samples)$", "");
  }
}
