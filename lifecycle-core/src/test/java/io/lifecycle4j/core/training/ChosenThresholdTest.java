package io.lifecycle4j.core.training;

import static io.lifecycle4j.schema.Tasks.classification;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.core.LoggedLines;
import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.schema.Classification;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tasks;
import io.lifecycle4j.schema.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChosenThresholdTest {
  private static final Classification FRAUD =
      classification("fraud", "no", "yes").positive("yes").thresholdAtPrecision(0.75);

  /** Rows of which the first have the greatest probabilities. */
  private static Optional<ChosenThreshold> chosen(boolean... frauds) {
    Tensor outputs = Tensor.allocate(FRAUD.outputs().get(0), frauds.length);
    Tensor labels = Tensor.allocate(FRAUD.targets().get(0), frauds.length);
    for (int row = 0; row < frauds.length; row++) {
      outputs.set(2 * row + 1, -row);
      labels.set(row, frauds[row] ? 1 : 0);
    }
    Classification task = FRAUD.adjusted(List.of(outputs), List.of(labels));
    return ChosenThreshold.of(
        TaskCalls.training(task), "validation rows", List.of(outputs), List.of(labels));
  }

  private static Optional<ChosenThreshold> ofUnchanged(Task<?> task) {
    return ChosenThreshold.of(TaskCalls.training(task), "rows", List.of(), List.of());
  }

  private static List<String> logged(String level, ChosenThreshold threshold) {
    List<String> lines = new ArrayList<>();
    threshold.log("payments", LoggedLines.of(level, lines));
    return lines;
  }

  @Test
  void saysHowManyPositivesItFinds() {
    boolean[] frauds = new boolean[40];
    for (int row : new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 39}) {
      frauds[row] = true;
    }
    ChosenThreshold threshold = chosen(frauds).orElseThrow();

    assertThat(threshold.positives()).isEqualTo(11);
    assertThat(logged("info", threshold))
        .containsExactly(
            "Threshold of payments: 6.144e-06 (finds 10 of the 11 positives among validation rows,"
                + " at a precision of 0.77)");
    assertThat(logged("warn", threshold)).isEmpty();
  }

  @Test
  void warnsIfItRestsOnFewPositives() {
    assertThat(logged("warn", chosen(true, true, false, true, false).orElseThrow()))
        .containsExactly(
            "The threshold of payments rests on 3 positives among validation rows: on other rows,"
                + " its precision may be far from the one that was asked for (at least 10 are"
                + " needed: add or hold back more)");
  }

  @Test
  void isNoneIfTheTaskHasNone() {
    assertThat(ofUnchanged(classification("fraud", "no", "yes").positive("yes"))).isEmpty();
    assertThat(ofUnchanged(Tasks.regression("x"))).isEmpty();
  }
}
