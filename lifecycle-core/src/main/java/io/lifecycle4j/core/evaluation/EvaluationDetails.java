package io.lifecycle4j.core.evaluation;

import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.evaluation.EvaluatedPart;
import io.lifecycle4j.evaluation.Evaluation;
import io.lifecycle4j.evaluation.EvaluationBuilder;
import io.lifecycle4j.schema.ConfusionMatrix;
import io.lifecycle4j.schema.Metric;
import io.lifecycle4j.schema.Metric.Better;
import io.lifecycle4j.schema.Scores.Interval;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The metrics of all rows and of parts of them. Not thread-safe. */
final class EvaluationDetails {
  /** A class with a longer name has no part: see {@link io.lifecycle4j.core.json.Json}. */
  private static final int LONGEST_NAME = 500;

  /** What the name of a metric says of classes. */
  private static final Pattern CLASSES = Pattern.compile("(_(macro|micro|weighted)|\\[.*])$");

  private final ScoredRows rows;
  private final TaskCalls<?> task;
  private final int[] all;
  private final ToDoubleFunction<String> measure;

  EvaluationDetails(ScoredRows rows) {
    this.rows = rows;
    this.task = rows.task();
    this.all = new int[rows.rows()];
    Arrays.fill(all, 1);
    this.measure = rows.measure(all);
  }

  /** Begins an evaluation of a model such as {@code fraud:7} with the metrics of all rows. */
  EvaluationBuilder whole(String model, String data) {
    Map<String, Map<String, Double>> baselines = new TreeMap<>();
    rows.baselines().forEach((name, scored) -> baselines.put(name, ofModel(scored)));
    return Evaluation.builder(model, data, rows.rows())
        .metrics(rows.metrics())
        .directions(
            rows.declared().stream().collect(Collectors.toMap(Metric::name, Metric::better)))
        .intervals(rows.intervals())
        .baselines(baselines);
  }

  /** Returns the metrics that depend on the model. */
  private static Map<String, Double> ofModel(ScoredRows scored) {
    Map<String, Double> values = new TreeMap<>(scored.metrics());
    scored.declared().stream()
        .filter(metric -> metric.better() == Better.NONE)
        .forEach(metric -> values.remove(metric.name()));
    return values;
  }

  /** Measures each class by those of the task's metrics that are also metrics of a class. */
  Map<String, EvaluatedPart> classes() {
    Map<String, EvaluatedPart> parts = new TreeMap<>();
    List<String> names = task.call("classes", task.task()::classes);
    if (names.size() <= ConfusionMatrix.MOST_CLASSES) {
      List<String> metrics =
          rows.metrics().keySet().stream()
              .map(name -> CLASSES.matcher(name).replaceFirst(""))
              .distinct()
              .toList();
      names.stream()
          .filter(name -> name.length() <= LONGEST_NAME)
          .forEach(name -> ofClass(name, metrics, parts));
    }
    return parts;
  }

  private void ofClass(String name, List<String> metrics, Map<String, EvaluatedPart> parts) {
    Map<String, Double> values = new TreeMap<>();
    Map<String, Interval> intervals = new TreeMap<>();
    for (String metric : metrics) {
      String ofClass = metric + "[" + name + "]";
      if (has(ofClass)) {
        values.put(metric, measure.applyAsDouble(ofClass));
        rows.interval(ofClass, all).ifPresent(found -> intervals.put(metric, found));
      }
    }
    if (!values.isEmpty()) {
      // Recall rests on the rows of the class. A task without it does not say which these are.
      long count = values.containsKey("recall") ? count("recall[" + name + "]") : rows.rows();
      parts.put(name, new EvaluatedPart(count, values, intervals));
    }
  }

  private long count(String metric) {
    boolean[] basis = rows.basisOrAll(metric);
    return IntStream.range(0, basis.length).filter(row -> basis[row]).count();
  }

  private boolean has(String metric) {
    return task.call("findMetric", () -> task.task().findMetric(metric)).isPresent();
  }

  /** Measures a slice: each row counts 0 times or once. */
  EvaluatedPart slice(int[] weights) {
    Map<String, Double> metrics = new TreeMap<>();
    Map<String, Interval> intervals = new TreeMap<>();
    ToDoubleFunction<String> ofSlice = rows.measure(weights);
    for (String name : rows.metrics().keySet()) {
      metrics.put(name, ofSlice.applyAsDouble(name));
      rows.interval(name, weights).ifPresent(found -> intervals.put(name, found));
    }
    return new EvaluatedPart(Arrays.stream(weights).sum(), metrics, intervals);
  }
}
