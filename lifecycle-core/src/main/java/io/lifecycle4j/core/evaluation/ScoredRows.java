package io.lifecycle4j.core.evaluation;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.core.training.BaselineOutputs;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.evaluation.Evaluation;
import io.lifecycle4j.evaluation.StressTest;
import io.lifecycle4j.schema.CalibrationBin;
import io.lifecycle4j.schema.ConfusionMatrix;
import io.lifecycle4j.schema.Metric;
import io.lifecycle4j.schema.Metric.Better;
import io.lifecycle4j.schema.Scores;
import io.lifecycle4j.schema.Scores.Interval;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The quality of a model on a set of rows, row by row.
 *
 * <p>A row whose outputs are not numbers counts as wrong in shares of rows, and makes every other
 * metric NaN.
 *
 * <p>Immutable and thread-safe. Keeps the outputs and the targets, and what the task keeps to
 * measure them. Intervals and baselines are computed when they are first needed, and kept: a
 * bootstrap of many rows takes seconds.
 */
public final class ScoredRows {
  /** Follows a metric that is not comparable. */
  public static final String NEITHER = " (neither greater nor smaller values are better)";

  private final int rows;
  private final TaskCalls<?> task;
  private final Answering decoder;
  private final List<Tensor> outputs;
  private final List<Tensor> targets;
  private final Map<String, BaselineOutputs> baselines;
  private final Scores scores;
  private final List<Metric> declared;
  private final Map<String, Double> metrics;
  private final Once<Map<String, Interval>> intervals = new Once<>(this::computed);
  private final Once<Map<String, ScoredRows>> scoredBaselines = new Once<>(this::scoreBaselines);

  /**
   * Scores the outputs of a model.
   *
   * @param outputs a tensor for each of {@link Task#outputs}
   * @param targets the labels of the same rows, a tensor for each of {@link Task#targets}
   * @throws InvalidValueException if there are no rows, the tensors do not fit the task or each
   *     other, or a target is invalid
   * @throws io.lifecycle4j.error.LifecycleException the failure of a call of the task
   */
  public ScoredRows(TaskCalls<?> task, List<Tensor> outputs, List<Tensor> targets) {
    this(task, outputs, targets, Map.of(), row -> task.decode(List.of(), outputs, row));
  }

  /**
   * Scores the outputs of a model that has baselines.
   *
   * @param baselines what each baseline puts out for the same rows, by its name
   * @param decoder decodes the predicted value of a row
   */
  ScoredRows(
      TaskCalls<?> task,
      List<Tensor> outputs,
      List<Tensor> targets,
      Map<String, BaselineOutputs> baselines,
      Answering decoder) {
    this.task = required(task, "task");
    this.decoder = decoder;
    this.baselines = Map.copyOf(baselines);
    rows = TensorSpec.checkFit("targets", task.task().targets(), targets);
    check(rows > 0, "Invalid rows: 0 (needs at least 1)");
    TensorSpec.checkFit("outputs", task.task().outputs(), outputs, rows);
    this.outputs = List.copyOf(outputs);
    this.targets = List.copyOf(targets);
    scores = task.call("score", () -> task.task().score(outputs, targets));
    declared = task.call("metrics", () -> List.copyOf(task.call("metrics", task.task()::metrics)));
    metrics = measure();
  }

  /** Keeps scores of answers whose outputs are not known. */
  private ScoredRows(TaskCalls<?> task, int rows, Scores scores, List<Metric> metrics) {
    this.task = task;
    this.decoder =
        row -> {
          throw new NotFoundException("Answers are not known of scores alone");
        };
    this.baselines = Map.of();
    this.rows = rows;
    this.outputs = List.of();
    this.targets = List.of();
    this.scores = scores;
    this.declared = List.copyOf(metrics);
    this.metrics = measure();
  }

  /**
   * Measures some metrics of answers that were scored already. Nothing else is known of the rows:
   * neither outputs nor labels nor baselines.
   *
   * @param rows how many were scored
   * @param scores theirs
   * @param metrics those to measure, which the task may not list
   */
  public static ScoredRows of(TaskCalls<?> task, int rows, Scores scores, List<Metric> metrics) {
    return new ScoredRows(task, rows, scores, metrics);
  }

  private Map<String, Double> measure() {
    ToDoubleFunction<String> measure = measure(all());
    Map<String, Double> result = new TreeMap<>();
    for (Metric metric : declared) {
      result.put(metric.name(), measure.applyAsDouble(metric.name()));
    }
    return Collections.unmodifiableMap(result);
  }

