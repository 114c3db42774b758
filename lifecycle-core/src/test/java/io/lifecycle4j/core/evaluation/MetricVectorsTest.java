package io.lifecycle4j.core.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lifecycle4j.schema.Metrics;
import io.lifecycle4j.schema.Scores;
import io.lifecycle4j.schema.Scores.Interval;
import io.lifecycle4j.schema.Task;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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
      JsonNode outputs = json.get("outputs");
      if (json.get("task").asText().equals("regression")) {
        return Metrics.scoreNumbers(numbers(outputs), numbers(json.get("labels")));
      }
      double[][] probabilities =
          IntStream.range(0, outputs.size())
              .mapToObj(row -> numbers(outputs.get(row)))
              .toArray(double[][]::new);
      int[] choices = Arrays.stream(probabilities).mapToInt(Case::greatest).toArray();
      int[] labels = Arrays.stream(numbers(json.get("labels"))).mapToInt(x -> (int) x).toArray();
      return Metrics.scoreClasses(classes(), probabilities, choices, labels);
    }

    private static int greatest(double[] row) {
      return IntStream.range(0, row.length).reduce((a, b) -> row[b] > row[a] ? b : a).orElseThrow();
    }

    Optional<Task.Metric> find(String name) {
      return json.get("task").asText().equals("regression")
          ? Metrics.findOfNumbers(name)
          : Metrics.findOfClasses(classes(), name);
    }

    private List<String> classes() {
      int count = json.get("outputs").get(0).size();
      return IntStream.range(0, count).mapToObj(i -> "c" + i).toList();
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
              if (metric.getValue().isNull()) {
                assertThat(value).as(name).isNaN();
              } else {
                double expected = metric.getValue().asDouble();
                assertThat(value)
                    .as(name)
                    .isEqualTo(expected, within(1e-12 * Math.max(1, Math.abs(expected))));
              }
            });
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

  @Test
  void hasMoreThanFourHundredFigures() throws IOException {
    assertThat(cases().mapToInt(vector -> vector.json.get("metrics").size()).sum())
        .isGreaterThan(400);
  }
}
