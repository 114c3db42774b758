package io.lifecycle4j.core.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lifecycle4j.schema.ConfusionMatrix;
import io.lifecycle4j.schema.Metric;
import io.lifecycle4j.schema.MetricSet;
import io.lifecycle4j.schema.Metrics;
import io.lifecycle4j.schema.Scores;
import io.lifecycle4j.schema.Scores.Interval;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.schema.TensorType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Metrics beside those that scikit-learn computed; benchmarks/peers/metrics.py wrote them. */
class MetricVectorsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  record Case(JsonNode json) {
    @Override
    public String toString() {
      return json.get("name").asText();
    }

    Scores scores() {
      return switch (json.get("task").asText()) {
        case "regression" ->
            Metrics.ofNumbers().score(numbers(json.get("outputs")), numbers(json.get("labels")));
        case "columns" -> Metrics.ofColumns(names(json.get("outputs"))).score(outputs(), labels());
        case "quantiles" ->
            Metrics.ofQuantiles(quantiles()).score(outputs(), numbers(json.get("labels")));
        case "labels" -> Metrics.ofLabels(names(json.get("outputs"))).score(outputs(), truth());
        case "reconstruction" ->
            Metrics.ofReconstruction()
                .score(tensor(json.get("outputs")), tensor(json.get("labels")));
        default -> classified();
      };
    }

    private Scores classified() {
      double[][] probabilities = outputs();
      int[] choices = Arrays.stream(probabilities).mapToInt(Case::greatest).toArray();
      int[] labels = Arrays.stream(numbers(json.get("labels"))).mapToInt(x -> (int) x).toArray();
      return classes().score(new Metrics.Choices(probabilities, choices), labels);
    }

    private MetricSet<Metrics.Choices, int[]> classes() {
      return Metrics.ofClasses(names(json.get("outputs")), 1);
    }

    private double[][] outputs() {
      return matrix(json.get("outputs"));
    }

    private double[][] labels() {
      return matrix(json.get("labels"));
    }

    private boolean[][] truth() {
      double[][] labels = labels();
      boolean[][] truth = new boolean[labels.length][labels[0].length];
      for (int row = 0; row < truth.length; row++) {
        for (int i = 0; i < truth[row].length; i++) {
          truth[row][i] = labels[row][i] == 1;
        }
      }
      return truth;
    }

    private static Tensor tensor(JsonNode rows) {
      double[][] numbers = matrix(rows);
      TensorSpec spec =
          new TensorSpec("numbers", TensorType.FLOAT64, List.of(-1, numbers[0].length));
      Tensor tensor = Tensor.allocate(spec, numbers.length);
      for (int place = 0; place < tensor.size(); place++) {
        tensor.set(place, numbers[place / numbers[0].length][place % numbers[0].length]);
      }
      return tensor;
    }

    private List<Double> quantiles() {
      return Arrays.stream(numbers(json.get("quantiles"))).boxed().toList();
    }

    private static int greatest(double[] row) {
      return IntStream.range(0, row.length).reduce((a, b) -> row[b] > row[a] ? b : a).orElseThrow();
    }

    Optional<Metric> find(String name) {
      return switch (json.get("task").asText()) {
        case "regression" -> Metrics.ofNumbers().find(name);
        case "columns" -> Metrics.ofColumns(names(json.get("outputs"))).find(name);
        case "quantiles" -> Metrics.ofQuantiles(quantiles()).find(name);
        case "labels" -> Metrics.ofLabels(names(json.get("outputs"))).find(name);
        case "reconstruction" -> Metrics.ofReconstruction().find(name);
        default -> classes().find(name);
      };
    }

    private static List<String> names(JsonNode rows) {
      return IntStream.range(0, rows.get(0).size()).mapToObj(i -> "c" + i).toList();
    }

    /** The same rows, each as often as its weight. */
    Case repeated(int[] weights) {
      ObjectNode copy = json.deepCopy();
      copy.set("outputs", repeated(json.get("outputs"), weights));
      copy.set("labels", repeated(json.get("labels"), weights));
      return new Case(copy);
    }

    private static ArrayNode repeated(JsonNode rows, int[] weights) {
      ArrayNode found = JSON.createArrayNode();
      for (int row = 0; row < weights.length; row++) {
        found.addAll(Collections.nCopies(weights[row], rows.get(row)));
      }
      return found;
    }

