package io.lifecycle4j.core.training;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.model.InputNumbers;
import io.lifecycle4j.core.model.TensorRunner;
import io.lifecycle4j.core.preprocessing.LaggedRows;
import io.lifecycle4j.core.preprocessing.RowWriter;
import io.lifecycle4j.core.profile.RowSample;
import io.lifecycle4j.core.profile.RowSampler;
import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.core.schema.TensorRows;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.model.Baseline;
import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.training.Examples;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Prepared rows, four bytes for each number: in memory or, if they are more than a part of it, in a
 * mapped file.
 *
 * <p>Immutable and thread-safe.
 */
public final class PreparedExamples implements Examples {
  /** The share of the heap that the numbers of a role may take; there are up to three. */
  private static final int SHARE = 8;

  private final List<TensorSpec> inputs;
  private final List<TensorSpec> targets;

  /** The number of values of each input per row. */
  private final int[] widths;

  /** The values of each row, one input after the other. */
  private final List<float[]> rows;

  private final List<Tensor> labels;

  private PreparedExamples(
      List<TensorSpec> inputs, List<TensorSpec> targets, List<float[]> rows, List<Tensor> labels) {
    this.inputs = inputs;
    this.widths = inputs.stream().mapToInt(TensorSpec::numbers).toArray();
    this.targets = targets;
    this.rows = rows;
    this.labels = labels;
  }

  /** Prepares rows and their labels, keeping their order. */
  public static PreparedExamples of(
      FittedPreprocessing preprocessing, TaskCalls<?> task, Rows rows) {
    return of(preprocessing, task, rows, place -> "Cannot prepare row " + place);
  }

  /**
   * Prepares rows and their labels, keeping their order.
   *
   * @param problem begins the message for a row that cannot be prepared, by its position from 0
   */
  static PreparedExamples of(
      FittedPreprocessing preprocessing,
      TaskCalls<?> task,
      Rows rows,
      IntFunction<String> problem) {
    return of(preprocessing, task, rows, problem, limit());
  }

  private static long limit() {
    return Runtime.getRuntime().maxMemory() / SHARE;
  }

  /**
   * Prepares rows that need no labels, keeping their order.
   *
   * @param problem begins the message for a row that cannot be prepared, by its position from 0
   */
  public static PreparedExamples unlabelled(
      FittedPreprocessing preprocessing,
      TaskCalls<?> task,
      Rows rows,
      IntFunction<String> problem) {
    return of(preprocessing, task, List.of(), rows, problem, limit());
  }

  /** Prepares rows, of which so many bytes may be in memory. */
  static PreparedExamples of(
      FittedPreprocessing preprocessing,
      TaskCalls<?> task,
      Rows rows,
      IntFunction<String> problem,
      long limit) {
    return of(preprocessing, task, task.task().targets(), rows, problem, limit);
  }

  private static PreparedExamples of(
      FittedPreprocessing preprocessing,
      TaskCalls<?> task,
      List<TensorSpec> targets,
      Rows rows,
      IntFunction<String> problem,
      long limit) {
    Rows whole = LaggedRows.of(preprocessing, rows);
    List<TensorSpec> inputs = preprocessing.inputs();
    RowReader reader =
        new RowReader(RowWriter.of(preprocessing, whole.schema()), inputs, task, targets, limit);
    whole.forEach(row -> reader.add(row, problem));
    return new PreparedExamples(inputs, targets, reader.rows(), reader.labels());
  }

  /**
   * Prepares the rows of a role of a split, for a custom training loop.
   *
   * @param preprocessing fitted on this split
   * @param task reads the label of a row; if its classes are open, they are those of the training
   *     rows, sorted, so that they have the same index in each role
   * @return the prepared rows, in the order of the version
   * @throws io.lifecycle4j.error.SealedDataException if the role is the holdout
   */
  public static PreparedExamples of(
      FittedPreprocessing preprocessing, Task<?> task, Split split, SplitRole role) {
    required(preprocessing, "preprocessing");
    required(task, "task");
    Rows rows = required(split, "split").rows(role);
    TaskCalls<?> calls = TaskCalls.training(task);
    Task<?> complete = TaskLabels.complete(calls, preprocessing, split.rows(SplitRole.TRAIN));
    String kind = role.name().toLowerCase(Locale.ROOT);
    return of(
        preprocessing,
        calls.with(complete),
        rows,
        place -> "Cannot prepare row " + place + " of the role " + kind);
  }

  static Tensor onHeap(TensorSpec spec, ByteBuffer bytes, int rows) {
    return new Tensor(
        spec.name(), spec.type(), bytes.order(ByteOrder.nativeOrder()), spec.shape(rows));
  }

  @Override
  public int size() {
    return rows.size();
  }

  @Override
  public List<TensorSpec> inputs() {
    return inputs;
  }

  @Override
  public List<TensorSpec> targets() {
    return targets;
  }

  @Override
  public void read(int[] places, List<Tensor> into, List<Tensor> targetsInto) {
    for (int place : places) {
      check(place >= 0 && place < size(), "Invalid row: %s (there are %s)", place, size());
    }
    TensorSpec.checkFit("inputs", inputs, into, places.length);
    TensorSpec.checkFit("targets", targets, targetsInto, places.length);
    InputNumbers numbers = new InputNumbers(into);
    fill(places, numbers.cleared());
    numbers.write();
    for (int i = 0; i < targetsInto.size(); i++) {
      int width = targets.get(i).numbers();
      for (int row = 0; row < places.length; row++) {
        for (int number = 0; number < width; number++) {
          double label = labels.get(i).number(places[row] * width + number);
          targetsInto.get(i).set(row * width + number, label);
        }
      }
    }
  }

