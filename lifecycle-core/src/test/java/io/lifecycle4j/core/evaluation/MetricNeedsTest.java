package io.lifecycle4j.core.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.schema.Metric;
import io.lifecycle4j.schema.Metric.Needs;
import io.lifecycle4j.schema.Metrics;
import io.lifecycle4j.schema.Scores;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tasks;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A metric that needs answers alone is measured where the probabilities are not known. */
class MetricNeedsTest {
  private static final Task<String> TASK = Tasks.classification("fraud");

  private static final Scores WITHOUT_PROBABILITIES = scores(Double.NaN);

  private static Scores scores(double probability) {
    int rows = 40;
    double[][] probabilities = new double[rows][2];
    int[] choices = new int[rows];
    int[] labels = new int[rows];
    for (int row = 0; row < rows; row++) {
      choices[row] = row % 2;
      labels[row] = row % 3 == 0 ? 1 : 0;
      Arrays.fill(probabilities[row], probability);
    }
    return Metrics.ofClasses(List.of("no", "yes"), 1)
        .score(new Metrics.Choices(probabilities, choices), labels);
  }

  static Stream<Metric> metrics() {
    return Stream.concat(
        TASK.metrics().stream(),
        Stream.of("recall", "f2", "roc_auc", "average_precision")
            .flatMap(name -> TASK.findMetric(name).stream()));
  }

  @ParameterizedTest
  @MethodSource("metrics")
  void saysWhatItCannotDoWithout(Metric metric) {
    int[] once = new int[40];
    Arrays.fill(once, 1);
    ToDoubleFunction<String> measure = WITHOUT_PROBABILITIES.measure(once);
    boolean isMeasured = !Double.isNaN(measure.applyAsDouble(metric.name()));
    assertThat(isMeasured).as(metric.name()).isEqualTo(metric.needs() == Needs.ANSWERS);
  }
}
