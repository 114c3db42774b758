package io.lifecycle4j.core.monitoring.quality;

import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.schema.Classification;
import io.lifecycle4j.schema.Metric;
import io.lifecycle4j.schema.MetricSet;
import io.lifecycle4j.schema.Metrics;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Scores;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.schema.TensorType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Scores answers that are classes. The probabilities of all classes are known if the outputs are in
 * the log, or if there are two classes, since the other one has the rest.
 */
final class LiveClasses extends LiveTask {
  private static final Pattern PROBABILITIES =
      Pattern.compile(
          "(log_loss|brier|ece|roc_auc|average_precision|top_[0-9]+_accuracy)([_\\[].*)?");

  private final Classification task;
  private final List<String> classes;
  private final List<TensorSpec> logits;
  private final Answers scoring;

  LiveClasses(TaskCalls<?> calls, Classification task) {
    super(calls);
    this.task = task;
    this.classes = task.classes();
    this.logits = task.outputs();
    this.scoring = new Answers(task);
  }

  /** Returns whether a metric of classes or labels depends on probabilities. */
  static boolean isOfProbabilities(String metric) {
    return PROBABILITIES.matcher(metric).matches();
  }

  List<String> classes() {
    return classes;
  }

  /** Returns the probability of each class; null if it is not known. */
  double @Nullable [] probabilities(LiveRow row) {
    double[] logged = logged(row, logits);
    if (logged != null) {
      List<Tensor> outputs = Tensor.allocate(logits, 1);
      write(logged, logits, outputs, 0);
      return task.probabilities(outputs, 0);
    }
    int choice = classes.indexOf(row.answer());
    if (classes.size() != 2 || choice < 0 || Double.isNaN(row.probability())) {
      return null;
    }
    double[] both = new double[2];
    both[choice] = row.probability();
    both[1 - choice] = 1 - row.probability();
    return both;
  }

  @Override
  Task<?> scoring() {
    return scoring;
  }

  @Override
  boolean isUsable(LiveRow row) {
    return true;
  }

  @Override
  boolean isWhole(LiveRow row) {
    return logged(row, logits) != null
        || (classes.size() == 2
            && !Double.isNaN(row.probability())
            && classes.contains(row.answer()));
  }

  @Override
  boolean isOfAnswers(String metric) {
    return !isOfProbabilities(metric);
  }

  @Override
  void write(LiveRow row, List<Tensor> outputs, int place) {
    double[] numbers = new double[classes.size() + 1];
    Arrays.fill(numbers, Double.NaN);
    numbers[0] = classes.indexOf(row.answer());
    double[] known = probabilities(row);
    if (known != null) {
      System.arraycopy(known, 0, numbers, 1, known.length);
    }
    write(numbers, scoring.outputs(), outputs, place);
  }

  /** The task whose outputs are what was answered: a choice, and the probabilities. */
  private record Answers(Classification of) implements Task<String> {
    @Override
    public String id() {
      return of.id();
    }

    @Override
    public List<String> labels() {
      return of.labels();
    }

    @Override
    public List<TensorSpec> targets() {
      return of.targets();
    }

    @Override
    public List<TensorSpec> outputs() {
      List<Integer> width = List.of(TensorSpec.FREE, of.classes().size() + 1);
      return List.of(new TensorSpec("answers", TensorType.FLOAT64, width));
    }

    @Override
    public void encode(Row row, List<Tensor> targets, int place) {
      of.encode(row, targets, place);
    }

    @Override
    public String decode(List<Tensor> outputs, int place) {
      return of.classes().get((int) outputs.get(0).number(place * (of.classes().size() + 1)));
    }

    @Override
    public List<String> classes() {
      return of.classes();
    }

    @Override
    public Optional<String> positiveClass() {
      return of.positiveClass();
    }

    @Override
    public List<Metric> metrics() {
      return of.metrics();
    }

    @Override
    public Optional<Metric> findMetric(String name) {
      return of.findMetric(name);
    }

    @Override
    public Scores score(List<Tensor> outputs, List<Tensor> targets) {
      int[] labels = new int[targets.get(0).size()];
      int[] choices = new int[labels.length];
      double[][] probabilities = new double[labels.length][of.classes().size()];
      int width = of.classes().size() + 1;
      for (int row = 0; row < labels.length; row++) {
        labels[row] = (int) targets.get(0).number(row);
        choices[row] = (int) outputs.get(0).number(row * width);
        for (int i = 1; i < width; i++) {
          probabilities[row][i - 1] = outputs.get(0).number(row * width + i);
        }
      }
      return metricSet().score(new Metrics.Choices(probabilities, choices), labels);
    }

    private MetricSet<Metrics.Choices, int[]> metricSet() {
      int positive = of.positiveClass().map(of.classes()::indexOf).orElse(1);
      return Metrics.ofClasses(of.classes(), positive);
    }
  }
}
