package io.lifecycle4j.djl.training;

import ai.djl.ndarray.NDList;
import io.lifecycle4j.djl.model.TensorTypes;
import io.lifecycle4j.schema.Scores;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.training.Examples;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Measures a network under training on the validation rows. Not thread-safe.
 *
 * <p>The loss is that of all rows. Metrics sort and keep what they measure, so that of very many
 * rows they are those of some, spread evenly, which bounds their time and memory in each epoch.
 */
final class ValidationRows {
  /** The most numbers of outputs and targets that are measured, unless the rows are few. */
  private static final int NUMBERS = 1 << 20;

  /** So many rows are always measured. */
  private static final int FEW = 10_000;

  private final Examples rows;
  private final Task<?> task;
  private final Set<String> metrics;
  private final Signature signature;
  private final RowBatch batch;
  private final int measured;

  /** The outputs and the targets of the measured rows, in units of the data. */
  private final List<Tensor> outputs;

  private final List<Tensor> targets;

  /**
   * Creates them.
   *
   * @param metrics the metrics of the task to measure
   */
  ValidationRows(
      Examples rows, Task<?> task, Set<String> metrics, Signature signature, int batchSize) {
    this.metrics = metrics;
    this.rows = rows;
    this.task = task;
    this.signature = signature;
    this.batch = new RowBatch(rows, Math.min(rows.size(), batchSize));
    this.measured = metrics.isEmpty() ? 0 : measured(rows, signature);
    this.outputs = Tensor.allocate(signature.outputs(), measured);
    this.targets = Tensor.allocate(rows.targets(), measured);
  }

  private static int measured(Examples rows, Signature signature) {
    int numbers =
        Stream.of(signature.outputs(), rows.targets())
            .flatMap(List::stream)
            .mapToInt(TensorSpec::numbers)
            .sum();
    return Math.min(rows.size(), Math.max(FEW, NUMBERS / numbers));
  }

  /** Says how many rows the metrics are of; empty if of all. */
  Optional<String> some() {
    return metrics.isEmpty() || measured == rows.size()
        ? Optional.empty()
        : Optional.of(measured + " of " + rows.size());
  }

  /** Returns the loss and the metrics, by their names in the run, the most important first. */
  Map<String, Double> measure(NetworkLearner learner, Objective objective) {
    double loss = 0;
    for (int from = 0; from < rows.size(); from += batch.largest()) {
      int start = from;
      int[] places = IntStream.range(from, Math.min(rows.size(), from + batch.largest())).toArray();
      batch.read(rows, places);
      keep(targets, batch.targets(), start);
      loss += places.length * learner.validate(batch, objective, made -> keep(made, start));
    }
    objective.scale().undo(outputs);
    Map<String, Double> measures = new LinkedHashMap<>();
    measures.put("validation_loss", loss / rows.size());
    metrics().forEach(measures::putIfAbsent);
    return measures;
  }

  private void keep(NDList made, int row) {
    if (measured > 0) {
      keep(outputs, TensorTypes.tensors(signature.outputs(), made, batch.size()), row);
    }
  }

  /** Keeps those of some rows, from a row on, that are measured. */
  private void keep(List<Tensor> all, List<Tensor> some, int row) {
    for (int i = 0; i < all.size() && measured > 0; i++) {
      Tensor target = all.get(i);
      int width = target.size() / measured;
      if (measured == rows.size()) {
        target.put(row * width, some.get(i));
      } else {
        copy(some.get(i), row, target, width);
      }
    }
  }

  private void copy(Tensor from, int row, Tensor target, int width) {
    int end = row + from.size() / width;
    int place = (int) (((long) row * measured + rows.size() - 1) / rows.size());
    for (; place < measured && rowAt(place) < end; place++) {
      for (int i = 0; i < width; i++) {
        target.set(place * width + i, from.number((rowAt(place) - row) * width + i));
      }
    }
  }

  /** Returns which row is measured at a place. */
  private int rowAt(int place) {
    return (int) ((long) place * rows.size() / measured);
  }

  private Map<String, Double> metrics() {
    if (metrics.isEmpty()) {
      return Map.of();
    }
    Scores scores = task.score(outputs, targets);
    int[] weights = new int[measured];
    Arrays.fill(weights, 1);
    ToDoubleFunction<String> measure = scores.measure(weights);
    Map<String, Double> values = new LinkedHashMap<>();
    metrics.forEach(name -> values.put(EarlyStop.VALIDATION + name, measure.applyAsDouble(name)));
    return values;
  }
}
