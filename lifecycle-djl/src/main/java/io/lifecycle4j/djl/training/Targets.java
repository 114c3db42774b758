package io.lifecycle4j.djl.training;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.schema.TensorType;
import io.lifecycle4j.training.Examples;
import java.util.List;
import java.util.stream.IntStream;

/** Chooses the objective by the targets, all of which are read before the first step. */
final class Targets {
  private static final int CHUNK = 1_024;

  private Targets() {}

  /**
   * Chooses the loss: softmax cross-entropy if the target is the index of one of several outputs,
   * squared error if it is a number like the output.
   *
   * @param scaled whether the network can undo a scaling of the targets
   */
  static Objective objective(Signature signature, Examples examples, boolean scaled) {
    List<TensorSpec> targets = examples.targets();
    List<TensorSpec> outputs = signature.outputs();
    check(
        targets.size() == 1 && outputs.size() == 1 && targets.get(0).numbers() == 1,
        "Invalid task: this trainer learns one target by one output (there are %s for %s)",
        targets,
        outputs);
    if (targets.get(0).type() == TensorType.INT64) {
      return new Objective.CrossEntropy(outputs.get(0).numbers());
    }
    check(
        outputs.get(0).numbers() == 1,
        "Invalid task: this trainer has no loss for the target %s and the output %s",
        targets.get(0),
        outputs.get(0));
    return scaled ? fit(examples) : new Objective.SquaredError(0, 1);
  }

  private static Objective.SquaredError fit(Examples examples) {
    int rows = examples.size();
    RowBatch batch = new RowBatch(examples, Math.min(rows, CHUNK));
    double mean = 0;
    double squares = 0;
    for (int from = 0; from < rows; from += CHUNK) {
      batch.read(examples, IntStream.range(from, Math.min(rows, from + CHUNK)).toArray());
      Tensor targets = batch.targets().get(0);
      for (int i = 0; i < targets.size(); i++) {
        double target = targets.number(i);
        check(
            Double.isFinite(target),
            "Invalid label of training row %s: %s (must be finite)",
            from + i,
            target);
        // Welford 1962 avoids the difference of large sums.
        double delta = target - mean;
        mean += delta / (from + i + 1);
        squares += delta * (target - mean);
      }
    }
    double deviation = Math.sqrt(squares / rows);
    return new Objective.SquaredError(mean, deviation > 0 ? deviation : 1);
  }
}