  private void fill(int[] places, FloatBuffer[] into) {
    for (int place : places) {
      int from = 0;
      for (int i = 0; i < into.length; i++) {
        int width = widths[i];
        into[i].put(rows.get(place), from, width);
        from += width;
      }
    }
  }

  /** Returns the targets of all rows, a tensor for each of {@link #targets()}. */
  public List<Tensor> labels() {
    return labels;
  }

  /**
   * Decodes the outputs for a row to the predicted value.
   *
   * @param outputs the outputs for all rows
   */
  public Object decode(TaskCalls<?> task, List<Tensor> outputs, int row) {
    List<Tensor> input =
        inputs.stream()
            .map(spec -> onHeap(spec, ByteBuffer.allocate(spec.numbers() * spec.type().bytes()), 1))
            .toList();
    InputNumbers numbers = new InputNumbers(input);
    fill(new int[] {row}, numbers.cleared());
    numbers.write();
    return task.decode(input, TensorRows.row(outputs, row), 0);
  }

  /** Counts the numbers of a row, over all inputs. */
  int width() {
    return IntStream.of(widths).sum();
  }

  /** Returns the numbers of each row, one input after the other; do not write. */
  List<float[]> rows() {
    return Collections.unmodifiableList(rows);
  }

  /** Returns the numbers of a row, one input after the other; do not write. */
  float[] inputs(int row) {
    return rows.get(row);
  }

  /**
   * Computes a linear function of the inputs of all rows.
   *
   * @param output describes the result
   * @return a tensor of that name, row after row
   * @throws InvalidValueException if the function is one of other inputs or outputs
   */
  public Tensor outputs(Baseline.Linear function, TensorSpec output) {
    List<Double> constants = function.constants();
    List<List<Double>> weights = function.weights();
    check(
        constants.size() == output.numbers()
            && (weights.isEmpty() || weights.get(0).size() == width()),
        "Invalid baseline %s: does not fit %s numbers of a row and %s",
        function.name(),
        width(),
        output);
    double[][] factors =
        weights.stream()
            .map(one -> one.stream().mapToDouble(Double::doubleValue).toArray())
            .toArray(double[][]::new);
    Tensor result = onHeap(output, room(output), size());
    for (int row = 0; row < size(); row++) {
      for (int place = 0; place < constants.size(); place++) {
        double sum = constants.get(place);
        sum += factors.length == 0 ? 0 : product(factors[place], rows.get(row));
        result.set(row * constants.size() + place, sum);
      }
    }
    return result;
  }

  private static double product(double[] weights, float[] numbers) {
    double sum = 0;
    for (int i = 0; i < numbers.length; i++) {
      sum += weights[i] * numbers[i];
    }
    return sum;
  }

  /** Allocates the bytes of an output of all rows. */
  private ByteBuffer room(TensorSpec spec) {
    long bytes = (long) size() * spec.numbers() * spec.type().bytes();
    check(
        bytes <= Integer.MAX_VALUE,
        "Invalid rows: %s of them put out %s bytes at %s (must be below 2 GiB)",
        size(),
        bytes,
        spec);
    return ByteBuffer.allocate((int) bytes);
  }

  /** Runs a network on all rows, in batches; returns a tensor for each output, row after row. */
  public List<Tensor> outputs(LoadedModel model, Signature signature) {
    List<Tensor> outputs = new ArrayList<>();
    for (TensorSpec spec : signature.outputs()) {
      outputs.add(onHeap(spec, room(spec), size()));
    }
    try (TensorRunner runner = new TensorRunner(model, signature)) {
      for (int start = 0; start < size(); start += TensorRunner.BATCH) {
        int[] batch =
            IntStream.range(start, Math.min(size(), start + TensorRunner.BATCH)).toArray();
        fill(batch, runner.numbers(batch.length));
        List<Tensor> found = runner.run();
        for (int i = 0; i < found.size(); i++) {
          outputs.get(i).put(start * signature.outputs().get(i).numbers(), found.get(i));
        }
      }
    }
    return List.copyOf(outputs);
  }

  /** Returns a sample of the embeddings of all rows by a network that is capable of it. */
  RowSample embeddings(LoadedModel model, Signature signature) {
    RowSampler sampler = null;
    try (TensorRunner runner = new TensorRunner(model, signature, true)) {
      for (int start = 0; start < size(); start += TensorRunner.BATCH) {
        int[] batch =
            IntStream.range(start, Math.min(size(), start + TensorRunner.BATCH)).toArray();
        fill(batch, runner.numbers(batch.length));
        runner.run();
        Tensor found = runner.embedding();
        float[] row = new float[found.size() / batch.length];
        sampler = sampler == null ? RowSampler.ofTensors(row.length, 0) : sampler;
        for (int i = 0; i < batch.length; i++) {
          found.floats().get(i * row.length, row);
          sampler.add(row, row.length);
        }
      }
    }
    return sampler == null ? RowSample.merged(1, List.of()) : sampler.sample();
  }

  /** Returns the inputs of the first rows, for golden rows. */
  List<Map<String, List<Float>>> first(int count) {
    List<Map<String, List<Float>>> first = new ArrayList<>();
    for (float[] row : rows.subList(0, Math.min(count, size()))) {
      Map<String, List<Float>> numbers = new TreeMap<>();
      int from = 0;
      for (TensorSpec input : inputs) {
        List<Float> list = new ArrayList<>();
        for (int i = 0; i < input.numbers(); i++) {
          list.add(row[from++]);
        }
        numbers.put(input.name(), list);
      }
      first.add(numbers);
    }
    return first;
  }
}
