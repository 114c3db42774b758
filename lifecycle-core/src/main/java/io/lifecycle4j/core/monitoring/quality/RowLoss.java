package io.lifecycle4j.core.monitoring.quality;

import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Task.Loss;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What is lost by a row.
 *
 * @param loss that of the task; empty for classes, which are right or wrong
 */
record RowLoss(TaskCalls<?> task, Optional<Loss> loss) {
  /** A loss above that of this share of the held-out rows counts as much as that. */
  private static final double CAPPED = 0.99;

  /** Returns the errors of classes. */
  static RowLoss ofErrors(TaskCalls<?> task) {
    return new RowLoss(task, Optional.empty());
  }

  /** Returns the loss of a task; empty if it has none that can be computed. */
  static Optional<RowLoss> ofTask(TaskCalls<?> task) {
    boolean free = task.call("outputs", task.task()::outputs).stream().anyMatch(RowLoss::isFree);
    return free
        ? Optional.empty()
        : task.call("loss", task.task()::loss).map(found -> new RowLoss(task, Optional.of(found)));
  }

  private static boolean isFree(TensorSpec spec) {
    return spec.row().contains(TensorSpec.FREE);
  }

  String name() {
    return loss.isEmpty() ? "error" : "capped loss";
  }

  boolean isOfClasses() {
    return loss.isEmpty();
  }

  /** Returns what is lost by each row of outputs of the network, not yet {@link #cap capped}. */
  double[] losses(List<Tensor> outputs, List<Tensor> targets) {
    if (loss.isEmpty()) {
      return errors(outputs, targets);
    }
    List<TensorSpec> specs = task.call("outputs", task.task()::outputs);
    int rows = (int) targets.get(0).shape()[0];
    double[] losses =
        task.call(
            "loss",
            () -> loss.orElseThrow().differentiate(outputs, targets, Tensor.allocate(specs, rows)));
    // A loss that is no number is as great as can be.
    return Arrays.stream(losses)
        .map(each -> Double.isNaN(each) ? Double.POSITIVE_INFINITY : Math.max(0, each))
        .toArray();
  }

  private double[] errors(List<Tensor> outputs, List<Tensor> targets) {
    Task<?> classes = task.task();
    double[] errors = new double[targets.get(0).size()];
    for (int row = 0; row < errors.length; row++) {
      String label = classes.classes().get((int) targets.get(0).number(row));
      errors[row] = label.equals(task.decode(List.of(), outputs, row)) ? 0 : 1;
    }
    return errors;
  }

  /** Returns the loss that counts as 1: above 0. */
  double cap(double[] heldOut) {
    if (loss.isEmpty()) {
      return 1;
    }
    double[] sorted = heldOut.clone();
    Arrays.sort(sorted);
    double most = sorted[(int) Math.ceil(CAPPED * sorted.length) - 1];
    return most > 0 && Double.isFinite(most) ? most : 1;
  }

  static double[] capped(double[] losses, double cap) {
    return Arrays.stream(losses).map(each -> Math.min(1, each / cap)).toArray();
  }
}
