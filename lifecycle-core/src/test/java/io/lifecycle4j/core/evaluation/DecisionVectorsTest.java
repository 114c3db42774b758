package io.lifecycle4j.core.evaluation;

import static io.lifecycle4j.schema.Tasks.classification;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lifecycle4j.error.TrainingFailedException;
import io.lifecycle4j.schema.Classification;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Losses beside those of PyTorch, thresholds and class weights beside those of scikit-learn;
 * benchmarks/peers/decisions.py wrote them.
 */
class DecisionVectorsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private record Labelled(String label) {}

  static Stream<JsonNode> losses() throws IOException {
    return vectors("loss");
  }

  static Stream<JsonNode> thresholds() throws IOException {
    return vectors("threshold");
  }

  static Stream<JsonNode> weights() throws IOException {
    return vectors("weights");
  }

  private static Stream<JsonNode> vectors(String what) throws IOException {
    try (InputStream in =
        DecisionVectorsTest.class.getResourceAsStream("/metrics/decisions.jsonl")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().map(DecisionVectorsTest::parsed).toList().stream()
          .filter(vector -> vector.get("what").asText().equals(what));
    }
  }

  private static JsonNode parsed(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new IllegalStateException(line, e);
    }
  }

  private static double[] numbers(JsonNode array) {
    return IntStream.range(0, array.size()).mapToDouble(i -> array.get(i).asDouble()).toArray();
  }

  private static Classification task(int classes) {
    return classification(
        "label", IntStream.range(0, classes).mapToObj(i -> "c" + i).toArray(String[]::new));
  }

  private static List<Tensor> scores(Task<?> task, JsonNode vector) {
    double[] numbers = numbers(vector.get("scores"));
    return List.of(filled(Tensor.allocate(task.outputs().get(0), rows(vector)), numbers));
  }

  private static List<Tensor> labels(Task<?> task, JsonNode vector) {
    double[] numbers = numbers(vector.get("labels"));
    return List.of(filled(Tensor.allocate(task.targets().get(0), rows(vector)), numbers));
  }

  private static int rows(JsonNode vector) {
    return vector.get("labels").size();
  }

  private static Tensor filled(Tensor tensor, double[] numbers) {
    for (int i = 0; i < numbers.length; i++) {
      tensor.set(i, numbers[i]);
    }
    return tensor;
  }

  private static Map<String, Double> byClass(double[] weights) {
    Map<String, Double> named = new TreeMap<>();
    IntStream.range(0, weights.length).forEach(i -> named.put("c" + i, weights[i]));
    return named;
  }

  @ParameterizedTest
  @MethodSource("losses")
  void equalsTheLossOfPyTorch(JsonNode vector) {
    Classification task = task(vector.get("scores").size() / rows(vector));
    double smoothing = vector.get("smoothing").asDouble();
    double[] weights = numbers(vector.get("weights"));
    task = smoothing > 0 ? task.labelSmoothing(smoothing) : task;
    task = weights.length > 0 ? task.classWeights(byClass(weights)) : task;
    List<Tensor> gradient = Tensor.allocate(task.outputs(), rows(vector));

    double[] losses =
        task.loss()
            .orElseThrow()
            .differentiate(scores(task, vector), labels(task, vector), gradient);

    assertThat(losses).containsExactly(numbers(vector.get("losses")), within(1e-12));
    double[] expected = numbers(vector.get("gradient"));
    for (int i = 0; i < expected.length; i++) { // of 32 bits
      assertThat(gradient.get(0).number(i)).isCloseTo(expected[i], within(1e-6));
    }
  }

  @ParameterizedTest
  @MethodSource("thresholds")
  void isTheLowestThresholdOfThePrecisionInScikitLearnsCurve(JsonNode vector) {
    Classification task =
        task(2).positive("c1").thresholdAtPrecision(vector.get("precision").asDouble());
    List<Tensor> outputs = scores(task, vector);
    List<Tensor> targets = labels(task, vector);
    if (vector.get("threshold").isNull()) {
      assertThatThrownBy(() -> task.adjusted(outputs, targets))
          .isInstanceOf(TrainingFailedException.class);
      return;
    }

    Classification adjusted = task.adjusted(outputs, targets);

    assertThat(adjusted.threshold().orElseThrow())
        .isCloseTo(vector.get("threshold").asDouble(), within(1e-15));
    int[] all = new int[rows(vector)];
    Arrays.fill(all, 1);
    assertThat(adjusted.score(outputs, targets).measure(all).applyAsDouble("recall"))
        .isEqualTo(vector.get("recall").asDouble());
  }

  @ParameterizedTest
  @MethodSource("weights")
  void balancesLikeScikitLearn(JsonNode vector) {
    double[] expected = numbers(vector.get("weights"));
    Task.Fit<String> fit = task(expected.length).balancedClassWeights().fit().orElseThrow();
    Columns<Labelled> rows = Columns.of(Labelled.class);
    for (double label : numbers(vector.get("labels"))) {
      fit.add(rows.row(new Labelled("c" + (int) label)));
    }

    Classification fitted = (Classification) fit.complete();

    fitted
        .weighting()
        .weights()
        .forEach(
            (name, weight) ->
                assertThat(weight)
                    .isCloseTo(expected[Integer.parseInt(name.substring(1))], within(1e-12)));
    assertThat(fitted.weighting().weights()).hasSameSizeAs(expected);
  }
}
