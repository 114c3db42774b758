package io.lifecycle4j.core.training;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.model.Baseline;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tasks;
import io.lifecycle4j.schema.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Linear baselines beside the models of scikit-learn; benchmarks/peers/baselines.py wrote them. */
class BaselineVectorsTest {
  private static final int HELD_OUT = 5;

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = BaselineVectorsTest.class.getResourceAsStream("/baselines/" + name)) {
      assertThat(in).as(name).isNotNull();
      return in.readAllBytes();
    }
  }

  private static double[][] rows(String name) throws IOException {
    return new String(resource(name + ".csv"), UTF_8)
        .lines()
        .map(line -> Arrays.stream(line.split(",")).mapToDouble(Double::parseDouble).toArray())
        .toArray(double[][]::new);
  }

  private static JsonNode vector(String name) throws IOException {
    return new ObjectMapper().readTree(resource("vectors.json")).get(name);
  }

  private static double[][] selected(double[][] rows, boolean held) {
    return IntStream.range(0, rows.length)
        .filter(row -> (row % HELD_OUT == 0) == held)
        .mapToObj(row -> rows[row])
        .toArray(double[][]::new);
  }

  private static Baseline.Linear fit(Task<?> task, double[][] rows) {
    return BaselineFit.of(
            TaskCalls.training(task), List.of(), Numbers.examples(task, selected(rows, false)))
        .stream()
        .filter(baseline -> baseline.name().equals("linear"))
        .map(Baseline.Linear.class::cast)
        .findFirst()
        .orElseThrow();
  }

  /** Measures a baseline on the rows that it was not fitted to. */
  private static double measure(
      Task<?> task, Baseline.Linear baseline, double[][] rows, String metric) {
    PreparedExamples held = Numbers.examples(task, selected(rows, true));
    Tensor outputs = held.outputs(baseline, task.outputs().get(0));
    int[] once = new int[held.size()];
    Arrays.fill(once, 1);
    return task.score(List.of(outputs), held.labels()).measure(once).applyAsDouble(metric);
  }

  @Test
  void fitsLeastSquares() throws IOException {
    double[][] rows = rows("diabetes");
    JsonNode expected = vector("diabetes");
    Task<?> task = Tasks.regression(Numbers.LABEL);
    Baseline.Linear linear = fit(task, rows);

    assertThat(measure(task, linear, rows, "rmse"))
        .isCloseTo(expected.get("rmse").asDouble(), within(1e-6 * expected.get("rmse").asDouble()));
    assertClose(linear.weights().get(0), expected.get("weights").get(0), 1e-6);
    assertClose(linear.constants(), expected.get("constants"), 1e-6);
  }

  /** The second class of two has the weights, and the first has none. */
  @ParameterizedTest
  @CsvSource({"iris, 3, 0", "cancer, 2, 1"})
  void fitsLogisticRegression(String name, int classes, int first) throws IOException {
    double[][] rows = rows(name);
    JsonNode expected = vector(name);
    Task<?> task = Numbers.classes(classes);
    Baseline.Linear linear = fit(task, rows);

    assertThat(measure(task, linear, rows, "log_loss"))
        .isCloseTo(expected.get("log_loss").asDouble(), within(1e-5));
    for (int i = 0; i < expected.get("weights").size(); i++) {
      assertClose(linear.weights().get(first + i), expected.get("weights").get(i), 1e-3);
    }
  }

  private static void assertClose(List<Double> found, JsonNode expected, double share) {
    assertThat(found).hasSize(expected.size());
    for (int i = 0; i < found.size(); i++) {
      double number = expected.get(i).asDouble();
      Offset<Double> error = within(share * Math.max(1, Math.abs(number)));
      assertThat(found.get(i)).as("number %s", i).isCloseTo(number, error);
    }
  }
}