  private int[] all() {
    return IntStream.generate(() -> 1).limit(rows).toArray();
  }

  TaskCalls<?> task() {
    return task;
  }

  /** Returns the number of rows, at least 1. */
  public int rows() {
    return rows;
  }

  /** Returns what it takes to run the model; empty for a selection of rows. */
  public Optional<RunCost> cost() {
    return decoder.cost();
  }

  /** Returns the outputs of the model, a tensor for each of {@link Task#outputs}; do not write. */
  public List<Tensor> outputs() {
    return outputs;
  }

  /** Returns the labels, a tensor for each of {@link Task#targets}; do not write. */
  public List<Tensor> labels() {
    return targets;
  }

  /**
   * Decodes the predicted value of a row.
   *
   * @throws InvalidValueException if there is no such row
   */
  public Object prediction(int row) {
    check(row >= 0 && row < rows, "Invalid row: %s (there are %s, from 0)", row, rows);
    return decoder.decode(row);
  }

  /**
   * Returns some of the rows, without baselines.
   *
   * @param places the places of the rows, at least one
   * @throws InvalidValueException if there is no such row
   */
  public ScoredRows only(int[] places) {
    return pairing(places, places);
  }

  /** Returns some of the rows, at least one, with all that is known of them. */
  public ScoredRows among(int[] places) {
    Map<String, BaselineOutputs> others = new TreeMap<>();
    baselines.forEach(
        (name, made) ->
            others.put(
                name,
                new BaselineOutputs(
                    made.task(), SelectedRows.at(made.task().outputs(), made.outputs(), places))));
    return new ScoredRows(
        task,
        SelectedRows.at(task.task().outputs(), outputs, places),
        SelectedRows.at(task.task().targets(), targets, places),
        others,
        decoder.among(places));
  }

  /**
   * Returns rows that pair the outputs for a row with the labels of the same or another, without
   * baselines.
   *
   * @param outputsOf the places of the outputs, at least one
   * @param labelsOf as many places of the labels
   * @throws InvalidValueException if there is no such row
   */
  public ScoredRows pairing(int[] outputsOf, int[] labelsOf) {
    IntStream.concat(IntStream.of(outputsOf), IntStream.of(labelsOf))
        .forEach(
            row ->
                check(row >= 0 && row < rows, "Invalid row: %s (there are %s, from 0)", row, rows));
    return new ScoredRows(
        task,
        SelectedRows.at(task.task().outputs(), outputs, outputsOf),
        SelectedRows.at(task.task().targets(), targets, labelsOf),
        Map.of(),
        row -> decoder.decode(outputsOf[row]));
  }

  /** Runs the model on the rows, changed: see {@link Answering#stress}. */
  public void stress(StressTest test, Consumer<? super Stressed> each) {
    decoder.stress(test, each);
  }

  /** Returns all metrics over all rows by name, in alphabetical order. */
  public Map<String, Double> metrics() {
    return metrics;
  }

  /** Scores the baselines of the model on the same rows, by name, in alphabetical order. */
  public Map<String, ScoredRows> baselines() {
    return scoredBaselines.get();
  }

  private Map<String, ScoredRows> scoreBaselines() {
    Map<String, ScoredRows> scored = new TreeMap<>();
    baselines.forEach(
        (name, made) ->
            scored.put(name, new ScoredRows(task.with(made.task()), made.outputs(), targets)));
    return Collections.unmodifiableMap(scored);
  }

  /** Returns the metrics as an evaluation of a model such as {@code fraud:7} on some data. */
  public Evaluation evaluation(String model, String data) {
    return new EvaluationDetails(this).whole(model, data).build();
  }

  /** Returns the metrics of the task that {@link #metrics} has. */
  List<Metric> declared() {
    return declared;
  }

  /**
   * Returns the rows that a metric counts, if it is a share of those of {@link #basis}.
   *
   * @return {@code boolean[rows]}, of exactly this length; empty for other metrics
   * @throws NotFoundException if the metric does not exist
   */
  public Optional<boolean[]> counted(String name) {
    return rows("counted", name, scores::counted);
  }

  /**
   * Returns the rows that a metric rests on, if it counts or ranks rows.
   *
   * @return {@code boolean[rows]}, of exactly this length; empty if it rests on all rows alike
   * @throws NotFoundException if the metric does not exist
   */
  public Optional<boolean[]> basis(String name) {
    return rows("basis", name, scores::basis);
  }

