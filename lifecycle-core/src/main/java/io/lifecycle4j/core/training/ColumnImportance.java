package io.lifecycle4j.core.training;

import io.lifecycle4j.core.schema.HeldRow;
import io.lifecycle4j.core.schema.RowView;
import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Metric;
import io.lifecycle4j.schema.Metric.Better;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How much a network depends on each column of its inputs: by how much its mean loss rises when the
 * values of the column are permuted among rows that it did not learn from (Breiman 2001; Fisher,
 * Rudin and Dominici 2019). A task without a loss has its first metric instead.
 *
 * <p>Columns that carry the same share their importance: each can stand in for the other.
 */
final class ColumnImportance {
  /** The most rows that are permuted. */
  private static final int MOST_ROWS = 500;

  /** With fewer rows the rise would be chance. */
  private static final int LEAST_ROWS = 30;

  /** How many rows the network is run on, at most, over all columns. */
  private static final int MOST_RUNS = 50_000;

  /** Constant, so that the same training has the same importance. */
  private static final long SEED = 20_010_101;

  private final PreparedSplit prepared;
  private final TaskCalls<?> task;
  private final LoadedModel network;
  private final Signature signature;
  private final Sample sample;

  private ColumnImportance(
      PreparedSplit prepared,
      TaskCalls<?> task,
      LoadedModel network,
      Signature signature,
      Sample sample) {
    this.prepared = prepared;
    this.task = task;
    this.network = network;
    this.signature = signature;
    this.sample = sample;
  }

  /**
   * Measures the importance of each column.
   *
   * @param task the complete task
   * @return the rise of the loss for each column, at least 0; empty if there is one column, or too
   *     few rows for the number of columns
   */
  static Map<String, Double> of(
      PreparedSplit prepared, TaskCalls<?> task, LoadedModel network, Signature signature) {
    List<String> columns = prepared.recipe().input().columns().stream().map(Column::name).toList();
    int rows = Math.min(MOST_ROWS, prepared.data().reference().size());
    rows = Math.min(rows, MOST_RUNS / Math.max(1, columns.size()));
    if (columns.size() < 2 || rows < LEAST_ROWS) {
      return Map.of();
    }
    Sample sample = Sample.of(prepared.data().referenceRows(), rows);
    return new ColumnImportance(prepared, task, network, signature, sample).measure(columns);
  }

  private Map<String, Double> measure(List<String> columns) {
    double before = loss(sample);
    Map<String, Double> rises = new LinkedHashMap<>();
    for (String column : columns) {
      double rise = loss(new Permuted(sample, sample.schema().indexOf(column))) - before;
      if (!Double.isFinite(rise)) {
        return Map.of(); // the loss is not defined for these rows
      }
      rises.put(column, Math.max(0, rise));
    }
    return rises;
  }

  /** Returns the mean loss, or the first metric, so that less is better. */
  private double loss(Rows rows) {
    PreparedExamples examples = PreparedExamples.of(prepared.preprocessing(), task, rows);
    List<Tensor> outputs = examples.outputs(network, signature);
    Optional<Task.Loss> loss = task.call("loss", () -> task.task().loss());
    return loss.isPresent()
        ? loss(loss.get(), outputs, examples.labels())
        : metric(outputs, examples.labels(), examples.size());
  }

  private double loss(Task.Loss loss, List<Tensor> outputs, List<Tensor> targets) {
    List<Tensor> gradient = new ArrayList<>();
    for (TensorSpec spec : signature.outputs()) {
      gradient.add(Tensor.allocate(spec, sample.rows().size()));
    }
    double[] losses = task.call("loss", () -> loss.differentiate(outputs, targets, gradient));
    return Arrays.stream(losses).average().orElse(Double.NaN);
  }

  private double metric(List<Tensor> outputs, List<Tensor> targets, int rows) {
    Metric metric = TaskCalls.headline(task.task()).orElse(null);
    if (metric == null) {
      return Double.NaN;
    }
    int[] once = new int[rows];
    Arrays.fill(once, 1);
    double value =
        task.call(
            "score",
            () -> task.task().score(outputs, targets).measure(once).applyAsDouble(metric.name()));
    return metric.better() == Better.LOWER ? value : -value;
  }

  /** Some rows in memory, evenly spread, and the row that each takes a value from. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Sample(Schema schema, List<HeldRow> rows, int[] others) implements Rows {
    static Sample of(Rows all, int most) {
      HeldRow.Layout layout = HeldRow.Layout.of(all.schema());
      long[] count = {0};
      all.forEach(row -> count[0]++);
      int size = (int) Math.min(most, count[0]);
      List<HeldRow> rows = new ArrayList<>();
      long[] next = {0};
      all.forEach(
          row -> {
            if (rows.size() < size && next[0] == rows.size() * count[0] / size) {
              rows.add(layout.copy(row));
            }
            next[0]++;
          });
      return new Sample(all.schema(), List.copyOf(rows), others(rows.size()));
    }

    /** Permutes rows so that none keeps its place. */
    private static int[] others(int size) {
      int[] order = IntStream.range(0, size).toArray();
      SplittableRandom random = new SplittableRandom(SEED);
      for (int i = size - 1; i > 0; i--) {
        int j = random.nextInt(i + 1);
        int swapped = order[i];
        order[i] = order[j];
        order[j] = swapped;
      }
      int[] others = new int[size];
      for (int i = 0; i < size; i++) {
        others[order[i]] = order[(i + 1) % size];
      }
      return others;
    }

    @Override
    public void forEach(Consumer<? super Row> action) {
      rows.forEach(action);
    }
  }

  /** The same rows, in which one column is permuted. */
  private record Permuted(Sample sample, int column) implements Rows {
    @Override
    public Schema schema() {
      return sample.schema();
    }

    @Override
    public void forEach(Consumer<? super Row> action) {
      PermutedRow row = new PermutedRow(sample.schema(), column);
      for (int i = 0; i < sample.rows().size(); i++) {
        action.accept(row.show(sample.rows().get(i), sample.rows().get(sample.others()[i])));
      }
    }
  }

  /** A row with one cell of another row. */
  private static final class PermutedRow extends RowView {
    private @Nullable Row other;

    PermutedRow(Schema schema, int column) {
      super(
          schema,
          IntStream.range(0, schema.columns().size()).map(i -> i == column ? OWN : i).toArray());
    }

    Row show(Row row, Row from) {
      other = from;
      return over(row);
    }

    private Row from() {
      if (other == null) {
        throw new IllegalStateException("No row is shown");
      }
      return other;
    }

    @Override
    protected double own(int column) {
      return from().number(column);
    }

    @Override
    protected String ownText(int column) {
      return from().text(column);
    }

    @Override
    protected void ownTensor(int column, float[] target, int offset) {
      from().tensor(column, target, offset);
    }
  }
}
