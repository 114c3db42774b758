package io.lifecycle4j.djl.training;

import ai.djl.ndarray.NDList;
import io.lifecycle4j.djl.model.TensorTypes;
import io.lifecycle4j.schema.Scores;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.training.Examples;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Measures a network under training on the validation rows. Not thread-safe. */
final class ValidationRows {
  private final Examples rows;
  private final Task<?> task;
  private final Set<String> metrics;
  private final Signature signature;
  private final RowBatch batch;

  /** The outputs and the targets of all rows, in units of the data. */
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
    this.outputs = Tensor.allocate(signature.outputs(), rows.size());
    this.targets = Tensor.allocate(rows.targets(), rows.size());
  }

  /** Returns the loss and the metrics, by their names in the run. */
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
    Map<String, Double> measures = new TreeMap<>(metrics());
    measures.put("validation_loss", loss / rows.size());
    return measures;
  }

  private void keep(NDList made, int row) {
    keep(outputs, TensorTypes.tensors(signature.outputs(), made, batch.size()), row);
  }

  private void keep(List<Tensor> all, List<Tensor> some, int row) {
    for (int i = 0; i < all.size(); i++) {
      Tensor tensor = all.get(i);
      tensor.put(row * (tensor.size() / rows.size()), some.get(i));
    }
  }

  private Map<String, Double> metrics() {
    if (metrics.isEmpty()) {
      return Map.of();
    }
    Scores scores = task.score(outputs, targets);
    int[] weights = new int[rows.size()];
    Arrays.fill(weights, 1);
    ToDoubleFunction<String> measure = scores.measure(weights);
    Map<String, Double> measured = new TreeMap<>();
    metrics.forEach(name -> measured.put(EarlyStop.VALIDATION + name, measure.applyAsDouble(name)));
    return measured;
  }
}
