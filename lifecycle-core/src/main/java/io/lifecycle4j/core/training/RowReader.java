package io.lifecycle4j.core.training;

import io.lifecycle4j.core.preprocessing.RowWriter;
import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.core.validation.RowPlace;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Prepares rows and their labels, in their order. Not thread-safe. */
final class RowReader {
  private final RowWriter writer;
  private final TaskCalls<?> task;
  private final float[] numbers;
  private final FloatBuffer[] inputs;
  private final RowNumbers rows;

  private final List<TensorSpec> specs;

  /** The targets of one row. */
  private final List<Tensor> target;

  /** The targets of all rows, whose number is not known in advance. */
  private final List<TargetBytes> targets;

  /**
   * Begins without a row.
   *
   * @param targets those of the task; none if the rows have no labels
   * @param limit how many bytes of each kind may be in memory; more are in a mapped file
   */
  RowReader(
      RowWriter writer,
      List<TensorSpec> inputs,
      TaskCalls<?> task,
      List<TensorSpec> targets,
      long limit) {
    this.writer = writer;
    this.task = task;
    this.numbers = new float[writer.width()];
    this.rows = new RowNumbers(numbers.length, limit);
    this.inputs = new FloatBuffer[inputs.size()];
    int from = 0;
    for (int i = 0; i < inputs.size(); i++) {
      int width = inputs.get(i).numbers();
      this.inputs[i] = FloatBuffer.wrap(numbers, from, width).slice();
      from += width;
    }
    this.specs = targets;
    this.target = Tensor.allocate(targets, 1);
    if (!target.isEmpty()
        && task.task().labels().isEmpty()
        && target.get(0).size() != numbers.length) {
      throw task.failed(
          "targets",
          "returned "
              + targets
              + " (must be the "
              + numbers.length
              + " numbers of all inputs, since there is no label)");
    }
    this.targets = target.stream().map(tensor -> new TargetBytes(limit)).toList();
  }

  /** Adds a row; names it if it cannot be prepared, since a message of a step does not. */
  void add(Row row, IntFunction<String> problem) {
    try {
      add(row);
    } catch (InvalidValueException e) {
      throw new InvalidValueException(problem(row, problem) + e.getMessage(), e);
    } catch (InvalidDataException e) {
      throw new InvalidDataException(problem(row, problem) + e.getMessage(), e);
    }
  }

  private String problem(Row row, IntFunction<String> problem) {
    String place = RowPlace.of(row);
    return problem.apply(rows.size()) + (place.isEmpty() ? "" : " (" + place + ")") + ": ";
  }

  private void add(Row row) {
    for (FloatBuffer input : inputs) {
      input.clear();
    }
    writer.write(row, inputs);
    encode(row);
    rows.add(numbers);
    for (int i = 0; i < target.size(); i++) {
      ByteBuffer written = target.get(i).bytes();
      byte[] copy = new byte[written.remaining()];
      written.get(copy);
      targets.get(i).add(copy);
    }
  }

  /** Writes the targets of a row: its label, or without a label its inputs. */
  private void encode(Row row) {
    if (target.isEmpty()) {
      return;
    }
    if (!task.task().labels().isEmpty()) {
      task.encode(row, target);
      return;
    }
    for (int i = 0; i < numbers.length; i++) {
      target.get(0).set(i, numbers[i]);
    }
  }

  /** Returns the numbers of each row, one input after the other. */
  List<float[]> rows() {
    return rows.done();
  }

  List<Tensor> labels() {
    List<Tensor> labels = new ArrayList<>();
    for (int i = 0; i < targets.size(); i++) {
      ByteBuffer bytes = targets.get(i).done();
      labels.add(PreparedExamples.onHeap(specs.get(i), bytes, rows.size()));
    }
    return List.copyOf(labels);
  }
}
