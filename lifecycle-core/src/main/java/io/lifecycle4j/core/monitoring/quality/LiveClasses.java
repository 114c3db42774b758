package io.lifecycle4j.core.monitoring.quality;

import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.schema.Metrics;
import io.lifecycle4j.schema.Scores;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Scores answers that are classes. The probabilities of all classes are known if the outputs are in
 * the log, or if there are two classes, since the other one has the rest.
 */
final class LiveClasses extends LiveTask {
  private final Task<?> task;
  private final List<String> classes;
  private final List<TensorSpec> logits;

  LiveClasses(TaskCalls<?> calls) {
    super(calls);
    this.task = calls.task();
    this.classes = task.classes();
    this.logits = task.outputs();
  }

  List<String> classes() {
    return classes;
  }

  /** Returns the probability of each class; null if it is not known. */
  double @Nullable [] probabilities(LiveRow row) {
    double[] logged = logged(row, logits);
    if (logged != null) {
      List<Tensor> outputs = Tensor.allocate(logits, 1);
      write(logged, logits, outputs, 0);
      return calls().call("probabilities", () -> task.probabilities(outputs, 0));
    }
    int choice = classes.indexOf(row.answer());
    if (classes.size() != 2 || choice < 0 || Double.isNaN(row.probability())) {
      return null;
    }
    double[] both = new double[2];
    both[choice] = row.probability();
    both[1 - choice] = 1 - row.probability();
    return both;
  }

  @Override
  Scores score(List<LiveRow> rows, List<Tensor> targets) {
    int[] labels = new int[rows.size()];
    int[] choices = new int[labels.length];
    double[][] probabilities = new double[labels.length][];
    for (int row = 0; row < labels.length; row++) {
      labels[row] = (int) targets.get(0).number(row);
      choices[row] = classes.indexOf(rows.get(row).answer());
      double[] known = probabilities(rows.get(row));
      probabilities[row] = known == null ? unknown() : known;
    }
    int positive = task.positiveClass().map(classes::indexOf).orElse(1);
    return Metrics.ofClasses(classes, positive)
        .score(new Metrics.Choices(probabilities, choices), labels);
  }

  private double[] unknown() {
    double[] unknown = new double[classes.size()];
    Arrays.fill(unknown, Double.NaN);
    return unknown;
  }

  @Override
  Optional<RowLoss> loss() {
    return Optional.of(RowLoss.ofErrors(calls()));
  }

  @Override
  boolean isUsable(LiveRow row) {
    return true;
  }

  @Override
  boolean isWhole(LiveRow row) {
    return logged(row, logits) != null
        || (classes.size() == 2
            && !Double.isNaN(row.probability())
            && classes.contains(row.answer()));
  }

  /** A label that the version does not know is an error of any answer. */
  @Override
  double[] losses(List<LiveRow> rows) {
    return rows.stream().mapToDouble(row -> row.answer().equals(row.label()) ? 0 : 1).toArray();
  }
}