    int[] weights() {
      int[] weights = new int[json.get("labels").size()];
      Arrays.fill(weights, 1);
      return weights;
    }
  }

  static Stream<Case> cases() throws IOException {
    try (InputStream in = MetricVectorsTest.class.getResourceAsStream("/metrics/vectors.jsonl")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().map(MetricVectorsTest::parsed).toList().stream();
    }
  }

  private static Case parsed(String line) {
    try {
      return new Case(JSON.readTree(line));
    } catch (IOException e) {
      throw new IllegalStateException(line, e);
    }
  }

  private static double[][] matrix(JsonNode rows) {
    return IntStream.range(0, rows.size())
        .mapToObj(row -> numbers(rows.get(row)))
        .toArray(double[][]::new);
  }

  private static double[] numbers(JsonNode array) {
    return IntStream.range(0, array.size()).mapToDouble(i -> array.get(i).asDouble()).toArray();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void equalsScikitLearn(Case vector) {
    Scores scores = vector.scores();

    vector
        .json
        .get("metrics")
        .properties()
        .forEach(
            metric -> {
              String name = metric.getKey();
              assertThat(vector.find(name)).as(name).isPresent();
              double value = scores.measure(vector.weights()).applyAsDouble(name);
              JsonNode expected = metric.getValue();
              assertClose(name, value, expected.isNull() ? Double.NaN : expected.asDouble());
            });
  }

  private static void assertClose(String name, double value, double expected) {
    if (Double.isNaN(expected)) {
      assertThat(value).as(name).isNaN();
    } else {
      assertThat(value)
          .as(name)
          .isEqualTo(expected, within(1e-12 * Math.max(1, Math.abs(expected))));
    }
  }

  /** The bootstrap draws rows as weights. */
  @ParameterizedTest
  @MethodSource("cases")
  void countsARowAsOftenAsItsWeight(Case vector) {
    int[] weights = vector.weights();
    for (int row = 0; row < weights.length; row++) {
      weights[row] = row * 7 % 4;
    }
    Case repeated = vector.repeated(weights);
    ToDoubleFunction<String> weighted = vector.scores().measure(weights);
    ToDoubleFunction<String> counted = repeated.scores().measure(repeated.weights());

    vector
        .json
        .get("metrics")
        .fieldNames()
        .forEachRemaining(
            name -> assertClose(name, weighted.applyAsDouble(name), counted.applyAsDouble(name)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void hasTheIntervalOfDeLong(Case vector) {
    vector
        .json
        .get("intervals")
        .properties()
        .forEach(
            interval -> {
              Optional<Interval> found =
                  vector.scores().interval(interval.getKey(), vector.weights());
              double[] expected = numbers(interval.getValue());
              assertThat(found.orElseThrow().lower()).isEqualTo(expected[0], within(1e-12));
              assertThat(found.orElseThrow().upper()).isEqualTo(expected[1], within(1e-12));
            });
  }

  /** Rows are true classes, columns predicted ones; other tasks have no matrix. */
  @ParameterizedTest
  @MethodSource("cases")
  void hasTheConfusionMatrixOfScikitLearn(Case vector) {
    Optional<ConfusionMatrix> found = vector.scores().confusion(vector.weights());

    assertThat(found.isPresent()).isEqualTo(vector.json.has("confusion"));
    found.ifPresent(matrix -> assertCounts(matrix, vector.json.get("confusion")));
  }

  private static void assertCounts(ConfusionMatrix matrix, JsonNode expected) {
    assertThat(matrix.classes()).hasSize(expected.size());
    for (int actual = 0; actual < expected.size(); actual++) {
      for (int predicted = 0; predicted < expected.size(); predicted++) {
        assertThat(matrix.count("c" + actual, "c" + predicted))
            .as("%s as %s", actual, predicted)
            .isEqualTo(expected.get(actual).get(predicted).asLong());
      }
    }
  }

  static Stream<Case> resampled() throws IOException {
    return cases().filter(vector -> vector.json.has("percentiles"));
  }

  /**
   * Other random samples move a bound by some hundredths of the width. An interval of 90 % would be
   * narrower by a sixth.
   */
  @ParameterizedTest
  @MethodSource("resampled")
  void hasThePercentilesOfABootstrapInNumPy(Case vector) {
    Scores scores = vector.scores();
    Map<String, double[]> expected = new TreeMap<>();
    vector
        .json
        .get("percentiles")
        .properties()
        .forEach(interval -> expected.put(interval.getKey(), numbers(interval.getValue())));
    int rows = vector.weights().length;
    Map<String, Interval> found =
        Bootstrap.intervals(rows, List.copyOf(expected.keySet()), scores::measure);

    double widths = 0;
    for (String name : expected.keySet()) {
      assertThat(scores.interval(name, vector.weights())).as(name + " has a formula").isEmpty();
      double[] bounds = expected.get(name);
      Interval interval = found.getOrDefault(name, new Interval(Double.NaN, Double.NaN));
      double width = bounds[1] - bounds[0];
      assertThat(interval.lower()).as(name).isEqualTo(bounds[0], within(0.13 * width));
      assertThat(interval.upper()).as(name).isEqualTo(bounds[1], within(0.13 * width));
      widths += (interval.upper() - interval.lower()) / width;
    }
    assertThat(widths / expected.size()).isBetween(0.9, 1.1);
  }

  @Test
  void comparesAsManyValuesAsTheReferenceOfMetricsSays() throws IOException {
    int values = cases().mapToInt(vector -> vector.json.get("metrics").size()).sum();

    assertThat(Path.of("../docs/reference/metrics.md"))
        .content()
        .contains(values + " values computed in Python");
  }
}
