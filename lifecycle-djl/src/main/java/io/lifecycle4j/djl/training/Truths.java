package io.lifecycle4j.djl.training;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.schema.Classification;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.training.Examples;
import java.nio.FloatBuffer;
import java.util.stream.IntStream;

/** Looks through the truths of the training rows before the first step. */
final class Truths {
  private static final int CHUNK = 1_024;

  private Truths() {}

  /** Chooses what to learn; the truths are scaled only if the network can undo it. */
  static Objective objective(Task<?> task, Examples examples, boolean scaled) {
    if (task instanceof Classification classification) {
      return new Objective.CrossEntropy(classification);
    }
    return scaled ? fit(examples) : new Objective.SquaredError(0, 1);
  }

  private static Objective.SquaredError fit(Examples examples) {
    int rows = examples.size();
    Batch batch = new Batch(Math.min(rows, CHUNK), examples.width());
    double mean = 0;
    double squares = 0;
    for (int from = 0; from < rows; from += CHUNK) {
      batch.read(examples, IntStream.range(from, Math.min(rows, from + CHUNK)).toArray());
      FloatBuffer truths = batch.truths();
      for (int i = 0; truths.hasRemaining(); i++) {
        double truth = truths.get();
        check(
            Double.isFinite(truth),
            "Invalid truth of training row %s: %s (must be finite)",
            from + i,
            truth);
        // Welford 1962: no difference of large sums.
        double delta = truth - mean;
        mean += delta / (from + i + 1);
        squares += delta * (truth - mean);
      }
    }
    double deviation = Math.sqrt(squares / rows);
    return new Objective.SquaredError(mean, deviation > 0 ? deviation : 1);
  }
}