  /** Returns {@link #basis}, or all rows. */
  public boolean[] basisOrAll(String name) {
    return basis(name).orElseGet(() -> Proportion.rows(rows, row -> true));
  }

  private Optional<boolean[]> rows(
      String method, String name, Function<String, Optional<boolean[]>> call) {
    String metric = named(name).name();
    Optional<boolean[]> found = task.call(method, () -> call.apply(metric));
    if (found.isPresent() && found.get().length != rows) {
      int length = found.get().length;
      throw task.failed(
          method, "returned " + length + " rows for " + metric + " (must be " + rows + ")");
    }
    return found;
  }

  /**
   * Measures a selection of rows, such as a bootstrap sample.
   *
   * @param weights the number of times that each row counts
   * @return a function from the name of a metric to its value, NaN if it is undefined for the rows
   */
  public ToDoubleFunction<String> measure(int[] weights) {
    ToDoubleFunction<String> measure = task.call("measure", () -> scores.measure(weights));
    return name -> task.call("measure", () -> measure.applyAsDouble(name));
  }

  /**
   * Returns the 95 % intervals of all metrics over all rows: those that the task has a formula for,
   * and a bootstrap with a constant seed for the others.
   *
   * @return intervals by name, in alphabetical order; a baseline has none
   */
  public Map<String, Interval> intervals() {
    return intervals.get();
  }

  private Map<String, Interval> computed() {
    return Bootstrap.intervals(this, all());
  }

  /** Returns the interval of a metric over a selection of rows; empty if there is no formula. */
  Optional<Interval> interval(String name, int[] weights) {
    return task.call("interval", () -> scores.interval(name, weights));
  }

  /** Returns the confusion matrix over all rows; empty if the task has none. */
  Optional<ConfusionMatrix> confusion() {
    return task.call("confusion", () -> scores.confusion(all()));
  }

  /** Returns the calibration curve over all rows; empty if the task has none. */
  List<CalibrationBin> calibration() {
    return task.call("calibration", () -> List.copyOf(scores.calibration(all())));
  }

  /**
   * Returns whether greater or smaller values of a metric are better.
   *
   * @throws NotFoundException if the metric does not exist
   */
  public boolean isComparable(String name) {
    return named(name).better() != Better.NONE;
  }

  /**
   * Returns how much worse a candidate's value of a metric is than another's.
   *
   * @return the difference in units of the metric; negative if the candidate is better
   * @throws NotFoundException if the metric does not exist, or cannot be compared
   */
  public double worsening(String name, double candidate, double other) {
    if (!isComparable(name)) {
      throw new NotFoundException("Comparison does not exist: " + name + NEITHER);
    }
    return named(name).better() == Better.HIGHER ? other - candidate : candidate - other;
  }

  /** Computes a metric over all rows; empty if the task does not have it. */
  public OptionalDouble find(String name) {
    Double known = metrics.get(name);
    return known == null ? find(name, all()) : OptionalDouble.of(known);
  }

  /**
   * Computes a metric over a selection of rows, such as a slice.
   *
   * @param weights the number of times that each row counts
   * @return the value, NaN if it is undefined for the rows; empty if the task does not have the
   *     metric
   */
  public OptionalDouble find(String name, int[] weights) {
    check(weights.length == rows, "Invalid weights: %s (must be %s)", weights.length, rows);
    return task.call("findMetric", () -> task.task().findMetric(name)).stream()
        .mapToDouble(metric -> measure(weights).applyAsDouble(metric.name()))
        .findFirst();
  }

  /** Computes a metric over all rows; throws a NotFoundException if the task does not have it. */
  public double metric(String name) {
    return find(name).orElseThrow(() -> new NotFoundException(missing(name)));
  }

  Optional<String> positiveClass() {
    return task.call("positiveClass", task.task()::positiveClass);
  }

  /** Returns the name of a metric with the class that it is of, such as {@code recall[fraud]}. */
  public String fullName(String metric) {
    return positiveClass()
        .map(positive -> metric + "[" + positive + "]")
        .filter(name -> task.call("findMetric", () -> task.task().findMetric(name)).isPresent())
        .orElse(metric);
  }

  private Metric named(String name) {
    return task.call("findMetric", () -> task.task().findMetric(name))
        .orElseThrow(() -> new NotFoundException(missing(name)));
  }

  private String missing(String name) {
    return declared.stream()
        .map(Metric::name)
        .collect(Collectors.joining(", ", "Metric does not exist: " + name + " (there are ", ")"));
  }
}
