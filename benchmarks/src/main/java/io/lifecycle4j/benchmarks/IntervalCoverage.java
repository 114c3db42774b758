package io.lifecycle4j.benchmarks;

import static io.lifecycle4j.schema.Tasks.classification;
import static io.lifecycle4j.schema.Tasks.regression;

import io.lifecycle4j.core.evaluation.ScoredRows;
import io.lifecycle4j.core.hash.SplitMix64;
import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.schema.Scores.Interval;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tensor;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Measures how often the 95 % interval of a metric contains the value of the whole population, from
 * which samples are drawn.
 *
 * <p>A binary model puts out a normal score, whose mean is {@value #SIGNAL} for the {@value #SHARE}
 * of positive rows and the opposite for the others; the errors of a regression are normal, or those
 * of Student's distribution with 5 degrees of freedom. An interval of a metric that a sample does
 * not define counts as one that does not contain the value.
 */
final class IntervalCoverage {
  private static final int SAMPLES = 1_000;
  private static final List<Integer> SIZES = List.of(30, 100, 300, 1_000);
  private static final double SIGNAL = 0.8;
  private static final double SHARE = 0.3;
  private static final double NOMINAL = 0.95;

  /** Steps of the integrals over the scores. */
  private static final int STEPS = 400_000;

  private static final double WIDEST = 8;
  private static final int FREEDOM = 5;
  private static final Interval UNDEFINED = new Interval(Double.NaN, Double.NaN);

  private IntervalCoverage() {}

  /** A model whose metrics are known, because the distribution of its rows is. */
  private interface Population {
    Map<String, Double> metrics();

    ScoredRows draw(int rows, Random random);
  }

  /** Prints a line for each metric and size. */
  static void run() {
    print("", new Classifier());
    print("normal-", new Estimator(false));
    print("heavy-tailed-", new Estimator(true));
  }

  private static void print(String prefix, Population population) {
    for (int rows : SIZES) {
      List<Map<String, Interval>> samples =
          IntStream.range(0, SAMPLES)
              .parallel()
              .mapToObj(seed -> population.draw(rows, random(seed)).intervals())
              .toList();
      population
          .metrics()
          .forEach((name, value) -> print(prefix + name, rows, coverage(samples, name, value)));
    }
  }

  /** Begins the numbers of a sample; those of {@link Random} resemble each other for near seeds. */
  private static Random random(int sample) {
    return new Random(SplitMix64.number(1, sample));
  }

  private static double coverage(List<Map<String, Interval>> samples, String name, double value) {
    long covered =
        samples.stream()
            .map(intervals -> intervals.getOrDefault(name, UNDEFINED))
            .filter(interval -> interval.lower() <= value && value <= interval.upper())
            .count();
    return (double) covered / samples.size();
  }

  private static void print(String name, int rows, double coverage) {
    System.out.printf(
        Locale.ROOT,
        "interval-%s-%d-rows coverage %.3f of %d samples, nominal %s%n",
        name,
        rows,
        coverage,
        SAMPLES,
        NOMINAL);
  }

  /** Two classes; the model predicts the positive one where its score is above 0. */
  private static final class Classifier implements Population {
    private static final Task<String> TASK = classification("y", "no", "yes");

    /**
     * Integrates over the scores, from the highest: the area under the ROC curve by the trapezoidal
     * rule, the average precision by its sum.
     */
    @Override
    public Map<String, Double> metrics() {
      double width = 2 * WIDEST / STEPS;
      double recall = 0;
      double falls = 0;
      double area = 0;
      double average = 0;
      Map<String, Double> metrics = new TreeMap<>();
      for (int i = 0; i < STEPS; i++) {
        double score = WIDEST - (i + 0.5) * width;
        double found = density(score - SIGNAL) * width;
        double wrong = density(score + SIGNAL) * width;
        area += wrong * (recall + found / 2);
        recall += found;
        falls += wrong;
        average += found * precision(recall, falls);
        if (i == STEPS / 2 - 1) { // at a score of 0
          double precision = precision(recall, falls);
          metrics.put("accuracy", SHARE * recall + (1 - SHARE) * (1 - falls));
          metrics.put("precision", precision);
          metrics.put("recall", recall);
          metrics.put("f1", 2 * precision * recall / (precision + recall));
        }
      }
      metrics.put("roc_auc", area);
      metrics.put("average_precision", average);
      return metrics;
    }

    private static double density(double x) {
      return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }

    private static double precision(double recall, double falls) {
      return SHARE * recall / (SHARE * recall + (1 - SHARE) * falls);
    }

    @Override
    public ScoredRows draw(int rows, Random random) {
      Tensor labels = Tensor.allocate(TASK.targets().get(0), rows);
      Tensor outputs = Tensor.allocate(TASK.outputs().get(0), rows);
      for (int row = 0; row < rows; row++) {
        boolean positive = random.nextDouble() < SHARE;
        labels.set(row, positive ? 1 : 0);
        outputs.set(2 * row + 1, (positive ? SIGNAL : -SIGNAL) + random.nextGaussian());
      }
      return scored(TASK, outputs, labels);
    }
  }

  /** A regression with errors of mean 0. */
  private record Estimator(boolean heavyTailed) implements Population {
    private static final Task<Double> TASK = regression("y");

    @Override
    public Map<String, Double> metrics() {
      double squared = heavyTailed ? (double) FREEDOM / (FREEDOM - 2) : 1;
      return Map.of("rmse", Math.sqrt(squared));
    }

    @Override
    public ScoredRows draw(int rows, Random random) {
      Tensor labels = Tensor.allocate(TASK.targets().get(0), rows);
      Tensor outputs = Tensor.allocate(TASK.outputs().get(0), rows);
      for (int row = 0; row < rows; row++) {
        double label = random.nextGaussian();
        labels.set(row, label);
        outputs.set(row, label + error(random));
      }
      return scored(TASK, outputs, labels);
    }

    private double error(Random random) {
      double normal = random.nextGaussian();
      if (!heavyTailed) {
        return normal;
      }
      double squares = 0;
      for (int i = 0; i < FREEDOM; i++) {
        double other = random.nextGaussian();
        squares += other * other;
      }
      return normal / Math.sqrt(squares / FREEDOM);
    }
  }

  private static ScoredRows scored(Task<?> task, Tensor outputs, Tensor labels) {
    return new ScoredRows(TaskCalls.judging("bench:1", task), List.of(outputs), List.of(labels));
  }
}
